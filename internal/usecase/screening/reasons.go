package screening

import (
	"context"
	"slices"
	"strconv"

	"nariwai/internal/certification"
	"nariwai/internal/certification/certificationdb"
	"nariwai/internal/clock"
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
	for some := range slices.Chunk(passing, atATime) {
		tops, err := certificationdb.TopClients(ctx, r, some, w.usual[len(w.usual)-1], w.usual[0])
		if err != nil {
			return err
		}
		for _, t := range tops {
			if certification.Concentrated(t.Pay, t.All) {
				k := key{t.Worker, t.Field}
				why[k] = append(why[k], certification.Reason{Kind: certification.OneClient, Detail: strconv.FormatInt(t.Pay*100/t.All, 10)})
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
