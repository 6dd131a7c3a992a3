package cast

import (
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/usecase/talking"
)

// Thread is the thread of a contract.
func Thread(t testing.TB, d *db.DB, c id.Contract) (tid id.Thread) {
	t.Helper()
	if err := db.One(t.Context(), d.Snapshot(), []any{&tid}, "SELECT id FROM message_thread WHERE contract = $1 AND contract <> ''", c); err != nil {
		t.Fatal(err)
	}
	return tid
}

// ThreadAbout is the thread in which a proposal was sent.
func ThreadAbout(t testing.TB, d *db.DB, p id.Proposal) (tid id.Thread) {
	t.Helper()
	if err := db.One(t.Context(), d.Snapshot(), []any{&tid}, "SELECT id FROM message_thread WHERE proposal = $1 AND contract = ''", p); err != nil {
		t.Fatal(err)
	}
	return tid
}

// Say writes in the thread of a contract.
func Say(t testing.TB, d *db.DB, a people.Actor, c id.Contract, body string) error {
	t.Helper()
	_, err := talking.SendMessage(t.Context(), d, a, Thread(t, d, c), talking.Words{Body: body})
	return err
}

// Ask wants an answer in the thread of a proposal.
func Ask(t testing.TB, d *db.DB, a people.Actor, p id.Proposal, body string) error {
	t.Helper()
	_, err := talking.SendMessage(t.Context(), d, a, ThreadAbout(t, d, p), talking.Words{Body: body, Asks: true})
	return err
}
