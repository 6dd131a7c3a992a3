package screening

import (
	"cmp"
	"context"
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/certification"
	"nariwai/internal/certification/certificationdb"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people/peopledb"
)

// atATime is how many candidates one question or one transaction takes.
const atATime = 500

// key is one candidate.
type key struct {
	party id.Party
	field string
}

// hearing is a screening before anything of it is written: all facts, by party and field, and a court for each field.
type hearing struct {
	run    certification.Run
	p      certification.Programme
	facts  []certification.Facts
	courts map[string]*certification.Court
}

// gather collects what is to be judged. What can be counted again is counted as of the run's month; what can't is taken from
// stored where that has it, and else from what is now.
func gather(ctx context.Context, r db.Reader, now clock.Instant, run certification.Run, p certification.Programme, stored map[key]certification.State, live bool) (h hearing, err error) {
	defer fault.Wrap(&err, "gather facts")
	h = hearing{run: run, p: p, courts: map[string]*certification.Court{}}
	windows, err := windowsOf(ctx, r, run, p)
	if err != nil {
		return h, err
	}
	counts, err := tallies(ctx, r, windows)
	if err != nil {
		return h, err
	}
	states := stored
	if live {
		if states, err = present(ctx, r, now, p.Key, counts, stored); err != nil {
			return h, err
		}
	}
	for k, s := range states {
		if c := counts[k]; c.Pay.Sign() > 0 || s.Before != certification.Unsealed {
			h.facts = append(h.facts, certification.Facts{Party: k.party, Field: k.field, AsOf: run.AsOf.Last(), Counts: c, State: s, Paused: windows.paused[k.party]})
		}
	}
	slices.SortFunc(h.facts, func(a, b certification.Facts) int {
		return cmp.Or(cmp.Compare(a.Party, b.Party), cmp.Compare(a.Field, b.Field))
	})
	if err := h.replies(ctx, r, windows); err != nil {
		return h, err
	}
	if p.Asks(certification.BestMonth) {
		best, err := certificationdb.BestPlaces(ctx, r, windows.usual[len(windows.usual)-1], run.AsOf)
		if err != nil {
			return h, err
		}
		for i := range h.facts {
			h.facts[i].Counts.BestPlace = best[h.facts[i].Field][h.facts[i].Party]
		}
	}
	fields := h.byField()
	for field, facts := range fields {
		h.courts[field] = certification.NewCourt(p, run.ID, facts)
	}
	if live {
		if err := h.reasons(ctx, r, now, windows, stored); err != nil {
			return h, err
		}
	}
	for field, facts := range h.byField() {
		h.courts[field].Limit(facts)
	}
	return h, nil
}

func (h hearing) byField() map[string][]certification.Facts {
	fields := map[string][]certification.Facts{}
	for _, f := range h.facts {
		fields[f.Field] = append(fields[f.Field], f)
	}
	return fields
}

// windows are the months that are looked at: the usual ones, and those of who has paused for a month or more.
type windows struct {
	usual  []calendar.Month
	own    map[id.Party][]calendar.Month
	paused map[id.Party]bool // on the last day of the run's month
}

func windowsOf(ctx context.Context, r db.Reader, run certification.Run, p certification.Programme) (w windows, err error) {
	w = windows{usual: certification.Window(run.AsOf, p.WindowMonths, nil), own: map[id.Party][]calendar.Month{}, paused: map[id.Party]bool{}}
	since := w.usual[len(w.usual)-1]
	for range certification.MostSkipped {
		since = since.Prev()
	}
	all, err := certificationdb.PausesSince(ctx, r, since.First())
	if err != nil {
		return w, err
	}
	of := map[id.Party][]certification.Pause{}
	for _, pause := range certification.AsOf(all, run.End()) {
		of[pause.Party] = append(of[pause.Party], pause)
		if pause.Covers(run.AsOf.Last()) {
			w.paused[pause.Party] = true
		}
	}
	for party, pauses := range of {
		own := certification.Window(run.AsOf, p.WindowMonths, func(m calendar.Month) bool { return certification.Skips(pauses, m) })
		if !slices.Equal(own, w.usual) {
			w.own[party] = own
		}
	}
	return w, nil
}

