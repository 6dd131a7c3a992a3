// Package demo fills a demonstration with a little market of invented people: a hundred days of jobs, proposals, contracts,
// money and quarrels, played through the same use cases that the pages call, with a clock of its own.
//
// The people stand in people_*.go and clients.go, what they order and what becomes of it in jobs_*.go; the rest plays it.
// Played on the same day it is the same market each time, to the last id.
package demo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"nariwai/internal/blob"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/usecase/demonstration"
)

// History is how many days the market has behind it when somebody first enters.
const History = 100

// Passphrase opens the account of everybody in a demonstration.
const Passphrase = "yukiguni-no-asa-gohan"

// SignIn is an account that a demonstration shows at its door.
type SignIn struct {
	Role       string // "worker", "client", "desk", "desk2"
	Name       string
	Email      string
	Passphrase string
	TOTPSecret string // of the second factor; "" without one
}

// SignIns are the accounts through which a visitor looks at the market. The second at the desk is needed because
// nobody confirms alone what moves money.
func SignIns() []SignIn {
	return []SignIn{
		{"worker", "佐藤みちる", address("michiru"), Passphrase, ""},
		{"client", "株式会社きたみち", address("kitamichi"), Passphrase, ""},
		{"desk", operators[0].shown(), address(operators[0].key), Passphrase, operators[0].secret},
		{"desk2", operators[1].shown(), address(operators[1].key), Passphrase, operators[1].secret},
	}
}

func address(key string) string { return key + "@nariwai.example" }

// Fill plays the market into an empty database that was marked a demonstration, from History days ago to the database's
// present moment. The database's clock and ids are the play's own while it lasts: nobody else may use the database.
// progress, if any, hears of each day.
func Fill(ctx context.Context, d *db.DB, files *blob.Store, progress func(done, total int)) (err error) {
	defer fault.Wrap(&err, "fill the demonstration")
	if err := demonstration.Only(d); err != nil {
		return err
	}
	if _, begun, err := demonstration.Filled(ctx, d); err != nil || begun {
		return cmp.Or(err, errors.New("somebody is there already: only an empty database can be filled"))
	}
	now := d.Clock()
	s := newStage(ctx, d, files, now)
	defer func(clock func() clock.Instant, newID func(clock.Instant) string) { d.Clock, d.NewID = clock, newID }(d.Clock, d.NewID)
	d.Clock, d.NewID = s.clock, s.newID
	if err := s.open(); err != nil {
		return err
	}
	for day := -History; day <= 0; day++ {
		if progress != nil {
			progress(day+History, History+1)
		}
		if err := s.live(day); err != nil {
			return fmt.Errorf("day %d (%s): %w", day, s.on(day), err)
		}
	}
	if err := demonstration.Open(ctx, d); err != nil {
		return err
	}
	if progress != nil {
		progress(History+1, History+1)
	}
	return nil
}

// seed makes the play the same each time.
var seed = [32]byte([]byte("a market in the snow country 1.0"))

func newStage(ctx context.Context, d *db.DB, files *blob.Store, now clock.Instant) *stage {
	s := &stage{ctx: ctx, d: d, files: files, today: calendar.On(now), end: now, actors: map[string]people.Actor{}, persons: map[string]player{}}
	s.now.Store(int64(s.on(-History).Start()))
	ids := &id.Source{Random: rand.NewChaCha8(seed)}
	s.newID = func(now clock.Instant) string { return ids.New(now.Time()) }
	for _, j := range jobs() {
		s.jobs = append(s.jobs, &posted{job: j, proposals: map[string]id.Proposal{}})
	}
	return s
}
