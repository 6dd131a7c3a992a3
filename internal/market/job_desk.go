package market

import (
	"nariwai/internal/clock"
	"nariwai/internal/fault"
)

// Hold keeps an open job from everybody until the desk has looked at it.
func (j *Job) Hold() error {
	if j.State != JobOpen {
		return fault.New(fault.Conflict, "この依頼は、募集中ではありません")
	}
	j.State = JobReview
	return nil
}

// TakeDown is the desk's end to a job, with the reason that the client is told. What nobody has seen goes back to its
// client to be mended; what was shown ends, because others have relied on it.
func (j *Job) TakeDown(reason string, now clock.Instant) error {
	if j.State == JobReview && !j.Shown() {
		return j.Refuse(reason)
	}
	if err := checkReason(reason); err != nil {
		return err
	}
	if err := j.End(now); err != nil {
		return err
	}
	j.Reason = reason
	return nil
}
