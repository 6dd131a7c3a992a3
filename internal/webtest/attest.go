package webtest

import (
	"crypto/ed25519"

	"nariwai/internal/attest"
	"nariwai/internal/clock"
	"nariwai/internal/usecase/attesting"
)

// Elsewhere is another site, which signs what a test wants, with the keys that it publishes.
const Elsewhere = "https://elsewhere.example"

var elsewhere = ed25519.NewKeyFromSeed([]byte("a site of the tests' own, far off"[:32]))

// Foreign is a record that Elsewhere has signed at a moment for a page here.
func Foreign(page string, at clock.Instant) ([]byte, error) {
	return attest.Record{Site: Elsewhere, IssuedAt: at.String(), Issued: int64(at), For: page, Worker: attest.Worker{Handle: "toku", Name: "遠くの人"},
		Work: []attest.Work{{Field: "writing", Done: 12, Items: 20, OnTime: 19, Reviews: 9, Satisfied: 9}}}.
		Sign(attest.KeyID(elsewhere.Public().(ed25519.PublicKey)), func(m []byte) ([]byte, error) { return ed25519.Sign(elsewhere, m), nil })
}

// ForeignKeys is what Elsewhere publishes.
func ForeignKeys() string {
	text, err := attest.Keys{Site: Elsewhere, Keys: []attest.Key{attest.NewKey(elsewhere.Public().(ed25519.PublicKey), 0, 0)}}.Text()
	if err != nil {
		return err.Error() // a constant
	}
	return string(text)
}

// attests makes a site that is known, and a record of it on a worker's page.
func (s *Stage) attests() {
	s.t.Helper()
	s.ok(attesting.AddSite(ctx, s.DB, s.actors[Desk], "遠くの広場", ForeignKeys()))
	s.name("site.known", s.text("SELECT id FROM attest_site WHERE address = $1", Elsewhere), Desk)
	worker := s.actors[Worker]
	text, err := Foreign("http://example.com/talents/"+s.text("SELECT handle FROM people_party WHERE id = $1", worker.Party), s.DB.Clock())
	s.ok(err)
	_, err = attesting.ImportRecord(ctx, s.DB, worker, "http://example.com", text)
	s.ok(err)
	_, err = attesting.ExportRecord(ctx, s.DB, worker, "http://example.com", "") // from now on the key is noted as one that signs
	s.ok(err)
	s.name("imported.worker", s.text("SELECT id FROM attest_import WHERE party = $1", worker.Party), Worker)
}
