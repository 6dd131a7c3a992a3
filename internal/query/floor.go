package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/policy"
	"nariwai/internal/yen"
)

// JobFloor is what the floors of today mean for one job; the zero JobFloor is none.
type JobFloor struct {
	market.Floor
	Total yen.Yen // for the quantity of the job
	Below bool    // the job pays less
}

func floorsOf(s market.Spec, f market.Floors) JobFloor {
	row := f.Of(s.Category, s.Unit)
	return JobFloor{Floor: row, Total: row.For(s.Quantity), Below: f.Below(s)}
}

func floorOf(ctx context.Context, s *db.Snapshot, j market.Job) (JobFloor, error) {
	f, err := ruleOn[market.Floors](ctx, s, policy.Floor, j.Mall, calendar.On(s.Now))
	return floorsOf(j.Spec, f), err
}

// Floor is what the floors mean for the job as it is written now.
func (f JobForm) Floor() JobFloor { return floorsOf(f.Spec, f.Floors) }

// Unready is what keeps the job from being shown: what is missing, and pay below a floor that holds.
func (f JobForm) Unready(today calendar.Date) error {
	var form fault.Form
	form.Merge(f.Check(f.Recruiter, today))
	form.Merge(f.Floors.Check(f.Spec))
	return form.Err()
}
