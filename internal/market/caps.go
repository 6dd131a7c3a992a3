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
