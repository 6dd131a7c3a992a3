package market

import (
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
)

// Keep readies a draft that is never listed: it carries the terms, the six legal items among them, of work that is offered to some only.
func (j *Job) Keep(r Recruiter, now clock.Instant) error {
	if j.State != JobDraft {
		return fault.New(fault.Conflict, "この依頼は、もう公開されています")
	}
	if err := j.Check(r, calendar.On(now)); err != nil {
		return err
	}
	j.Recruiter, j.State = r, JobPrivate
	return nil
}

// EndPrivate ends one when nothing of it is open any more. Nobody saw it, so that it counts in no record.
func (j *Job) EndPrivate(now clock.Instant) error {
	if j.State != JobPrivate {
		return fault.New(fault.Conflict, "この依頼は、もう終わっています")
	}
	j.State, j.Outcome, j.EndedAt = JobEnded, Unfilled, now
	if j.Hired > 0 {
		j.Outcome = Filled
	}
	return nil
}
