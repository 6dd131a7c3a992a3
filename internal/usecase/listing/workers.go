package listing

import (
	"context"
	"maps"
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/review"
	"nariwai/internal/review/reviewdb"
	"nariwai/internal/search"
	"nariwai/internal/search/searchdb"
)

// Workers brings the index up to date with parties of which something has changed that clients are shown or that decides
// whether they are shown at all: their profile, their consent, their standing, their seal.
func Workers(ctx context.Context, tx *db.Tx, parties ...id.Party) error {
	return workers(ctx, tx, parties, false)
}

// WorkersAnew is Workers for an index whose words are of another version.
func WorkersAnew(ctx context.Context, tx *db.Tx, parties ...id.Party) error {
	return workers(ctx, tx, parties, true)
}

func workers(ctx context.Context, tx *db.Tx, parties []id.Party, anew bool) (err error) {
	defer fault.Wrap(&err, "index %d workers", len(parties))
	seen, err := peopledb.Findable(ctx, tx, parties, tx.Now)
	if err != nil {
		return err
	}
	var found []id.Party
	for _, p := range parties {
		if _, ok := seen[p]; ok {
			found = append(found, p)
		} else if err := searchdb.DropWorker(ctx, tx, p); err != nil {
			return err
		}
	}
	if len(found) == 0 {
		return nil
	}
	all, err := peopledb.PartiesOf(ctx, tx, found)
	if err != nil {
		return err
	}
	records, err := marketdb.Records(ctx, tx, found)
	if err != nil {
		return err
	}
	scores, err := reviewdb.Scores(ctx, tx, found)
	if err != nil {
		return err
	}
	for _, p := range found {
		if err := searchdb.PutWorker(ctx, tx, Worker(all[p], people.Record(records[p]), scores[p], seen[p]), anew); err != nil {
			return err
		}
	}
	return nil
}

// PersonIn brings the index up to date with a person's own party, when it has changed whether they may trade.
func PersonIn(ctx context.Context, tx *db.Tx, p id.Person) error {
	party, err := peopledb.OwnParty(ctx, tx, p)
	if fault.Is(err, fault.NotFound) { // nobody but somebody invented
		return nil
	}
	if err != nil {
		return err
	}
	return Workers(ctx, tx, party.ID)
}

// Standing is whether a party shows the seal, or until when it rests with it.
type Standing struct {
	On           bool
	RestingUntil calendar.Date
}

// Certify gives parties the seal or takes it away, and shows it. It is for the use cases that screen; there is no other way
// to a seal.
func Certify(ctx context.Context, tx *db.Tx, list map[id.Party]Standing) (err error) {
	defer fault.Wrap(&err, "certify %d parties", len(list))
	parties := slices.Sorted(maps.Keys(list))
	for _, p := range parties {
		if err := peopledb.Certify(ctx, tx, p, list[p].On, list[p].RestingUntil); err != nil {
			return err
		}
	}
	return Workers(ctx, tx, parties...)
}

// Worker is what the index keeps of a worker: nothing of what they don't let everybody see.
func Worker(p people.Party, r people.Record, score review.Scores, seen clock.Instant) search.Worker {
	p = p.Seen()
	w := search.Worker{Party: p.ID, Prefecture: p.Prefecture, Fields: p.Fields, Unit: string(p.Price.Unit), Hours: p.HoursWeek, FreeFrom: search.NotSaid,
		OnTime: -1, Certified: p.Certified, SeenOn: people.LastSeen(seen),
		WorkerText: search.WorkerText{Name: search.Exact(p.DisplayName), Headline: search.Exact(p.Headline), Bio: search.Exact(p.Bio)}}
	w.Low, w.High = p.Price.Ends()
	if p.ShowHours {
		w.FreeFrom = p.FreeFrom
	}
	if p.ShowRecord {
		w.Finished, w.OnTime, w.Rated = r.Finished, r.OnTime(), score.Rank()
	}
	if w.Place = search.Exact(p.Prefecture.Ja()); p.Municipality != "" {
		w.Place = search.Exact(p.Municipality.Full())
	}
	for i, s := range p.Skills {
		if i > 0 {
			w.Skills += "\t"
		}
		w.Skills += search.Exact(s)
	}
	return w
}
