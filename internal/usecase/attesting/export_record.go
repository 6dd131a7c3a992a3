// Package attesting is the process by which a worker's record goes along with the worker: it is signed and taken out, and what
// other sites have signed is brought in.
package attesting

import (
	"context"

	"nariwai/internal/attest"
	"nariwai/internal/attest/attestdb"
	"nariwai/internal/calendar"
	"nariwai/internal/certification/certificationdb"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/record/recorddb"
	"nariwai/internal/review"
	"nariwai/internal/review/reviewdb"
)

const (
	everFrom  = calendar.Month(190001)
	everUntil = calendar.Month(999912)

	mostOutcomes = 120
)

// ExportRecord writes the record of the actor's party, signed by the site at this address, made out to a page at another site or,
// with "", to nobody.
func ExportRecord(ctx context.Context, d *db.DB, a people.Actor, site, page string) (text []byte, err error) {
	defer fault.Wrap(&err, "export record")
	if site == "" {
		return nil, fault.New(fault.Unavailable, "サイトのアドレスが決まっていないため、いまは署名できません")
	}
	if page, err = attest.ForWhom(page); err != nil {
		return nil, err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		p, err := peopledb.Acting(ctx, tx, a, people.Manage)
		if err != nil {
			return err
		}
		r, err := gather(ctx, tx, p)
		if err != nil {
			return err
		}
		r.Site, r.For = site, page
		public := db.SigningKey(tx)
		if public == nil {
			return fault.New(fault.Unavailable, "署名の鍵がないため、いまは署名できません")
		}
		if err := attestdb.Signs(ctx, tx, public); err != nil {
			return err
		}
		text, err = r.Sign(attest.KeyID(public), tx.Sign)
		return err
	})
	return text, err
}

// gather reads what is said of a party.
func gather(ctx context.Context, tx *db.Tx, p people.Party) (r attest.Record, err error) {
	defer fault.Wrap(&err, "gather record of %s", p.ID)
	op, _, err := policydb.At[policy.Identity](ctx, tx, policy.Operator, id.Site, calendar.On(tx.Now))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return r, err
	}
	r = attest.Record{Name: op.Name, Issued: int64(tx.Now), IssuedAt: tx.Now.Time().Format("2006-01-02T15:04:05-07:00"),
		Worker: attest.Worker{Handle: p.Handle, Name: p.DisplayName, Since: calendar.On(p.CreatedAt).String(), Identity: monthOf(p.IdentityAt), Pledge: monthOf(p.PledgedAt)}}
	months, err := recorddb.WorkOf(ctx, tx, p.ID, everFrom, everUntil)
	if err != nil {
		return r, err
	}
	for _, m := range months { // by field and month
		if n := len(r.Work); n == 0 || r.Work[n-1].Field != m.Field {
			r.Work = append(r.Work, attest.Work{Field: m.Field, From: m.Month.String()})
		}
		w := &r.Work[len(r.Work)-1]
		w.Until = m.Month.String()
		w.Hires, w.Rehires, w.Done, w.Failed = w.Hires+m.Hires, w.Rehires+m.Rehires, w.Done+m.Done, w.Failed+m.Failed
		w.Items, w.OnTime, w.Revised = w.Items+m.Items, w.OnTime+m.OnTime, w.Revised+m.Revised
		w.Reviews, w.Satisfied = w.Reviews+m.N, w.Satisfied+m.Satisfied
	}
	if err := praise(ctx, tx, p.ID, &r); err != nil {
		return r, err
	}
	return r, seals(ctx, tx, p.ID, &r)
}

// praise adds the newest reviews that are revealed, in the words of their authors and without their names.
func praise(ctx context.Context, tx *db.Tx, p id.Party, r *attest.Record) error {
	newest, n, err := reviewdb.About(ctx, tx, p, review.OfWorker, attest.MostReviews)
	if err != nil {
		return err
	}
	r.Of = n
	for _, v := range newest {
		x := attest.Review{Month: monthOf(v.RevealedAt), Field: v.Field, Aspects: v.Aspects[:], Words: v.Words, Reply: v.Reply}
		if v.Content.Satisfied == review.Satisfied {
			x.Satisfied = 1
		}
		r.Reviews = append(r.Reviews, x)
	}
	return nil
}

// seals adds the seals, and what the screenings of their programmes said.
func seals(ctx context.Context, tx *db.Tx, p id.Party, r *attest.Record) error {
	all, err := certificationdb.SealsOf(ctx, tx, []id.Party{p})
	if err != nil {
		return err
	}
	asked := map[string]bool{}
	for _, s := range all {
		if s.State == "" || s.State == "held" { // a look that is not over says nothing of anybody
			continue
		}
		r.Seals = append(r.Seals, attest.Seal{Programme: s.Programme, Field: s.Field, Tier: s.Tier, State: string(s.State), Since: s.Since.String()})
		if asked[s.Programme] {
			continue
		}
		asked[s.Programme] = true
		outcomes, err := certificationdb.OutcomesOf(ctx, tx, s.Programme, p, mostOutcomes)
		if err != nil {
			return err
		}
		for _, o := range outcomes {
			r.Outcomes = append(r.Outcomes, attest.Outcome{Programme: s.Programme, AsOf: o.AsOf.String(), Field: o.Field, Outcome: string(o.Outcome)})
		}
	}
	return nil
}

func monthOf(at clock.Instant) string {
	if at.IsZero() {
		return ""
	}
	return calendar.MonthOf(calendar.On(at)).String()
}
