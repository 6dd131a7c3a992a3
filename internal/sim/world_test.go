package sim

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/profile"
	"nariwai/internal/usecase/recounting"
	"nariwai/internal/yen"
)

// world is a small market and what the test knows of it.
type world struct {
	*rapid.T
	tb        testing.TB
	ctx       context.Context
	d         *db.DB
	c         *dbtest.Clock
	workers   []people.Actor
	clients   []people.Actor
	operators []people.Actor
	bank      yen.Yen // what the bank's statement says
	statement []movement
	hasher    *people.Hasher
	done      map[string]int // how often each verb succeeded
}

func newWorld(t *rapid.T, tb testing.TB, d *db.DB, c *dbtest.Clock) *world {
	w := &world{T: t, tb: tb, ctx: context.Background(), d: d, c: c, done: map[string]int{}, hasher: people.NewHasher(people.Cost{Memory: 64, Passes: 1, Threads: 1}, 1)}
	for i := range 3 {
		w.workers = append(w.workers, cast.Add(tb, d, fmt.Sprintf("worker%d", i), func(_ *people.Person, p *people.Party) {
			if i == 1 {
				p.Form = people.Company
			}
		}))
	}
	w.clients = append(w.clients, cast.Client(tb, d, "company"), cast.Add(tb, d, "shop", func(_ *people.Person, p *people.Party) {
		p.Orders, p.FirstAccept, p.ReviewedAt = true, 1, 1
	}))
	hash, err := w.hasher.Hash(w.ctx, password)
	w.must("password", err)
	for _, a := range slices.Concat(w.workers, w.clients) {
		cast.Change(tb, d, a, func(p *people.Person, _ *people.Party) { p.Password = hash })
	}
	for i := range 4 { // two may have taken work of each other, one decides, one decides the appeal
		w.operators = append(w.operators, cast.Operator(tb, d, fmt.Sprintf("operator%d", i)))
	}
	w.must("records", recounting.RebuildRecords(w.ctx, d))
	w.must("identity", d.Write(w.ctx, func(tx *db.Tx) error {
		return policydb.Set(w.ctx, tx, policy.Operator, id.Site, calendar.On(tx.Now), policy.Identity{
			Name: "生業の会", Address: "北海道夕張市本町4丁目", ClientCode: "1234567890", ClientName: "ﾅﾘﾜｲﾉｶｲ", Bank: "0001", Branch: "001", Account: "7654321", Type: "1",
		}, w.operators[0].Person)
	}))
	for i, a := range []people.Actor{w.workers[0], w.workers[1], w.clients[0]} { // the third worker has no account
		_, err := profile.SetBankAccount(w.ctx, d, a, profile.AccountForm{Bank: "0001", Branch: "001", Kind: "1", Number: fmt.Sprint(1000001 + i), Payee: "ｻﾄｳ ﾐﾁﾙ"})
		w.must("account", err)
	}
	return w
}

// anybody draws a person, most often one who may.
func (w *world) anybody(likely ...people.Actor) people.Actor {
	if len(likely) > 0 && rapid.IntRange(0, 9).Draw(w.T, "right person") < 9 {
		return rapid.SampledFrom(likely).Draw(w.T, "who")
	}
	return rapid.SampledFrom(slices.Concat(w.workers, w.clients, w.operators)).Draw(w.T, "who")
}

// one draws a row's id of a query, or reports that there is none.
func one[T ~string](w *world, q string, args ...any) (out T, ok bool) {
	ids, err := db.All(w.ctx, w.d.Snapshot(), func(s *T) []any { return []any{s} }, q, args...)
	if err != nil {
		w.Fatal(err)
	}
	if len(ids) == 0 {
		return "", false
	}
	return rapid.SampledFrom(ids).Draw(w.T, "which"), true
}

// tried looks at what a verb answered: a refusal has a kind and a sentence, anything else is a fault of ours.
func (w *world) tried(verb string, err error) {
	if errors.Is(err, errNothing) {
		return
	}
	switch fault.KindOf(err) {
	case fault.Conflict, fault.Invalid, fault.Forbidden, fault.NotFound:
		return
	}
	if err != nil {
		w.Fatalf("%s: %v", verb, err)
	}
	w.done[verb]++
}

func (w *world) today() calendar.Date { return calendar.On(w.c.Now()) }

func (w *world) spec() market.Spec {
	return market.Spec{
		Category: "writing/travel", Title: "道の駅の記事", Body: "紹介文をお願いします。", Deliverable: "記事", Rights: market.RightsTransfer, AIPolicy: market.AINone,
		Unit: market.PerPiece, Quantity: 10, Pay: yen.Of(rapid.Int64Range(1, 300_000).Draw(w.T, "pay")), Hires: rapid.Int64Range(1, 2).Draw(w.T, "hires"),
		ClosesOn: w.today().AddDays(rapid.IntRange(4, 12).Draw(w.T, "closes")), DueOn: w.today().AddDays(rapid.IntRange(13, 40).Draw(w.T, "due")),
		Beginners: true, Unregistered: true,
	}
}

func (w *world) offer() market.Offer {
	o := market.Offer{Price: yen.Of(rapid.Int64Range(1, 300_000).Draw(w.T, "price")), Message: "よろしくお願いします。", DueOn: w.today().AddDays(rapid.IntRange(5, 40).Draw(w.T, "due"))}
	if n := rapid.IntRange(0, 3).Draw(w.T, "parts"); n > 1 && o.Price.Int64() > int64(n) {
		for i, y := range yen.Split(o.Price, slices.Repeat([]int64{1}, n)) {
			o.Parts = append(o.Parts, market.Part{N: int64(i + 1), Title: fmt.Sprint("第", i+1, "回"), Price: y, DueOn: o.DueOn})
		}
	}
	return o
}
