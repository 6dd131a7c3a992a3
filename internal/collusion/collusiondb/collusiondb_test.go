package collusiondb_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/collusion"
	"nariwai/internal/collusion/collusiondb"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/yen"
)

// small is a market of a few who trade with each other, a client for whom many work, and what they have in common.
type small struct {
	parties []people.Party
	pays    []pay
	reviews []review
	phones  map[string][]int // a device: by whom it is used
}

type pay struct {
	client, worker int
	field          string
	month          calendar.Month
	sum            int64
}

type review struct {
	by, about int
	field     string
	month     calendar.Month
	satisfied bool
}

const (
	from, to = calendar.Month(202601), calendar.Month(202612)
	workers  = 26
	large    = 30
)

func made(seed uint64) (s small) {
	r := rand.New(rand.NewPCG(seed, 1))
	for i := range 40 {
		p := people.Party{ID: id.Party(fmt.Sprintf("p%02d", i)), Handle: fmt.Sprintf("h%02d", i)}
		if i%3 == 0 {
			p.Address = fmt.Sprintf("架空市%d丁目1-2", 1+i%4)
		}
		s.parties = append(s.parties, p)
	}
	months := []calendar.Month{202511, 202512, 202601, 202606, 202612, 202701}
	for range 320 {
		x := pay{client: r.IntN(40), worker: r.IntN(workers), field: []string{"writing", "design"}[r.IntN(2)], month: months[r.IntN(len(months))], sum: 1 + r.Int64N(100)}
		if x.client == x.worker || x.client == large {
			continue
		}
		if !slices.ContainsFunc(s.pays, func(y pay) bool {
			return x.client == y.client && x.worker == y.worker && x.field == y.field && x.month == y.month
		}) {
			s.pays = append(s.pays, x)
			s.reviews = append(s.reviews, review{x.client, x.worker, x.field, x.month, r.IntN(4) > 0})
		}
	}
	for i := range workers {
		s.pays = append(s.pays, pay{large, i, "writing", 202603, 7})
	}
	s.phones = map[string][]int{"phone": {1, 31, 32}, "own": {2}, "library": {0, 1, 2, 3, 4, 5, 33, 34}}
	return s
}

