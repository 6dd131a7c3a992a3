package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/place"
	"nariwai/internal/record"
	"nariwai/internal/reply"
)

// ClientCard is what workers may know of a client before they propose.
type ClientCard struct {
	Party        id.Party
	Kind         people.Kind
	Name         string
	Handle       string
	Prefecture   place.Prefecture
	Municipality place.Municipality
	Since        clock.Instant
	Business     bool  // orders as a business; a private person's address is for people who have signed in
	Ended        int64 // jobs that have ended
	Hiring       int64 // of them, those with a hire
	Open         int64 // jobs that take proposals now
	Accepted     int64 // items accepted
	Contracts    int64 // the newest that are looked at
	Disputed     int64 // disputes in them that one of the sides has opened
	Unfunded     int64 // of them, those that ended because the client did not pay in
	Replies      reply.Figures
	Reviews      record.Reviews // of the last twelve months
	Trials       int64          // of the last twelve months that were paid for
	TrialsHired  int64          // of them, those whose worker was hired again
	Chosen       int64          // of the contracts, those for which a proposal was chosen
	acceptance   clock.Duration
	decision     clock.Duration
}

// HireRate is the share of ended jobs that hired somebody, in percent; -1 before there are any.
func (c ClientCard) HireRate() int64 {
	if c.Ended == 0 {
		return -1
	}
	return c.Hiring * 100 / c.Ended
}

// AcceptTenths is how many tenths of a day the client takes to accept a delivery, on average; -1 before there are any.
func (c ClientCard) AcceptTenths() int64 {
	if c.Accepted == 0 {
		return -1
	}
	return int64(c.acceptance) * 10 / c.Accepted / int64(clock.Day)
}

// DecideTenths is how many tenths of a day pass, on average, from when the proposal that is chosen arrives to its award;
// -1 before there are any. It is what a proposer waits for, whenever the call began or closed.
func (c ClientCard) DecideTenths() int64 {
	if c.Chosen == 0 {
		return -1
	}
	return int64(c.decision) * 10 / c.Chosen / int64(clock.Day)
}

// cardContracts is how many of a client's newest contracts are looked at for how they decide, pay and accept.
const cardContracts = 200

func clientCard(ctx context.Context, r *db.Snapshot, p id.Party) (c ClientCard, err error) {
	defer fault.Wrap(&err, "client %s", p)
	var party people.Party
	err = db.One(ctx, r, []any{&c.Party, &c.Kind, &c.Name, &c.Handle, &c.Prefecture, &c.Municipality, &c.Since,
		&party.Form, &party.HasEmployees, &party.PaysSalaries, &c.Ended, &c.Hiring, &c.Open},
		`SELECT p.id, p.kind, p.display_name, p.handle, p.prefecture, p.municipality, p.created_at, p.form, p.has_employees, p.pays_salaries,
			(SELECT COUNT(*) FROM market_job j WHERE j.client = p.id AND j.state = 'ended' AND j.published_at > 0),
			(SELECT COUNT(*) FROM market_job j WHERE j.client = p.id AND j.state = 'ended' AND j.published_at > 0 AND j.hired > 0),
			(SELECT COUNT(*) FROM market_job j WHERE j.client = p.id AND j.state = 'open')
		FROM people_party p WHERE p.id = $1`, p)
	if err != nil {
		return c, err
	}
	c.Business = party.InBusiness()
	if c.Replies, err = replyFigures(ctx, r, p); err != nil {
		return c, err
	}
	f, err := FiguresOf(ctx, r, p, calendar.On(r.Now))
	if err != nil {
		return c, err
	}
	c.Reviews, c.Trials, c.TrialsHired = f.AllOrder.Reviews, f.AllOrder.Trials, f.AllOrder.TrialsHired
	if err := db.One(ctx, r, []any{&c.Contracts, &c.Chosen, &c.decision, &c.Disputed, &c.Unfunded}, `SELECT COUNT(*), COUNT(CASE WHEN c.awarded_at > p.sent_at THEN 1 END), CAST(COALESCE(SUM(c.awarded_at - p.sent_at), 0) AS BIGINT),
			CAST(COALESCE(SUM((SELECT COUNT(*) FROM market_dispute d WHERE d.contract = c.id AND d.by_party <> '')), 0) AS BIGINT),
			COUNT(CASE WHEN EXISTS (SELECT 1 FROM market_item i WHERE i.contract = c.id AND i.state = 'lapsed') THEN 1 END)
		FROM (SELECT id, proposal, awarded_at FROM market_contract WHERE client = $1 ORDER BY id DESC LIMIT $2) c
			JOIN market_proposal p ON p.id = c.proposal`, p, cardContracts); err != nil {
		return c, err
	}
	return c, db.One(ctx, r, []any{&c.Accepted, &c.acceptance},
		`SELECT COUNT(*), CAST(COALESCE(SUM(i.accepted_at - i.delivered_at), 0) AS BIGINT)
		FROM market_item i WHERE i.contract IN (SELECT c.id FROM market_contract c WHERE c.client = $1 ORDER BY c.id DESC LIMIT $2)
			AND i.state = 'accepted' AND i.delivered_at > 0`, p, cardContracts)
}
