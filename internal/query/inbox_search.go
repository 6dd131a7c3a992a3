package query

import (
	"context"
	"fmt"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/search"
)

// FoundMessage is a message that holds the words somebody looks for.
type FoundMessage struct {
	Thread id.Thread
	ID     id.Message
	Title  string
	Other  string
	Mine   bool
	At     clock.Instant
	Body   string

	n      int64
	lastAt clock.Instant
}

// FoundMessages is what a part of one's own messages holds.
type FoundMessages struct {
	Found  []FoundMessage
	Looked int
	More   string        // what to ask for to look further back; "" at the end
	Until  clock.Instant // the oldest that was looked at
}

const (
	hitsOnAPage = 30
	lookedMost  = 3_000 // messages that one page looks at
)

// SearchMessages looks for words in what a party and the others have written to each other: thread by thread, the newest first. One
// page looks at a bounded part, and says where it has stopped.
func SearchMessages(ctx context.Context, r db.Reader, party id.Party, words, behind string) (f FoundMessages, err error) {
	defer fault.Wrap(&err, "search messages of %s", party)
	q := search.Parse(words)
	from, err := readThreadPlace(behind)
	if err != nil || q.Empty() {
		return f, err
	}
	rows, err := db.All(ctx, r, func(x *FoundMessage) []any {
		return []any{&x.Thread, &x.ID, &x.Title, &x.Other, &x.Mine, &x.At, &x.Body, &x.n, &x.lastAt}
	}, fmt.Sprintf(`SELECT s.thread, m.id, t.title, o.display_name, m.from_party = s.party, m.at, m.body, m.n, s.last_at
		FROM message_seat s JOIN message_thread t ON t.id = s.thread JOIN people_party o ON o.id = s.other JOIN message_message m ON m.thread = s.thread
		WHERE s.party = $1 AND s.last_at <= $2 AND (s.last_at < $2 OR s.thread < $3 OR s.thread = $3 AND m.n < $4)
		ORDER BY s.last_at DESC, s.thread DESC, m.n DESC LIMIT %d`, lookedMost+1), party, from.at, from.thread, from.n)
	if err != nil {
		return f, err
	}
	for i, x := range rows {
		if i == lookedMost || len(f.Found) == hitsOnAPage {
			before := rows[i-1]
			f.More = threadPlace{before.lastAt, string(before.Thread), before.n}.String()
			break
		}
		f.Looked++
		f.Until = x.At
		if q.Matches(search.Text{Body: search.Exact(x.Body)}) {
			f.Found = append(f.Found, x)
		}
	}
	return f, nil
}
