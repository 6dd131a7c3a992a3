package verifying

import (
	"fmt"

	"nariwai/internal/calendar"
	"nariwai/internal/id"
	"nariwai/internal/record"
	"nariwai/internal/record/recorddb"
	"nariwai/internal/usecase/recording"
)

const always calendar.Month = 999_912

// counts: what is counted of every party, field and month is what comes of the contracts, settlements, jobs and reviews. Until
// everything was counted for the first time there is nothing to compare.
func (e *examiner) counts() error {
	if v, err := recorddb.Version(e.ctx, e.r); err != nil || v != record.Version {
		return err
	}
	for after := id.Party(""); ; {
		last, more, err := recording.Parties(e.ctx, e.r, after)
		if err != nil || !more {
			return err
		}
		should, err := recording.Recount(e.ctx, e.r, after, last)
		if err != nil {
			return err
		}
		work, err := recorddb.WorkBehind(e.ctx, e.r, after, last, 0, always)
		if err != nil {
			return err
		}
		order, err := recorddb.OrderBehind(e.ctx, e.r, after, last, 0, always)
		if err != nil {
			return err
		}
		pairs, err := recorddb.PairsBehind(e.ctx, e.r, after, last, 0, always)
		if err != nil {
			return err
		}
		e.looked += len(work) + len(order) + len(pairs)
		counted(e, "work", work, should.Work(), func(w record.WorkMonth) any { return w.Key })
		counted(e, "orders", order, should.Order(), func(o record.OrderMonth) any { return o.Key })
		counted(e, "pay", pairs, should.Pairs(), func(p record.PairMonth) any {
			p.Pay, p.Settlements = record.PairMonth{}.Pay, 0
			return p
		})
		after = last
	}
}

// counted holds kept rows against those that should be, by their keys.
func counted[T comparable](e *examiner, what string, is, should []T, key func(T) any) {
	kept := map[any]T{}
	for _, row := range is {
		kept[key(row)] = row
	}
	for _, row := range should {
		k := key(row)
		if kept[k] != row {
			e.bad(fmt.Sprintf("%v", k), "%s counted as %+v, should be %+v", what, kept[k], row)
		}
		delete(kept, k)
	}
	for k, row := range kept {
		e.bad(fmt.Sprintf("%v", k), "%s counted as %+v, should be nothing", what, row)
	}
}
