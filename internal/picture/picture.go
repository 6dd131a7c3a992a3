// Package picture draws what other sites show of a link to ours: a card with the job's title, its pay and what of it reaches
// the worker, in the colours of the house. It is given words that are already in the reader's language.
package picture

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
)

// Width and Height in pixels: the form that the Open Graph's readers show without cutting.
const Width, Height = 1200, 630

// drawing is the version of how cards are drawn: raise it, and every picture is fetched anew.
const drawing = 1

// Card is what stands on the picture of one page.
type Card struct {
	Title string
	Tag   string // the category; "" for none
	Left  Figure // the pay
	Right Figure // what reaches the worker
	Foot  string // the only line under a card without figures
}

// Figure is a number with its name. The zero Figure is left out.
type Figure struct{ Name, Value string }

// Sum is the same for two cards exactly if their pictures are the same.
func (c Card) Sum() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %q", drawing, []string{c.Title, c.Tag, c.Left.Name, c.Left.Value, c.Right.Name, c.Right.Value, c.Foot}))
	return hex.EncodeToString(sum[:12])
}

// Draw writes the card as PNG. It takes some tens of milliseconds and 4 MB; the caller bounds how many are drawn at once.
func Draw(w io.Writer, c Card) error {
	img := image.NewRGBA(image.Rect(0, 0, Width, Height))
	p := &pen{img: img}
	p.box(0, 0, Width, Height, paper)
	p.box(0, Height-foot, Width, foot, tetsu)
	p.mark(edge, 52, 72)
	if c.Left.Value != "" {
		p.box(edge, ruleAt, Width-2*edge, 2, hair)
	}
	texts := lay(c)
	for _, t := range texts {
		if t.tint {
			p.card(t.x-22, t.base-36, t.width()+44, 52, 4, tint)
		}
	}
	for _, t := range texts {
		p.text(t)
	}
	return (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(w, img)
}

// The palette of the pages (static/nariwai.css), light.
var (
	paper = color.RGBA{0xf5, 0xf7, 0xf4, 0xff}
	ink   = color.RGBA{0x1b, 0x21, 0x1d, 0xff}
	ink2  = color.RGBA{0x45, 0x4e, 0x48, 0xff}
	hair  = color.RGBA{0xd6, 0xdb, 0xd4, 0xff}
	tetsu = color.RGBA{0x00, 0x59, 0x4a, 0xff}
	tint  = color.RGBA{0xe1, 0xef, 0xe9, 0xff}
	white = color.RGBA{0xff, 0xff, 0xff, 0xff}
	melon = color.RGBA{0xf2, 0x9a, 0x2e, 0xff}
)
