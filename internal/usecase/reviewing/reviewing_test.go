package reviewing_test

import (
	"context"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/review"
	"nariwai/internal/review/reviewdb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/reviewing"
)

var ctx = context.Background()

const instant clock.Duration = 1

// play is a contract whose window has opened, and its two sides.
type play struct {
	*testing.T
	d              *db.DB
	c              *dbtest.Clock
	client, worker people.Actor
	contract       id.Contract
}

func each(t *testing.T, f func(p play)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		p := play{t, d, c, cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), ""}
		p.contract = cast.Award(t, d, p.client, p.worker, false, 24_000).Contract
		p.ok(d.Write(ctx, func(tx *db.Tx) error {
			return reviewdb.Open(ctx, tx, review.NewWindow(p.contract, p.client.Party, p.worker.Party, "writing", review.DefaultRules(), tx.Now))
		}))
		f(p)
	})
}

func (p play) ok(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

func (p play) refused(err error) {
	p.Helper()
	if !fault.Is(err, fault.Conflict) {
		p.Error("not refused:", err)
	}
}

func said(words string) review.Content {
	return review.Content{Satisfied: review.Satisfied, Aspects: [5]int64{5, 4, 5, 4, 5}, Words: words, Private: 8}
}

func (p play) reveal(want int) {
	p.Helper()
	if n, err := reviewing.RevealDue(ctx, p.d); err != nil || n != want {
		p.Errorf("%d revealed (%v), want %d", n, err, want)
	}
}

// The contract ended on 1 April: the fourteenth day after it is the 15th, and the window ends with that day.
func TestTheLastOfFourteenDays(t *testing.T) {
	each(t, func(p play) {
		last := clock.At(2026, 4, 16, 0, 0).Add(-instant)
		p.c.Set(last)
		p.ok(reviewing.WriteReview(ctx, p.d, p.client, p.contract, said("雪の道まで調べてくださいました")))
		p.ok(reviewing.ChangeReview(ctx, p.d, p.client, p.contract, said("雪の道まで、よく調べてくださいました")))
		p.reveal(0)

		p.c.Set(last.Add(instant))
		p.refused(reviewing.WriteReview(ctx, p.d, p.worker, p.contract, said("質問にすぐ答えてくださいました")))
		p.refused(reviewing.ChangeReview(ctx, p.d, p.client, p.contract, said("もっとほめたい"))) // its days are not over, but the window is
		p.c.Advance(3 * clock.Hour)
		p.reveal(1)
		p.reveal(0)
		all, err := reviewdb.Of(ctx, p.d.Snapshot(), p.contract)
		if err != nil || len(all) != 1 || all[0].Words != "雪の道まで、よく調べてくださいました" || all[0].RevealedAt != last.Add(instant) {
			t.Errorf("%+v %v", all, err) // dated by its instant, however late the machine notices
		}

		answerBy := clock.At(2026, 5, 17, 0, 0) // the thirtieth day after the reveal is the 16th of May
		p.c.Set(answerBy)
		_, err = reviewing.AnswerReview(ctx, p.d, p.worker, all[0].ID, "ありがとうございました")
		p.refused(err)
		p.c.Set(answerBy.Add(-instant))
		_, err = reviewing.AnswerReview(ctx, p.d, p.client, all[0].ID, "ありがとうございました")
		if !fault.Is(err, fault.NotFound) {
			t.Error("its author answers:", err)
		}
		_, err = reviewing.AnswerReview(ctx, p.d, p.worker, all[0].ID, "ありがとうございました")
		p.ok(err)
		_, err = reviewing.AnswerReview(ctx, p.d, p.worker, all[0].ID, "もうひとこと")
		p.refused(err)
	})
}

// What was written on 2 April may be changed through the 9th, and not after the other side has written too.
func TestTheLastOfSevenDays(t *testing.T) {
	each(t, func(p play) {
		p.c.Set(clock.At(2026, 4, 2, 18, 0))
		p.ok(reviewing.WriteReview(ctx, p.d, p.client, p.contract, said("はじめの言葉")))
		by := clock.At(2026, 4, 10, 0, 0)
		p.c.Set(by.Add(-instant))
		p.ok(reviewing.ChangeReview(ctx, p.d, p.client, p.contract, said("直した言葉")))
		p.c.Set(by)
		p.refused(reviewing.ChangeReview(ctx, p.d, p.client, p.contract, said("おそい言葉"))) // a change begins no new seven days
		p.refused(reviewing.WriteReview(ctx, p.d, p.client, p.contract, said("もう1つ")))

		p.ok(reviewing.WriteReview(ctx, p.d, p.worker, p.contract, said("頼みたいことがはっきりしていました")))
		p.refused(reviewing.ChangeReview(ctx, p.d, p.worker, p.contract, said("読んだあとの言葉")))
		all, err := reviewdb.Of(ctx, p.d.Snapshot(), p.contract)
		if err != nil || len(all) != 2 || all[0].RevealedAt != by || all[1].RevealedAt != by || all[0].Words != "直した言葉" && all[1].Words != "直した言葉" {
			t.Errorf("%+v %v", all, err)
		}
		if err := reviewing.WriteReview(ctx, p.d, cast.Worker(t, p.d, "other"), p.contract, said("")); !fault.Is(err, fault.NotFound) {
			t.Error("a stranger writes:", err)
		}
	})
}
