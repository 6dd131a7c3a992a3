package demo

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/identity"
	"nariwai/internal/usecase/identifying"
)

const (
	unchecked = "maki" // whose document has just arrived at the desk
	blurred   = "gen"  // whose picture could not be read
)

// showsWho lets somebody show the desk a document and, some days later, sign the pledge: two in three of those who work do the one,
// and half of those the other.
func (s *stage) showsWho(p player) {
	r := dice("identity " + p.Handle)
	shows, signs := r.IntN(3) > 0, r.IntN(2) == 0
	day := p.joined + 2 + r.IntN(9)
	switch p.Handle {
	case "michiru":
		shows, signs, day = true, true, p.joined+1
	case unchecked:
		shows, signs, day = true, false, -1
	case blurred:
		shows, signs = true, false
	}
	if !p.Works || !shows || day > -1 {
		return
	}
	s.plan(s.at(day, 19, 20), "document of "+p.Handle, func() error {
		return identifying.ShowDocument(s.ctx, s.d, s.files, s.actors[p.Handle], identity.Kinds[r.IntN(len(identity.Kinds))], bytes.NewReader(paper(p.Handle)))
	})
	if p.Handle != unchecked {
		s.plan(s.at(day+1, 10, 5+r.IntN(40)), "check "+p.Handle, func() error { return s.checksWho(p.Handle) })
	}
	if signs {
		s.plan(s.at(min(day+3, -1), 20, 40), "pledge of "+p.Handle, func() error {
			edition := identity.PledgeOn(s.on(day))
			return identifying.SignPledge(s.ctx, s.d, s.actors[p.Handle], edition.From, p.LegalName, true)
		})
	}
}

// checksWho is the desk's look at a document.
func (s *stage) checksWho(handle string) error {
	check, err := find[id.Check](s, "SELECT id FROM identity_check WHERE party = $1 AND state = 'waiting'", s.actors[handle].Party)
	if err != nil || check == "" {
		return err
	}
	if err := identifying.OpenDocument(s.ctx, s.d, s.at1(), check, "届いた順に確認"); err != nil {
		return err
	}
	if handle == blurred {
		return identifying.RefuseCheck(s.ctx, s.d, s.files, s.at1(), check, "光が反射して、お名前が読めませんでした。明るい場所で、少しななめから撮ってお送りください。")
	}
	s.plan(s.clock().Add(3*clock.Minute), "pass "+handle, func() error { return identifying.PassCheck(s.ctx, s.d, s.files, s.at1(), check) })
	return nil
}

// paper is a picture of a card of nobody's: a face without features beside lines without letters.
func paper(about string) []byte {
	r := dice("paper " + about)
	m := image.NewPaletted(image.Rect(0, 0, 428, 270), color.Palette{
		color.RGBA{0xeb, 0xee, 0xe9, 0xff}, color.RGBA{0xff, 0xff, 0xff, 0xff}, color.RGBA{0xc3, 0xdd, 0xd2, 0xff}, color.RGBA{0x78, 0x81, 0x7b, 0xff}})
	fill := func(x, y, w, h int, c uint8) {
		draw.Draw(m, image.Rect(x, y, x+w, y+h), &image.Uniform{m.Palette[c]}, image.Point{}, draw.Src)
	}
	fill(8, 8, 412, 254, 1)
	fill(24, 24, 380, 26, 2)
	fill(300, 76, 100, 130, 2)
	for y := range 100 { // a head and shoulders
		for x := range 100 {
			head, body := (x-50)*(x-50)+(y-36)*(y-36) < 500, (x-50)*(x-50)+(y-110)*(y-110) < 1900
			if head || body {
				m.SetColorIndex(300+x, 90+y, 3)
			}
		}
	}
	for i := range 7 {
		fill(24, 76+i*24, 120+r.IntN(130), 8, 3)
	}
	var b bytes.Buffer
	png.Encode(&b, m) // into memory: nothing to go wrong
	return b.Bytes()
}
