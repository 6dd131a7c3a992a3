package ringsim

import (
	"fmt"
	"io"
	"strings"
)

// Chart draws what became of the rings of each shape, as a picture for docs/trust.md.
func (r Report) Chart(w io.Writer) error {
	const left, width, row = 130, 440, 34
	var b strings.Builder
	height := 74 + row*len(r.Rings)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="720" height="%d" viewBox="0 0 720 %d" font-family="system-ui, sans-serif" font-size="14">
<title>What became of the rings of each shape</title>
<rect width="720" height="%d" fill="#fff"/>
`, height, height, height)
	x := left
	for _, key := range []struct{ colour, words string }{
		{"#b3261e", "a seal without a person's look"}, {"#2f6f5e", "put before a person"}, {"#c9c5bb", "never met the criteria"},
	} {
		fmt.Fprintf(&b, `<rect x="%d" y="18" width="12" height="12" fill="%s"/><text x="%d" y="29" fill="#222">%s</text>`+"\n", x, key.colour, x+18, key.words)
		x += 30 + 7*len(key.words)
	}
	for i, s := range r.Rings {
		y := 52 + row*i
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end" fill="#222">%s</text>`+"\n", left-12, y+16, s.Name)
		x := left
		for _, part := range []struct {
			n            int
			colour, text string
		}{{s.Lost, "#b3261e", "#fff"}, {s.Seen, "#2f6f5e", "#fff"}, {s.Never, "#c9c5bb", "#222"}} {
			if part.n == 0 {
				continue
			}
			wide := width * part.n / s.Rings
			fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="22" fill="%s"/><text x="%d" y="%d" text-anchor="middle" fill="%s">%d</text>`+"\n",
				x, y, wide, part.colour, x+wide/2, y+16, part.text, part.n)
			x += wide
		}
		fmt.Fprintf(&b, `<text x="%d" y="%d" fill="#555">of %d</text>`+"\n", left+width+14, y+16, s.Rings)
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}
