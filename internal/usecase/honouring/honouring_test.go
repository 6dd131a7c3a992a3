package honouring_test

import (
	"context"
	"slices"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/prize"
	"nariwai/internal/prize/prizedb"
	"nariwai/internal/query"
	"nariwai/internal/record"
	"nariwai/internal/record/recorddb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/honouring"
	"nariwai/internal/yen"
)

var ctx = context.Background()

func refused(t *testing.T, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("%v, want %v", err, k)
	}
}

// A year from its opening to the names: who may nominate and vote, whom nobody sees, and who is told.
func TestAYearsPrizes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ok := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		c.Set(clock.At(2026, 11, 2, 10, 0))
		client, stranger := cast.Client(t, d, "kitamichi"), cast.NewClient(t, d, "stranger")
		mio, sora := cast.Worker(t, d, "mio"), cast.Worker(t, d, "sora")
		one, two := cast.Operator(t, d, "hana"), cast.Operator(t, d, "ken")
		ok(d.Write(ctx, func(tx *db.Tx) error {
			pay := record.Work{Pay: yen.Of(90_000), Settlements: 1}
			if err := recorddb.AddWork(ctx, tx, []record.WorkMonth{{Key: record.Key{Party: mio.Party, Field: "writing", Month: 202609}, Work: pay}, {Key: record.Key{Party: sora.Party, Field: "writing", Month: 202608}, Work: pay}}); err != nil {
				return err
			}
			return tx.Exec(ctx, 1, "INSERT INTO record_pair_month (worker, client, field, month, pay, settlements) VALUES ($1, $2, 'writing', 202609, 90000, 1)", mio.Party, client.Party)
		}))

		refused(t, honouring.OpenYear(ctx, d, mio, 2026, calendar.Of(2026, 11, 30)), fault.Forbidden)
		ok(honouring.OpenYear(ctx, d, one, 2026, calendar.Of(2026, 11, 30)))
		refused(t, honouring.OpenYear(ctx, d, two, 2026, calendar.Of(2026, 11, 30)), fault.Conflict)
		find := func(kind prize.Kind, field string) (pid id.Prize) {
			t.Helper()
			ok(db.One(ctx, d.Snapshot(), []any{&pid}, "SELECT id FROM prize_prize WHERE year = 2026 AND kind = $1 AND field = $2", kind, field))
			return pid
		}
		writing, parent := find(prize.OfField, "writing"), find(prize.Parent, "")

		refused(t, honouring.Nominate(ctx, d, stranger, writing, "mio", "よい人です"), fault.Conflict) // neither paid nor works here
		refused(t, honouring.Nominate(ctx, d, mio, writing, "mio", "自分です"), fault.Conflict)
		refused(t, honouring.Nominate(ctx, d, client, writing, "nobody", "だれか"), fault.Invalid)
		refused(t, honouring.Nominate(ctx, d, client, writing, "mio", " "), fault.Invalid)
		refused(t, honouring.Nominate(ctx, d, client, find(prize.OfField, "design"), "mio", "分野がちがう"), fault.Invalid)
		ok(honouring.Nominate(ctx, d, client, writing, "mio", "話した方が泣いていました"))
		ok(honouring.Nominate(ctx, d, mio, writing, "sora", "文が澄んでいます"))
		ok(honouring.Nominate(ctx, d, sora, parent, "mio", "いつも助けてもらいました"))
		if kinds := cast.Told(t, d, mio); !slices.Equal(kinds, []string{"nominated", "nominated"}) {
			t.Error(kinds)
		}

		refused(t, honouring.Answer(ctx, d, client, writing, true, false), fault.NotFound) // was never nominated
		refused(t, honouring.Answer(ctx, d, mio, parent, true, false), fault.Invalid)      // a parent only by their own word
		ok(honouring.Answer(ctx, d, mio, parent, true, true))
		ok(honouring.Answer(ctx, d, mio, writing, true, false))

		refused(t, honouring.Vote(ctx, d, one, writing, mio.Party), fault.Conflict) // nominations are open
		refused(t, honouring.CloseNominations(ctx, d, client, 2026), fault.Forbidden)
		ok(honouring.CloseNominations(ctx, d, one, 2026))
		refused(t, honouring.Nominate(ctx, d, sora, writing, "mio", "おそい言葉"), fault.Conflict)
		refused(t, honouring.Vote(ctx, d, mio, writing, mio.Party), fault.Forbidden)
		refused(t, honouring.Vote(ctx, d, one, writing, sora.Party), fault.Conflict) // has not said yes
		jury, err := query.Jury(ctx, d.Snapshot(), 2026, one.Person)
		ok(err)
		for _, p := range jury.Prizes {
			for _, x := range p.Candidates {
				if x.Party == sora.Party {
					t.Error("the jury sees who has not answered")
				}
			}
		}
		ok(honouring.Vote(ctx, d, one, writing, mio.Party))
		ok(honouring.Vote(ctx, d, one, parent, mio.Party))
		ok(honouring.Vote(ctx, d, two, parent, mio.Party))
		refused(t, honouring.Announce(ctx, d, one, 2026), fault.Conflict) // one vote is not a jury
		if won, err := query.PartyPrizes(ctx, d.Snapshot(), mio.Party); err != nil || len(won) != 0 {
			t.Error(won, err)
		}
		ok(honouring.Vote(ctx, d, two, writing, mio.Party))
		ok(honouring.Announce(ctx, d, two, 2026))
		refused(t, honouring.Announce(ctx, d, one, 2026), fault.Conflict)
		refused(t, honouring.Answer(ctx, d, mio, writing, false, false), fault.Conflict)

		if won, err := query.PartyPrizes(ctx, d.Snapshot(), mio.Party); err != nil || len(won) != 1 || won[0].Kind != prize.OfField {
			t.Error("a page says who is a parent, or not what was won:", won, err)
		}
		if kinds := cast.Told(t, d, mio); !slices.Equal(kinds[2:], []string{"prize_won", "prize_won"}) {
			t.Error(kinds)
		}
		if _, err := prizedb.Entry(ctx, d.Snapshot(), parent, mio.Party); !fault.Is(err, fault.NotFound) {
			t.Error("what was declared for the parents' prize is kept:", err)
		}
		page, err := query.Awards(ctx, d.Snapshot(), 2026)
		ok(err)
		for _, p := range page.Prizes {
			for _, w := range p.Winners {
				if w.Handle != "mio" || p.ID == writing && w.Words != "話した方が泣いていました" {
					t.Errorf("%+v", w)
				}
			}
		}
	})
}

