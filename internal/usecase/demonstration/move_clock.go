package demonstration

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
)

// Step is how far the clock is moved.
type Step string

const (
	Day     Step = "day"
	Closing Step = "closing" // to just after the month's end, or to the day on which money is paid, whichever comes first
)

// MoveClock moves a demonstration's clock on. What the time brings about is the worker's part:
// run its steps afterwards. Nobody's session ends by it.
func MoveClock(ctx context.Context, d *db.DB, a people.Actor, step Step) (err error) {
	defer fault.Wrap(&err, "move clock by %s", step)
	if err := Only(d); err != nil {
		return err
	}
	if a.Person == "" {
		return fault.New(fault.Unsigned, "ログインしてください")
	}
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if _, err := peopledb.Acting(ctx, tx, a); err != nil {
			return "", err
		}
		to := tx.Now.Add(clock.Day)
		switch step {
		case Day:
		case Closing:
			rule, _, err := policydb.At[calendar.Closing](ctx, tx, policy.Closing, id.Site, calendar.On(tx.Now))
			if err != nil {
				return "", err
			}
			to = NextStop(rule, tx.Now)
		default:
			return "", fault.New(fault.Invalid, "時計をどこまで進めるかを選んでください")
		}
		by := to.Sub(tx.Now)
		if err := d.MoveClock(ctx, tx, by); err != nil {
			return "", err
		}
		if err := peopledb.ExtendSessions(ctx, tx, by); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "move_clock", string(step), to.String())
	})
	if err != nil {
		return err
	}
	return d.Load(ctx)
}

// Both stops are a little after the event, so that what it brings about is due: the closing runs after midnight,
// and the bank has paid by noon.
const (
	afterMidnight = 10 * clock.Minute
	noon          = 12 * clock.Hour
)

// NextStop is the first of the moments after now at which a month has just ended or a payday has come.
func NextStop(rule calendar.Closing, now clock.Instant) clock.Instant {
	month := calendar.MonthOf(calendar.On(now))
	end := month.Next().First().Start().Add(afterMidnight)
	if payday := rule.Payday(month.Prev()).Start().Add(noon); now < payday && payday < end {
		return payday
	}
	return end
}
