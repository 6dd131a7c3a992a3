package market

import (
	"nariwai/internal/fault"
	"nariwai/internal/yen"
)

// Caps bound a client until the first acceptance (dated data).
type Caps struct {
	NewClientJob  yen.Yen `json:"new_client_job"`  // pay × hires of one job
	NewClientOpen yen.Yen `json:"new_client_open"` // of all jobs and contracts that are open
}

// Validate refuses caps under which nothing could be posted.
func (c Caps) Validate() error {
	var f fault.Form
	if c.NewClientJob.Sign() <= 0 {
		f.Add("new_client_job", "金額は0円より大きくしてください")
	}
	if c.NewClientOpen.Less(c.NewClientJob) {
		f.Add("new_client_open", "合計の上限は、1つの依頼の上限より小さくできません")
	}
	return f.Err()
}

// Check refuses a new client's job, or what a new client has open with it, when it goes beyond the caps.
func (c Caps) Check(job, open yen.Yen) error {
	var f fault.Form
	if c.NewClientJob.Less(job) {
		f.Add("pay", "はじめての検収が済むまで、1つの依頼は%sまでです（いま%s）", c.NewClientJob, job)
	}
	if c.NewClientOpen.Less(open) {
		f.Add("pay", "はじめての検収が済むまで、進んでいる依頼と契約は合わせて%sまでです（いま%s）", c.NewClientOpen, open)
	}
	return f.Err()
}
