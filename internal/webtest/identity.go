package webtest

import (
	"bytes"
	"image"
	"image/png"

	"nariwai/internal/id"
	"nariwai/internal/identity"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/identifying"
)

// identity makes a document that waits for the desk, and one that somebody at the desk has just opened.
func (s *Stage) identity() {
	s.t.Helper()
	for name, who := range map[string]string{"identity.waiting": "menkyo", "identity.opened": "ryoken"} {
		a := cast.Worker(s.t, s.DB, who)
		s.ok(identifying.ShowDocument(ctx, s.DB, s.Files, a, identity.License, bytes.NewReader(Picture())))
		check := s.text("SELECT id FROM identity_check WHERE party = $1", a.Party)
		s.name(name, check, Desk)
		if name == "identity.opened" {
			s.ok(identifying.OpenDocument(ctx, s.DB, s.actors[Desk], id.Check(check), s.hide("why a document was opened", "旅券の届いた順に見ます", Desk)))
		}
	}
}

// Picture is a small picture to send.
func Picture() []byte {
	m := image.NewGray(image.Rect(0, 0, 64, 40))
	for i := range m.Pix {
		m.Pix[i] = byte(i * 31)
	}
	var b bytes.Buffer
	png.Encode(&b, m) // into memory: nothing to go wrong
	return b.Bytes()
}
