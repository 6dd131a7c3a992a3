package seeding

import (
	"context"
	"errors"
	"fmt"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/record"
	"nariwai/internal/record/recorddb"
	"nariwai/internal/reply"
	"nariwai/internal/reply/replydb"
	"nariwai/internal/yen"
)

// screenedFields are those in which the active work, most of them in one.
var screenedFields = []string{"writing", "writing", "writing", "data", "data", "design", "development", "translation", "photo", "sound"}

// Screened makes so many workers, of whom some are active: in each of the last twelve months, in one field or two, they have
// earned from several clients, ended contracts and got reviews, as the record counts it. Nothing stands behind what is counted:
// this is a market to screen, not to verify.
func Screened(ctx context.Context, d *db.DB, workers, active int, progress func(done, total int)) (month calendar.Month, err error) {
	defer fault.Wrap(&err, "make %d workers to screen", workers)
	part, err := begin(ctx, d)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, d.Narrow(ctx)) }()
	m, now := part.maker, part.maker.now
	month = calendar.MonthOf(day(now)).Prev()
	first := month
	for range 11 {
		first = first.Prev()
	}
	const chunk = 500
	for n := 0; n < workers; n += chunk {
		var parties []people.Party
		var persons []people.Person
		var grants []people.Grant
		var works []record.WorkMonth
		var pairs []record.PairMonth
		var asks []reply.Ask
		for i := n; i < min(n+chunk, workers); i++ {
			joined := first.First().AddDays(-m.between(1, 900)).Start()
			p := people.Party{ID: id.Party(m.id(joined)), Kind: people.OnePerson, DisplayName: fmt.Sprint("w", i), Handle: fmt.Sprintf("s%d-%d", part.n, i), Works: true,
				Form: people.PrivatePerson, Resident: true, Headline: "x", Bio: "x", Prefecture: "01", CreatedAt: joined}
			p.Fields = people.Tags{"writing"}
			if i*active/workers != (i+1)*active/workers { // every twentieth or so, spread over all
				if m.chance(80) {
					p.IdentityAt = joined
				}
				by := people.Person{ID: id.Person(m.id(joined)), Email: p.Handle + "@bench.example", EmailKey: p.Handle + "@bench.example", Password: "!", State: people.Active,
					CreatedAt: joined, VerifiedAt: joined, LastSeen: now.Add(-clock.Duration(m.between(0, 40)) * clock.Day)}
				persons = append(persons, by)
				grants = append(grants, people.Grant{ID: id.Grant(m.id(joined)), Person: by.ID, Role: people.Self, Scope: people.PartyScope, ScopeID: string(p.ID), From: joined, By: by.ID})
				w, q := m.year(p.ID, first)
				works, pairs = append(works, w...), append(pairs, q...)
				for a := range m.between(0, 12) {
					ask := reply.New(reply.Ask{ID: id.Message(m.id(joined)), Thread: id.Thread(fmt.Sprintf("s%d-%d-%d", part.n, i, a)), Asked: p.ID, By: "bench"},
						first.First().AddDays(m.between(0, 350)).Start().Add(12*clock.Hour))
					if m.chance(88) {
						ask.Close(reply.ByMessage, 1, ask.At.Add(clock.Hour))
					} else {
						ask.Miss(ask.DueAt + 1)
					}
					asks = append(asks, ask)
				}
			}
			parties = append(parties, p)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error {
			return errors.Join(peopledb.Parties.InsertAll(ctx, tx, parties), peopledb.Persons.InsertAll(ctx, tx, persons), peopledb.Grants.InsertAll(ctx, tx, grants),
				recorddb.AddWork(ctx, tx, works), recorddb.AddPair(ctx, tx, pairs), replydb.InsertAll(ctx, tx, asks))
		}); err != nil {
			return 0, err
		}
		if progress != nil {
			progress(min(n+chunk, workers), workers)
		}
	}
	return month, nil
}

// year is what twelve months count of one who is active.
func (m *maker) year(p id.Party, first calendar.Month) (works []record.WorkMonth, pairs []record.PairMonth) {
	fields := []string{pick(m, screenedFields)}
	if f := pick(m, screenedFields); f != fields[0] && m.chance(30) {
		fields = append(fields, f)
	}
	level := m.spread(12_000, 1.2)
	for _, field := range fields {
		clients := make([]id.Party, m.between(1, 6))
		for i := range clients {
			clients[i] = id.Party(fmt.Sprint("client-", m.IntN(20_000)))
		}
		month := first
		for range 12 {
			if m.chance(60) {
				pay := m.spread(float64(level), 0.6) + 500
				n := int64(m.between(0, 3))
				satisfied := n
				if m.chance(6) {
					satisfied = max(0, n-1)
				}
				work := record.Work{Pay: yen.Of(pay), Settlements: n + 1, Done: n + 1}
				if m.chance(5) {
					work.Failed = 1
				}
				work.Reviews.N, work.Reviews.Satisfied = n, satisfied
				works = append(works, record.WorkMonth{Key: record.Key{Party: p, Field: field, Month: month}, Work: work})
				pairs = append(pairs, record.PairMonth{Worker: p, Client: pick(m, clients), Field: field, Month: month, Pay: yen.Of(pay), Settlements: n + 1})
			}
			month = month.Next()
		}
	}
	return works, pairs
}
