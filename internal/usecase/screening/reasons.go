package screening

import (
	"context"
	"slices"

	"nariwai/internal/certification"
	"nariwai/internal/certification/certificationdb"
	"nariwai/internal/clock"
	"nariwai/internal/collusion"
	"nariwai/internal/collusion/collusiondb"
	"nariwai/internal/db"
	"nariwai/internal/id"
)

// reasons finds for those who meet every criterion why a person should look, and what a person has said of that before.
func (h *hearing) reasons(ctx context.Context, r db.Reader, now clock.Instant, w windows, stored map[key]certification.State) error {
	var passing []id.Party
	var at []int
	for i, f := range h.facts {
		if _, done := stored[key{f.Party, f.Field}]; done || f.State.Gone || f.Paused || !h.courts[f.Field].Passes(f) {
			continue
		}
		at = append(at, i)
		if len(passing) == 0 || passing[len(passing)-1] != f.Party {
			passing = append(passing, f.Party)
		}
	}
	why := map[key][]certification.Reason{}
	for some := range slices.Chunk(at, atATime) {
		list := make([]collusion.Candidate, len(some))
		for i, n := range some {
			list[i] = h.candidate(h.facts[n], w)
		}
		facts, err := collusiondb.Facts(ctx, r, list)
		if err != nil {
			return err
		}
		for i, f := range facts {
			k := key{list[i].Worker, list[i].Field}
			for _, reason := range collusion.Reasons(f) {
				marks := make([]string, len(reason.Marks))
				for j, m := range reason.Marks {
					marks[j] = string(m)
				}
				why[k] = append(why[k], certification.Reason{Kind: string(reason.Kind), With: reason.With, Share: reason.Share, Marks: marks})
			}
		}
	}
	cases, err := certificationdb.Cases(ctx, r, h.p.Key, passing)
	if err != nil {
		return err
	}
	last := map[key]certification.Case{}
	for _, c := range cases {
		last[key{c.Party, c.Field}] = c
	}
	for _, i := range at {
		f := &h.facts[i]
		k := key{f.Party, f.Field}
		if f.State.Reasons = why[k]; len(why[k]) > 0 {
			f.State.Case = last[k].Says(why[k], now)
		}
	}
	return nil
}

// candidate is one who passes, with what was asked of it that pretended work could buy.
func (h *hearing) candidate(f certification.Facts, w windows) collusion.Candidate {
	months := w.usual
	if own := w.own[f.Party]; own != nil {
		months = own
	}
	c := collusion.Candidate{Worker: f.Party, Field: f.Field, From: months[len(months)-1], To: months[0]}
	for _, t := range h.p.Tiers {
		for _, crit := range t.Criteria {
			switch crit.Figure {
			case certification.Earnings:
				c.Asked.Line = h.courts[f.Field].Ladder.Line(crit.Bound)
			case certification.Satisfaction:
				c.Asked.Reviews, c.Asked.Satisfaction = crit.Fewest, crit.Bound
			}
		}
	}
	return c
}