func (s small) write(t *testing.T, d *db.DB) {
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		ctx := t.Context()
		if err := peopledb.Parties.InsertAll(ctx, tx, s.parties); err != nil {
			return err
		}
		for i, p := range s.parties {
			if err := peopledb.Grants.Insert(ctx, tx, people.Grant{ID: id.Grant("g" + p.ID), Person: id.Person(fmt.Sprintf("q%02d", i%38)),
				Role: people.Self, Scope: people.PartyScope, ScopeID: string(p.ID)}); err != nil {
				return err
			}
		}
		if err := peopledb.AddAccounts(ctx, tx, account("a1", s.parties[4].ID), account("a2", s.parties[35].ID)); err != nil {
			return err
		}
		for phone, by := range s.phones {
			for _, i := range by {
				if err := collusiondb.Seen(ctx, tx, id.Person(fmt.Sprintf("q%02d", i)), phone); err != nil {
					return err
				}
			}
		}
		for _, x := range s.pays {
			if _, err := tx.Do(ctx, "INSERT INTO record_pair_month (worker, client, field, month, pay, settlements) VALUES ($1, $2, $3, $4, $5, 1)",
				s.parties[x.worker].ID, s.parties[x.client].ID, x.field, x.month, x.sum); err != nil {
				return err
			}
		}
		for i, x := range s.reviews {
			if _, err := tx.Do(ctx, `INSERT INTO review_review (id, contract, by_party, by_person, about, side, field, satisfied, a1, a2, a3, a4, a5, private,
				written_at, changed_at, revealed_at, adjusted, replied_at, words, reply, version)
				VALUES ($1, $1, $2, '', $3, 'worker', $4, $5, 5, 5, 5, 5, 5, 9, 1, 0, $6, 0, 0, '', '', 1)`,
				fmt.Sprint("r", i), s.parties[x.by].ID, s.parties[x.about].ID, x.field, x.satisfied, x.month.First().Start()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func account(a id.Account, p id.Party) people.Account {
	return people.Account{ID: a, Party: p, Bank: "0001", Branch: "001", Kind: people.Ordinary, Number: "1234567", State: people.AccountActive}
}

// market is the same without a database: all of it, not only what lies around the candidates.
func (s small) market() *collusion.Market {
	sums := map[[2]int]int64{}
	reviewed := map[[2]id.Party]bool{}
	for _, x := range s.pays {
		if from <= x.month && x.month <= to {
			sums[[2]int{x.client, x.worker}] += x.sum
		}
	}
	for _, x := range s.reviews {
		if from <= x.month && x.month <= to {
			reviewed[[2]id.Party{s.parties[x.by].ID, s.parties[x.about].ID}] = true
		}
	}
	var flows []collusion.Flow
	for p, sum := range sums {
		flows = append(flows, collusion.Flow{Client: s.parties[p[0]].ID, Worker: s.parties[p[1]].ID, Pay: yen.Of(sum)})
	}
	m := collusion.NewMarket(flows)
	m.Reviewed = reviewed
	return m
}

func (s small) paid(worker int, field string) (out []collusion.Paid) {
	of := map[id.Party]*collusion.Paid{}
	at := func(client int) *collusion.Paid {
		p := s.parties[client].ID
		if of[p] == nil {
			of[p] = &collusion.Paid{Client: p}
		}
		return of[p]
	}
	for _, x := range s.pays {
		if x.worker == worker && x.field == field && from <= x.month && x.month <= to {
			p := at(x.client)
			p.Pay = p.Pay.Add(yen.Of(x.sum))
		}
	}
	for _, x := range s.reviews {
		if x.about == worker && x.field == field && from <= x.month && x.month <= to {
			p := at(x.by)
			p.Reviews++
			if x.satisfied {
				p.Satisfied++
			}
		}
	}
	for _, p := range slices.Sorted(maps.Keys(of)) {
		out = append(out, *of[p])
	}
	return out
}

// What is read around some candidates says the same of them as the whole market.
func TestFactsAreThoseOfTheWholeMarket(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		s := made(5)
		s.write(t, d)
		m := s.market()
		var list []collusion.Candidate
		var want []collusion.Facts
		back, inside, mutual := 0, 0, 0
		for _, i := range []int{0, 2, 6, 9, 14, 23} {
			for _, field := range []string{"writing", "design"} {
				c := collusion.Candidate{Worker: s.parties[i].ID, Field: field, From: from, To: to, Asked: collusion.Asked{Line: yen.Of(50), Reviews: 5, Satisfaction: 95}}
				list = append(list, c)
				f := m.Facts(c, s.paid(i, field))
				want = append(want, f)
				for _, x := range f.Clients {
					if x.Back.Sign() > 0 {
						back++
					}
					if x.Inside.Sign() > 0 {
						inside++
					}
					if x.Mutual {
						mutual++
					}
				}
			}
		}
		if back < 5 || inside < 20 || mutual < 3 {
			t.Errorf("too little to compare: %d %d %d", back, inside, mutual)
		}
		got, err := collusiondb.Facts(t.Context(), d.Snapshot(), list)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			g, w := bare(got[i]), want[i]
			if !reflect.DeepEqual(g, w) {
				t.Errorf("%s %s:\n%+v, want\n%+v", list[i].Worker, list[i].Field, g, w)
			}
		}
	})
}

// bare is without marks, which the market of this test has not.
func bare(f collusion.Facts) collusion.Facts {
	f.Marks = nil
	f.Clients = slices.Clone(f.Clients)
	for i := range f.Clients {
		f.Clients[i].Marks = nil
	}
	return f
}

func TestMarks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		s := made(5)
		for _, i := range []int{31, 32, 35, 39} { // each pays the worker with whom it has something in common
			s.pays = append(s.pays, pay{i, map[int]int{31: 1, 32: 1, 35: 4, 39: 1}[i], "design", 202605, 1000})
		}
		s.pays = append(s.pays, pay{27, 3, "design", 202605, 1000}, pay{33, 2, "design", 202605, 1000})
		s.write(t, d)
		shared := func(i int) (out []string) {
			facts, err := collusiondb.Facts(t.Context(), d.Snapshot(), []collusion.Candidate{{Worker: s.parties[i].ID, Field: "design", From: from, To: to}})
			if err != nil {
				t.Fatal(err)
			}
			f := facts[0]
			for _, c := range f.Clients {
				for _, m := range c.Marks {
					if slices.ContainsFunc(f.Marks, func(n collusion.Mark) bool { return n.Kind == m.Kind && n.Key == m.Key }) {
						out = append(out, fmt.Sprintf("%s %s %d", c.Party, m.Kind, m.Parties))
					}
				}
			}
			slices.SortFunc(out, cmp.Compare[string])
			return out
		}
		for worker, want := range map[int][]string{
			1: {"p31 device 4", "p32 device 4", "p39 person 2"}, // the same person acts for p01 and p39
			2: {"p33 device 10"},
			3: {"p27 address 4"},
			4: {"p35 account 2"},
		} {
			got := shared(worker)
			for _, w := range want { // by the dice others may have something in common besides
				if !slices.Contains(got, w) {
					t.Errorf("p%02d: %v, want %v", worker, got, want)
				}
			}
		}
	})
}