// A nomination for the region's prize asks for a home that is shown, and one for the newcomers' for the year of the sign-up.
func TestSpecialPrizes(t *testing.T) {
	year := prize.Year{Year: 2026, State: prize.Open, NominateUntil: calendar.Of(2026, 11, 30)}
	now := clock.At(2026, 11, 30, 23, 59)
	for _, c := range []struct {
		kind  prize.Kind
		facts prize.Facts
		takes bool
	}{
		{prize.Region, prize.Facts{Paid: true, Earned: true, Prefecture: "01"}, true},
		{prize.Region, prize.Facts{Paid: true, Earned: true, Prefecture: "13"}, false},
		{prize.Region, prize.Facts{Paid: true, Earned: true}, false},
		{prize.Newcomer, prize.Facts{WorksHere: true, Earned: true, SignedUp: calendar.Of(2026, 1, 1)}, true},
		{prize.Newcomer, prize.Facts{WorksHere: true, Earned: true, SignedUp: calendar.Of(2025, 12, 31)}, false},
		{prize.Parent, prize.Facts{Paid: true}, false},
	} {
		n := prize.Nomination{Words: "言葉"}
		if _, err := year.Nominate(prize.Prize{Year: 2026, Kind: c.kind, Open: true}, c.facts, n, now); (err == nil) != c.takes {
			t.Errorf("%s of %+v: %v", c.kind, c.facts, err)
		}
		if _, err := year.Nominate(prize.Prize{Year: 2026, Kind: c.kind, Open: true}, c.facts, n, now.Add(clock.Minute)); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s after the last day: %v", c.kind, err)
		}
	}
}
