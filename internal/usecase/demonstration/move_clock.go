package demonstration

import (
	"context"
	"fmt"
	"slices"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
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
	Closing Step = "closing" // to just after the month's end, to the day on which money is paid, or to the last on which the desk must send a run, whichever comes first
)

// MoveClock moves a demonstration's clock on, from midnight to midnight, so that each day brings what it would have brought:
// day (nil: nothing) does that whenever one has begun, and at the end. Nobody's session ends by it.
func MoveClock(ctx context.Context, d *db.DB, a people.Actor, step Step, day func(context.Context) error) (err error) {
	defer fault.Wrap(&err, "move clock by %s", step)
	if err := Only(d); err != nil {
		return err
	}
	if a.Person == "" {
		return fault.New(fault.Unsigned, "ログインしてください")
	}
	command := db.Command{By: a.Person, Key: a.Key, Body: a.Body}
	answer, err := d.Once(ctx, command, func(tx *db.Tx) (string, error) {
		if _, err := peopledb.Acting(ctx, tx, a, people.Any); err != nil {
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
		return fmt.Sprint(int64(tx.Now), " ", int64(to)), tx.Audit(ctx, a.Person, a.Party, "move_clock", string(step), to.String())
	})
	if err != nil {
		return err
	}
	var at, to clock.Instant
	if _, err := fmt.Sscan(answer, &at, &to); err != nil {
		return err
	}
	for n := 0; at < to; n++ {
		if command.Key != "" {
			command.Key = fmt.Sprint(a.Key, " ", n) // a second click moves nothing again
		}
		next := min(to, calendar.On(at).AddDays(1).Start().Add(afterMidnight))
		if next <= at { // just after midnight
			next = min(to, next.Add(clock.Day))
		}
		if _, err := d.Once(ctx, command, func(tx *db.Tx) (string, error) {
			if err := d.MoveClock(ctx, tx, next.Sub(at)); err != nil {
				return "", err
			}
			return "", peopledb.ExtendSessions(ctx, tx, next.Sub(at))
		}); err != nil {
			return err
		}
		if err := d.Load(ctx); err != nil {
			return err
		}
		if at = next; day != nil {
			if err := day(ctx); err != nil {
				return err
			}
		}
		if step != Closing {
			continue
		}
		if stop, err := RunToSend(ctx, d, calendar.On(at)); err != nil || stop {
			return err
		}
	}
	return nil
}

// RunToSend reports whether a day is the last on which a run that waits at the desk can go to the bank in time.
func RunToSend(ctx context.Context, d *db.DB, day calendar.Date) (bool, error) {
	rule, _, err := policydb.At[calendar.Closing](ctx, d.Snapshot(), policy.Closing, id.Site, day)
	if err != nil {
		return false, err
	}
	runs, err := billingdb.RunsAtDesk(ctx, d.Snapshot())
	return slices.ContainsFunc(runs, func(r billing.Run) bool {
		return r.State != billing.RunExported && rule.FileDay(r.PayOn) == day
	}), err
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