// alike groups the parties that have windows of their own by window.
func (w windows) alike() (groups [][]id.Party) {
	parties := make([]id.Party, 0, len(w.own))
	for p := range w.own {
		parties = append(parties, p)
	}
	slices.SortFunc(parties, func(a, b id.Party) int { return cmp.Or(slices.Compare(w.own[a], w.own[b]), cmp.Compare(a, b)) })
	for i := 0; i < len(parties); {
		j := i + 1
		for j < len(parties) && j-i < atATime && slices.Equal(w.own[parties[i]], w.own[parties[j]]) {
			j++
		}
		groups = append(groups, parties[i:j])
		i = j
	}
	return groups
}

// tallies are the counts of the record of everybody who earned, each in their window.
func tallies(ctx context.Context, r db.Reader, w windows) (map[key]certification.Counts, error) {
	all, err := certificationdb.Tallies(ctx, r, w.usual[len(w.usual)-1], w.usual[0])
	if err != nil {
		return nil, err
	}
	counts := make(map[key]certification.Counts, len(all))
	for _, t := range all {
		if w.own[t.Party] == nil {
			counts[key{t.Party, t.Field}] = t.Counts
		}
	}
	for _, group := range w.alike() {
		some, err := certificationdb.TalliesOf(ctx, r, group, w.own[group[0]])
		if err != nil {
			return nil, err
		}
		for _, t := range some {
			counts[key{t.Party, t.Field}] = t.Counts
		}
	}
	return counts, nil
}

// present is what is now of everybody who earned or has a seal: in states that are not stored yet.
func present(ctx context.Context, r db.Reader, now clock.Instant, programme string, counts map[key]certification.Counts, stored map[key]certification.State) (map[key]certification.State, error) {
	seals, err := certificationdb.Seals(ctx, r, programme)
	if err != nil {
		return nil, err
	}
	states := make(map[key]certification.State, len(counts))
	for k, c := range counts {
		if c.Pay.Sign() > 0 {
			states[k] = certification.State{}
		}
	}
	for _, s := range seals {
		states[key{s.Party, s.Field}] = certification.State{Before: s.State, Tier: s.Tier, Weak: s.Weak}
	}
	for k, s := range stored {
		states[k] = s
	}
	var parties []id.Party
	for k := range states {
		if _, done := stored[k]; !done {
			parties = append(parties, k.party)
		}
	}
	slices.Sort(parties)
	parties = slices.Compact(parties)
	seen := make(map[id.Party]certification.State, len(parties))
	for some := range slices.Chunk(parties, atATime) {
		screened, err := peopledb.ScreenedOf(ctx, r, some, now)
		if err != nil {
			return nil, err
		}
		for party, s := range screened {
			seen[party] = certification.State{Seen: calendar.On(s.Seen), Profile: s.Complete(), Identity: !s.IdentityAt.IsZero(), Pledge: !s.PledgedAt.IsZero(),
				Gone: !s.ClosedAt.IsZero() || !s.Works}
		}
	}
	for k, s := range states {
		if _, done := stored[k]; !done {
			now := seen[k.party]
			now.Before, now.Tier, now.Weak = s.Before, s.Tier, s.Weak
			states[k] = now
		}
	}
	return states, nil
}

// replies adds how everybody answered in their window, in all fields.
func (h *hearing) replies(ctx context.Context, r db.Reader, w windows) error {
	if !h.p.Asks(certification.Reply) {
		return nil
	}
	var usual []id.Party
	for _, f := range h.facts {
		if w.own[f.Party] == nil && (len(usual) == 0 || usual[len(usual)-1] != f.Party) {
			usual = append(usual, f.Party)
		}
	}
	got := make(map[id.Party]certificationdb.Replies, len(usual))
	add := func(parties []id.Party, from, to calendar.Month) error {
		list, err := certificationdb.RepliesOf(ctx, r, parties, from.First(), to.Last())
		for _, x := range list {
			sum := got[x.Party]
			sum.Answered, sum.Missed = sum.Answered+x.Answered, sum.Missed+x.Missed
			got[x.Party] = sum
		}
		return err
	}
	for some := range slices.Chunk(usual, atATime) {
		if err := add(some, w.usual[len(w.usual)-1], w.usual[0]); err != nil {
			return err
		}
	}
	for _, group := range w.alike() {
		for _, m := range w.own[group[0]] {
			if err := add(group, m, m); err != nil {
				return err
			}
		}
	}
	for i := range h.facts {
		x := got[h.facts[i].Party]
		h.facts[i].Counts.Answered, h.facts[i].Counts.Missed = x.Answered, x.Missed
	}
	return nil
}
