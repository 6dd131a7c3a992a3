package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/reply"
)

// replyCounts returns how often parties answered in time in the past year; who was asked nothing is left out.
func replyCounts(ctx context.Context, s *db.Snapshot, parties []id.Party) (out map[id.Party]reply.Count, err error) {
	defer fault.Wrap(&err, "replies of %d parties", len(parties))
	out = map[id.Party]reply.Count{}
	if len(parties) == 0 {
		return out, nil
	}
	marks, args := db.In(2, parties)
	rows, err := db.All(ctx, s, func(d *reply.Day) []any { return []any{&d.Party, &d.Answered, &d.Missed} },
		`SELECT party, CAST(SUM(answered) AS BIGINT), CAST(SUM(missed) AS BIGINT) FROM reply_day
		WHERE day >= $1 AND party IN (`+marks+`) GROUP BY party`, append([]any{reply.Since(calendar.On(s.Now))}, args...)...)
	for _, d := range rows {
		out[d.Party] = d.Count
	}
	return out, err
}

// replyFigures returns what is shown of how a party answers.
func replyFigures(ctx context.Context, s *db.Snapshot, p id.Party) (f reply.Figures, err error) {
	counts, err := replyCounts(ctx, s, []id.Party{p})
	if err != nil {
		return f, err
	}
	f.Count = counts[p]
	answered, err := db.All(ctx, s, func(a *reply.Ask) []any { return []any{&a.At, &a.ClosedAt} },
		`SELECT at, closed_at FROM reply_ask WHERE asked = $1 AND closed_at > $2 AND how IN ($3, $4) ORDER BY closed_at DESC LIMIT $5`,
		p, s.Now.Add(-reply.Recent), reply.ByMessage, reply.ByAct, reply.Newest)
	took := make([]clock.Duration, len(answered))
	for i, a := range answered {
		took[i] = a.Took()
	}
	f.Usual = reply.Usual(took)
	return f, err
}

// OpenAsk is something that a party is asked and has not answered yet.
type OpenAsk struct {
	Thread   id.Thread
	Contract id.Contract // "" before there is one
	Title    string      // of the job or contract
	Other    string      // who asks
	DueAt    clock.Instant
}

const asksMost = 20

// openAsks returns what a party is asked, the first due first.
func openAsks(ctx context.Context, r db.Reader, p id.Party) ([]OpenAsk, error) {
	return db.All(ctx, r, func(a *OpenAsk) []any { return []any{&a.Thread, &a.Contract, &a.Title, &a.Other, &a.DueAt} },
		`SELECT a.thread, a.contract, j.title, o.display_name, a.due_at FROM reply_ask a JOIN market_job j ON j.id = a.job JOIN people_party o ON o.id = a.asker
		WHERE a.asked = $1 AND a.state = 'open' ORDER BY a.due_at, a.id LIMIT $2`, p, asksMost)
}
