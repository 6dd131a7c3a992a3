package market

import (
	"strings"
	"unicode/utf8"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// A Look is that somebody at the desk has opened what was said and handed in within a disputed contract, and why. What the two
// sides tell the desk itself needs none.
type Look struct {
	ID      string
	Dispute id.Dispute
	Person  id.Person
	Reason  string
	At      clock.Instant
}

// LookFor is how long it stays open to who has opened it: to hear both sides takes longer than to look at one message.
const LookFor = 7 * clock.Day

// MostLookReason is how long the reason may be, in characters.
const MostLookReason = 500

// OpenTalk is the decision to read what the two sides said to each other: with a reason, and only before the dispute has ended
// (Telecommunications Business Act, art. 4: secrecy of communications).
func (d *Dispute) OpenTalk(look string, by id.Person, reason string, now clock.Instant) (Look, error) {
	reason = strings.TrimSpace(reason)
	switch n := utf8.RuneCountInString(reason); {
	case d.State == DisputeEnded:
		return Look{}, fault.New(fault.Conflict, "この相談は、もう終わっています")
	case reason == "":
		return Look{}, fieldError("why", "読む理由を書いてください。両方に伝わります")
	case n > MostLookReason:
		var f fault.Form
		f.Add("why", "理由は%d字までです（いま%d字）", MostLookReason, n)
		return Look{}, f.Err()
	}
	return Look{ID: look, Dispute: d.ID, Person: by, Reason: reason, At: now}, nil
}

// Until is when a look of a moment ends.
func (d *Dispute) Until(looked clock.Instant, now clock.Instant) clock.Instant {
	if looked.IsZero() || d.State == DisputeEnded || looked.Add(LookFor) < now {
		return 0
	}
	return looked.Add(LookFor)
}
