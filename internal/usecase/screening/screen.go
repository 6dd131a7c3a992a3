// Package screening gives and takes the seal: it screens a programme as of the end of a month, does a screening of long ago
// again and compares, and lets workers rest and appeal and the desk decide what a person has to look at.
package screening

import (
	"context"
	"fmt"

	"nariwai/internal/calendar"
	"nariwai/internal/certification"
	"nariwai/internal/certification/certificationdb"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/reply/replydb"
	"nariwai/internal/review/reviewdb"
)

// Screen screens a programme as of the end of a month that is over. It takes up what an earlier, broken-off call has left, and
// does nothing for a month that is screened. What fell due in the month must have been worked off before. progress, if any,
// hears how far it is.
func Screen(ctx context.Context, d *db.DB, programme string, asOf calendar.Month, progress func(done, total int)) (run certification.Run, err error) {
	defer fault.Wrap(&err, "screen %s as of %s", programme, asOf)
	var p certification.Programme
	err = d.Write(ctx, func(tx *db.Tx) error {
		if run, p, err = begin(ctx, tx, programme, asOf); err != nil || run.State != "" {
			return err
		}
		run.ID, run.State, run.StartedAt = id.Screening(tx.NewID()), certification.Screening, tx.Now
		if err := certificationdb.InsertRun(ctx, tx, run); err != nil {
			return err
		}
		return tx.Audit(ctx, "", "", "start_screening", string(run.ID), programme+" "+asOf.String())
	})
	if err != nil || run.State == certification.Done {
		return run, err
	}
	return fill(ctx, d, run, p, progress)
}

// begin returns the run that is there, or a new one with no state yet.
func begin(ctx context.Context, tx *db.Tx, programme string, asOf calendar.Month) (run certification.Run, p certification.Programme, err error) {
	rules, version, err := policydb.At[certification.Rules](ctx, tx, policy.Certification, id.Site, asOf.Last())
	if err != nil {
		return run, p, err
	}
	p, ok := rules.Find(programme)
	if !ok || !p.Enabled {
		return run, p, fault.New(fault.NotFound, "「%s」という認定の制度は、このときありません", programme)
	}
	switch run, err = certificationdb.RunOf(ctx, tx, programme, asOf); {
	case err == nil:
		if rules, err = policydb.Version[certification.Rules](ctx, tx, run.Rule); err == nil {
			p, _ = rules.Find(programme)
		}
		return run, p, err
	case !fault.Is(err, fault.NotFound):
		return run, p, err
	}
	run = certification.Run{Programme: programme, AsOf: asOf, Rule: version}
	if tx.Now < run.End() {
		return run, p, fault.New(fault.Conflict, "%sは、まだ終わっていません", asOf)
	}
	if !p.Falls(asOf) {
		return run, p, fault.New(fault.Conflict, "この制度は、%sの終わりには審査しません", asOf)
	}
	switch last, err := certificationdb.LastRun(ctx, tx, programme); {
	case fault.Is(err, fault.NotFound):
	case err != nil:
		return run, p, err
	case last.AsOf.After(asOf):
		return run, p, fault.New(fault.Conflict, "%sの審査が、もう済んでいます", last.AsOf)
	case last.State != certification.Done:
		return run, p, fault.New(fault.Conflict, "%sの審査が、まだ終わっていません", last.AsOf)
	}
	return run, p, workedOff(ctx, tx, run.End())
}

// workedOff refuses as long as something that fell due before end is still to be done, because it will count into the month.
func workedOff(ctx context.Context, tx *db.Tx, end clock.Instant) error {
	items, err := marketdb.CountOverdue(ctx, tx, end)
	if err != nil {
		return err
	}
	asks, err := replydb.Overdue(ctx, tx, end, 1)
	if err != nil {
		return err
	}
	windows, err := reviewdb.CountDue(ctx, tx, end)
	if err != nil {
		return err
	}
	if items > 0 || len(asks) > 0 || windows > 0 {
		return fault.New(fault.Conflict, "期限の来た検収か返事か評価が、まだ片づいていません。先に済ませます")
	}
	return nil
}

// ScreenDue screens every programme whose day has come, each month in its turn: after a time in which nobody was here there may
// be several. It is for the clock-work.
func ScreenDue(ctx context.Context, d *db.DB) (err error) {
	defer fault.Wrap(&err, "screen what is due")
	due, err := Due(ctx, d)
	for _, next := range due {
		if _, err := Screen(ctx, d, next.Programme, next.AsOf, nil); err != nil {
			return err
		}
	}
	return err
}

// Next is a screening whose day has come.
type Next struct {
	Programme string
	AsOf      calendar.Month
	Run       id.Screening // "" where it has not begun
}

// Due returns the screenings whose day has come.
func Due(ctx context.Context, d *db.DB) (list []Next, err error) {
	today := calendar.On(d.Clock())
	rules, _, err := policydb.At[certification.Rules](ctx, d.Snapshot(), policy.Certification, id.Site, today)
	if err != nil {
		return nil, err
	}
	for _, p := range rules.Programmes {
		if !p.Enabled {
			continue
		}
		last, err := certificationdb.LastRun(ctx, d.Snapshot(), p.Key)
		var next calendar.Month
		switch {
		case fault.Is(err, fault.NotFound): // the first one is of the last month that is over
			for next = calendar.MonthOf(today).Prev(); !p.Falls(next); {
				next = next.Prev()
			}
		case err != nil:
			return nil, err
		case last.State == certification.Done:
			next = p.Next(last.AsOf)
		default:
			list = append(list, Next{p.Key, last.AsOf, last.ID})
			next = p.Next(last.AsOf)
		}
		for ; !p.Due(next).After(today); next = p.Next(next) {
			list = append(list, Next{Programme: p.Key, AsOf: next})
		}
	}
	return list, nil
}

// Found is what a run has found in all fields.
func Found(ctx context.Context, d *db.DB, run id.Screening) (sum certification.Tally, err error) {
	list, err := certificationdb.Fields(ctx, d.Snapshot(), run)
	for _, f := range list {
		sum.Add(f.Tally)
	}
	return sum, err
}

// Line is what a run says of itself in one line of English.
func Line(r certification.Run, t certification.Tally) string {
	return fmt.Sprintf("%s as of %s: %d results: %d granted, %d kept, %d at risk, %d ended, %d held, %d refused, %d capped, %d paused, %d without",
		r.Programme, r.AsOf, r.Results, t.Granted, t.Kept, t.AtRisk, t.Ended, t.Held, t.Refused, t.Capped, t.Paused, t.None)
}
