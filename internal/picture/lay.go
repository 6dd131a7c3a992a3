package picture

import "image/color"

// Where things stand, in pixels.
const (
	edge   = 72 // left and right
	foot   = 16 // the green line at the bottom
	ruleAt = 448
)

// text is one line of writing in its place.
type text struct {
	text   string
	x      int
	base   int // the line on which the letters stand
	size   int
	colour color.RGBA
	tint   bool // on a label
}

func (t text) width() int { return (&ruler{size: t.size}).of(t.text) }

// lay decides where the words of a card stand.
func lay(c Card) (out []text) {
	out = append(out, text{"Nariwai 生業", edge + 92, 103, 42, ink, false})
	if tag := clean(c.Tag); tag != "" {
		t := text{tag, 0, 101, 30, tetsu, true}
		t.x = Width - edge - 22 - t.width()
		out = append(out, t)
	}
	size, lines := title(clean(c.Title))
	step := size * 4 / 3
	from, to := 150, ruleAt
	if c.Left.Value == "" {
		to = ruleAt + 30
	}
	base := from + (to-from-step*len(lines))/2 + (step+size)/2 - size/8
	for _, l := range lines {
		out = append(out, text{l, edge, base, size, ink, false})
		base += step
	}
	x := edge
	for i, f := range []Figure{c.Left, c.Right} {
		if f.Value == "" {
			continue
		}
		colour := ink
		if i == 1 {
			colour = tetsu
		}
		name, value := text{clean(f.Name), x, 506, 28, ink2, false}, text{clean(f.Value), x, 578, 64, colour, false}
		out = append(out, name, value)
		x = max(x+max(name.width(), value.width())+88, Width/2)
	}
	if f := clean(c.Foot); f != "" {
		out = append(out, text{f, edge, 556, 34, ink2, false})
	}
	return out
}

const titleLines = 3

// title is the largest size in which a title stands on few lines, and its lines.
func title(s string) (size int, lines []string) {
	for _, try := range []struct{ size, lines int }{{76, 2}, {64, titleLines}} {
		var whole bool
		if lines, whole = fold(s, try.size, Width-2*edge, try.lines); whole {
			return try.size, lines
		}
	}
	lines, _ = fold(s, 56, Width-2*edge, titleLines)
	return 56, lines
}
