package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/place"
	"nariwai/internal/reply"
	"nariwai/internal/review"
	"nariwai/internal/yen"
)

// PartyPage is what a party lets everybody see of itself, and what its conduct here says of it. What it earns is nobody's business.
type PartyPage struct {
	ID            id.Party
	Kind          people.Kind
	Name, Handle  string
	Prefecture    place.Prefecture
	Municipality  place.Municipality
	Headline, Bio string
	Skills        people.Tags
	HoursWeek     int64
	Works, Orders bool
	people.Talent               // without what they don't let everybody see
	Registered    bool          // has a T number
	IdentityAt    clock.Instant // the desk has seen who they are; 0 for never
	PledgedAt     clock.Instant
	Elsewhere     []Elsewhere // what other sites have signed of them
	Since         clock.Instant
	Finished      int64 // contracts as a worker in which something was paid for
	OnTime        int64 // percent of what was delivered; -1 for too little to tell
	Replies       reply.Figures
	Figures       Figures      // of the last twelve months
	AsWorker      []ReviewLine // the newest
	AsClient      []ReviewLine

	Client ClientCard // of a party that orders
	Open   []PartyJob
	Cases  []WorkCard // its public works
	Prizes []PartyPrize
}

// PartyJob is an open call on its client's page.
type PartyJob struct {
	ID       id.Job
	Title    string
	Pay      yen.Yen
	Hires    int64
	ClosesOn calendar.Date
}

// reviewsShown is how many of the newest reviews stand on the page of a party.
const reviewsShown = 3

const partyJobsMost = 10

// Party reads the public page of a handle. A party that has left, or whose people have not proved their address, is NotFound.
func Party(ctx context.Context, r *db.Snapshot, handle string) (p PartyPage, err error) {
	defer fault.Wrap(&err, "page of %s", handle)
	if handle == "" {
		return p, fault.New(fault.NotFound, "見つかりませんでした")
	}
	if err := db.One(ctx, r, []any{&p.ID, &p.Kind, &p.Name, &p.Handle, &p.Prefecture, &p.Municipality, &p.Headline, &p.Bio, &p.Skills, &p.HoursWeek,
		&p.Works, &p.Orders, &p.Registered, &p.IdentityAt, &p.PledgedAt, &p.Since, &p.Fields, &p.Price.Unit, &p.Price.Low, &p.Price.High, &p.FreeFrom, &p.Listed,
		&p.ShowPlace, &p.ShowHours, &p.ShowPrice, &p.ShowRecord, &p.Certified, &p.RestingUntil}, `
		SELECT p.id, p.kind, p.display_name, p.handle, p.prefecture, p.municipality, p.headline, p.bio, p.skills, p.hours_week,
			p.works, p.orders, p.t_number <> '', p.identity_at, p.pledged_at, p.created_at, p.fields, p.price_unit, p.price_low, p.price_high, p.free_from, p.listed,
			p.show_place, p.show_hours, p.show_price, p.show_record, p.certified, p.resting_until
		FROM people_party p WHERE p.handle = $1 AND p.handle <> '' AND p.closed_at = 0
			AND EXISTS (SELECT 1 FROM people_grant g JOIN people_person q ON q.id = g.person
				WHERE g.scope = 'party' AND g.scope_id = p.id AND g.until_at = 0 AND q.state IN ('active', 'suspended'))`, handle); err != nil {
		return p, err
	}
	seen := people.Party{Works: p.Works, Prefecture: p.Prefecture, Municipality: p.Municipality, HoursWeek: p.HoursWeek, Talent: p.Talent}.Seen()
	p.Prefecture, p.Municipality, p.HoursWeek, p.Talent = seen.Prefecture, seen.Municipality, seen.HoursWeek, seen.Talent
	p.OnTime = -1
	if p.ShowRecord {
		if p.Finished, p.OnTime, err = recordOf(ctx, r, p.ID); err != nil {
			return p, err
		}
		if p.Replies, err = replyFigures(ctx, r, p.ID); err != nil {
			return p, err
		}
	}
	if p.Figures, err = FiguresOf(ctx, r, p.ID, calendar.On(r.Now)); err != nil {
		return p, err
	}
	if p.ShowRecord {
		if p.AsWorker, err = ReviewsAbout(ctx, r, p.ID, review.OfWorker, ReviewMark{}, reviewsShown); err != nil {
			return p, err
		}
	}
	if p.Orders {
		if p.AsClient, err = ReviewsAbout(ctx, r, p.ID, review.OfClient, ReviewMark{}, reviewsShown); err != nil {
			return p, err
		}
	}
	if p.Cases, err = PublicWorks(ctx, r, p.ID); err != nil {
		return p, err
	}
	if p.Elsewhere, err = ElsewhereOf(ctx, r, p.ID); err != nil {
		return p, err
	}
	if p.Prizes, err = PartyPrizes(ctx, r, p.ID); err != nil {
		return p, err
	}
	if !p.Orders {
		return p, nil
	}
	if p.Client, err = clientCard(ctx, r, p.ID); err != nil {
		return p, err
	}
	p.Open, err = db.All(ctx, r, func(j *PartyJob) []any { return []any{&j.ID, &j.Title, &j.Pay, &j.Hires, &j.ClosesOn} },
		"SELECT id, title, pay, hires, closes_on FROM market_job WHERE client = $1 AND state = $2 ORDER BY id DESC LIMIT $3",
		p.ID, market.JobOpen, partyJobsMost)
	return p, err
}
