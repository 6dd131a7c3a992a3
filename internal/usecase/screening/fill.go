package screening

import (
	"context"
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/certification"
	"nariwai/internal/certification/certificationdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/usecase/inform"
)

// fill judges everybody and writes what comes of it, some at a time; what is written already stays as it is.
func fill(ctx context.Context, d *db.DB, run certification.Run, p certification.Programme, progress func(done, total int)) (_ certification.Run, err error) {
	var h hearing
	var stored map[key]certification.State
	if err := d.View(ctx, func(r *db.Snapshot) (err error) {
		if stored, err = written(ctx, r, run.ID); err != nil {
			return err
		}
		h, err = gather(ctx, r, r.Now, run, p, stored, true)
		return err
	}); err != nil {
		return run, err
	}
	left := slices.DeleteFunc(slices.Clone(h.facts), func(f certification.Facts) bool { _, done := stored[key{f.Party, f.Field}]; return done })
	for some := range slices.Chunk(left, atATime) {
		if err := ctx.Err(); err != nil {
			return run, err
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return h.judge(ctx, tx, run.ID, some) }); err != nil {
			return run, err
		}
		if progress != nil {
			progress(len(h.facts)-len(left)+len(some), len(h.facts))
		}
	}
	fields, err := h.fields()
	if err != nil {
		return run, err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		if run, err = certificationdb.Run(ctx, tx, run.ID); err != nil || run.State == certification.Done {
			return err
		}
		if run.Results != int64(len(h.facts)) {
			return fault.New(fault.Conflict, "この審査は、ほかで進んでいます")
		}
		if err := certificationdb.InsertFields(ctx, tx, fields); err != nil {
			return err
		}
		var sum certification.Tally
		for _, f := range fields {
			sum.Add(f.Tally)
		}
		run.State, run.FinishedAt = certification.Done, tx.Now
		if err := certificationdb.SaveRun(ctx, tx, &run); err != nil {
			return err
		}
		return tx.Audit(ctx, "", "", "finish_screening", string(run.ID), Line(run, sum))
	})
	return run, err
}

// written is what the run has kept already.
func written(ctx context.Context, r db.Reader, run id.Screening) (map[key]certification.State, error) {
	states := map[key]certification.State{}
	for after := (key{}); ; {
		list, err := certificationdb.Results(ctx, r, run, after.party, after.field, 2*atATime)
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			after = key{x.Party, x.Field}
			if states[after], err = x.Saw(); err != nil {
				return nil, err
			}
		}
		if len(list) < 2*atATime {
			return states, nil
		}
	}
}

// judge writes the results of some candidates, and what follows from them: seals, cases, and what people are told.
func (h hearing) judge(ctx context.Context, tx *db.Tx, rid id.Screening, some []certification.Facts) (err error) {
	defer fault.Wrap(&err, "judge %d", len(some))
	run, err := certificationdb.Run(ctx, tx, rid)
	if err != nil {
		return err
	}
	parties := make([]id.Party, len(some))
	for i, f := range some {
		parties[i] = f.Party
	}
	parties = slices.Compact(parties)
	seals, err := certificationdb.SealsOf(ctx, tx, parties)
	if err != nil {
		return err
	}
	had := map[key]certification.Seal{}
	for _, s := range seals {
		if s.Programme == h.p.Key {
			had[key{s.Party, s.Field}] = s
		}
	}
	today := calendar.On(tx.Now)
	var results []certification.Result
	var changed []certification.Seal
	var cases []certification.Case
	var told []inform.Told
	for _, f := range some {
		k := key{f.Party, f.Field}
		seal, there := had[k]
		if !there {
			seal = certification.Seal{Party: f.Party, Programme: h.p.Key, Field: f.Field}
		}
		if now := seal.State; now != f.State.Before && (now != certification.Ended || f.State.Before != certification.Unsealed) {
			return fault.New(fault.Conflict, "審査のあいだに認定が変わりました。続きからやり直します")
		}
		res, err := h.courts[f.Field].Judge(f)
		if err != nil {
			return err
		}
		results = append(results, res)
		if after, differs := seal.Apply(res.Outcome, res.Tier, rid, today); differs {
			changed = append(changed, after)
		}
		if len(f.State.Reasons) > 0 && f.State.Case == "" && (res.Outcome == certification.OutHeld || res.Outcome == certification.OutKept) {
			cases = append(cases, certification.Case{ID: id.Case(tx.NewID()), Party: f.Party, Programme: h.p.Key, Field: f.Field, Run: rid,
				Reasons: f.State.Reasons, State: certification.CaseOpen, OpenedAt: tx.Now})
		}
		t, tell, err := h.tell(f, res)
		if err != nil {
			return err
		}
		if tell {
			told = append(told, t)
		}
	}
	run.Results += int64(len(some))
	if err := certificationdb.SaveRun(ctx, tx, &run); err != nil {
		return err
	}
	if err := certificationdb.InsertResults(ctx, tx, results); err != nil {
		return err
	}
	if err := certificationdb.PutSeals(ctx, tx, changed); err != nil {
		return err
	}
	if err := certificationdb.InsertCases(ctx, tx, cases); err != nil {
		return err
	}
	var who []id.Party
	for _, s := range changed {
		who = append(who, s.Party)
	}
	if err := show(ctx, tx, slices.Compact(who)); err != nil {
		return err
	}
	if err := inform.Parties(ctx, tx, told); err != nil || len(cases) == 0 {
		return err
	}
	return inform.Desk(ctx, tx, "seal_to_check", notice.Message{
		Say: "%sの認定の審査で、人が確かめる件があります", Args: []any{h.run.AsOf}, Link: "/desk/certification", About: "screening/" + string(rid)})
}

// fields sums up what was found of each field.
func (h hearing) fields() ([]certification.Field, error) {
	sums := map[string]*certification.Field{}
	var names []string
	for _, f := range h.facts {
		c := h.courts[f.Field]
		sum := sums[f.Field]
		if sum == nil {
			n := len(c.Ladder)
			sum = &certification.Field{Run: h.run.ID, Field: f.Field, Active: int64(n)}
			for _, t := range h.p.Tiers {
				for _, crit := range t.Criteria {
					if crit.Figure == certification.Earnings && n > 0 {
						sum.Top, sum.Line = int64(certification.Top(n, crit.Bound)), c.Ladder.Line(crit.Bound).Int64()
					}
				}
			}
			sums[f.Field] = sum
			names = append(names, f.Field)
		}
		res, err := c.Judge(f)
		if err != nil {
			return nil, err
		}
		if res.Tier != "" {
			sum.Passed++
		}
		sum.Tally.Count(res.Outcome)
	}
	slices.Sort(names)
	list := make([]certification.Field, len(names))
	for i, name := range names {
		list[i] = *sums[name]
	}
	return list, nil
}
