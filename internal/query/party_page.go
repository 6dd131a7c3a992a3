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
	"nariwai/internal/yen"
)

// PartyPage is what a party shows of itself to everybody, and what its conduct here says of it. What it earns is nobody's business.
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
	Registered    bool // has a T number
	Since         clock.Instant
	Finished      int64 // contracts as a worker in which something was paid for

	Client ClientCard // of a party that orders
	Open   []PartyJob
}

// PartyJob is an open call on its client's page.
type PartyJob struct {
	ID       id.Job
	Title    string
	Pay      yen.Yen
	Hires    int64
	ClosesOn calendar.Date
}

const partyJobsMost = 10

// Party reads the public page of a handle. A party that has left, or whose people have not proved their address, is NotFound.
func Party(ctx context.Context, r db.Reader, handle string) (p PartyPage, err error) {
	defer fault.Wrap(&err, "page of %s", handle)
	if handle == "" {
		return p, fault.New(fault.NotFound, "見つかりませんでした")
	}
	if err := db.One(ctx, r, []any{&p.ID, &p.Kind, &p.Name, &p.Handle, &p.Prefecture, &p.Municipality, &p.Headline, &p.Bio, &p.Skills, &p.HoursWeek,
		&p.Works, &p.Orders, &p.Registered, &p.Since, &p.Finished}, `
		SELECT p.id, p.kind, p.display_name, p.handle, p.prefecture, p.municipality, p.headline, p.bio, p.skills, p.hours_week,
			p.works, p.orders, p.t_number <> '', p.created_at,
			(SELECT COUNT(*) FROM market_contract c WHERE c.worker = p.id AND c.state = 'ended'
				AND EXISTS (SELECT 1 FROM market_item i WHERE i.contract = c.id AND i.state IN ('accepted', 'split')))
		FROM people_party p WHERE p.handle = $1 AND p.handle <> '' AND p.closed_at = 0
			AND EXISTS (SELECT 1 FROM people_grant g JOIN people_person q ON q.id = g.person
				WHERE g.scope = 'party' AND g.scope_id = p.id AND g.until_at = 0 AND q.state IN ('active', 'suspended'))`, handle); err != nil {
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
