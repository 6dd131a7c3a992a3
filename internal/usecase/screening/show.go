package screening

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/certification/certificationdb"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/listing"
)

// show brings what everybody sees of parties up to date with their seals and pauses.
func show(ctx context.Context, tx *db.Tx, parties []id.Party) error {
	if len(parties) == 0 {
		return nil
	}
	seals, err := certificationdb.SealsOf(ctx, tx, parties)
	if err != nil {
		return err
	}
	has := map[id.Party]bool{}
	for _, s := range seals {
		has[s.Party] = has[s.Party] || s.State.Shown()
	}
	resting, err := restingOf(ctx, tx, parties)
	if err != nil {
		return err
	}
	all, err := peopledb.PartiesOf(ctx, tx, parties)
	if err != nil {
		return err
	}
	changed := map[id.Party]listing.Standing{}
	for party, p := range all {
		var want listing.Standing
		if has[party] {
			want = listing.Standing{On: resting[party] == 0, RestingUntil: resting[party]}
		}
		if (listing.Standing{On: p.Certified, RestingUntil: p.RestingUntil}) != want {
			changed[party] = want
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return listing.Certify(ctx, tx, changed)
}

// restingOf are the last days of the pauses that cover today.
func restingOf(ctx context.Context, tx *db.Tx, parties []id.Party) (map[id.Party]calendar.Date, error) {
	today := calendar.On(tx.Now)
	open, err := certificationdb.OpenPauses(ctx, tx, parties)
	resting := map[id.Party]calendar.Date{}
	for _, p := range open {
		if p.Covers(today) {
			resting[p.Party] = p.Until
		}
	}
	return resting, err
}

// Refresh shows seals again whose pause is over, and hides those whose pause begins. It is for the clock-work.
func Refresh(ctx context.Context, d *db.DB) (err error) {
	for more := true; more && ctx.Err() == nil && err == nil; {
		err = d.Write(ctx, func(tx *db.Tx) error {
			today := calendar.On(tx.Now)
			over, err := certificationdb.PausesOver(ctx, tx, today, atATime)
			if err != nil {
				return err
			}
			begun, err := certificationdb.PausesBegun(ctx, tx, today, atATime)
			if err != nil {
				return err
			}
			more = len(over) == atATime || len(begun) == atATime
			var parties []id.Party
			for _, p := range over {
				if err := certificationdb.EndPause(ctx, tx, p.ID, p.Until.AddDays(1).Start()); err != nil {
					return err
				}
				if err := tellBack(ctx, tx, p); err != nil {
					return err
				}
			}
			for _, p := range append(over, begun...) {
				parties = append(parties, p.Party)
			}
			return show(ctx, tx, parties)
		})
	}
	return err
}
