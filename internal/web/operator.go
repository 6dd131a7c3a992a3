package web

// Operator is who runs this site, as the law wants it shown (特定商取引法11条). Empty where it was not filled in.
type Operator struct {
	LegalName      string
	Representative string
	Address        string
	Phone          string
	Mail           string
	TNumber        string // invoice registration number
}
