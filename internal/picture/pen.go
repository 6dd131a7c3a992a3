package picture

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// pen draws on one picture; it is not for several goroutines.
type pen struct {
	img   *image.RGBA
	shape vector.Rasterizer
	at    image.Rectangle // of the shape
}

// begin starts a shape within a rectangle; what is drawn of it counts from the rectangle's corner.
func (p *pen) begin(x, y, w, h int) {
	p.at = image.Rect(x, y, x+w, y+h)
	p.shape.Reset(w, h)
}

func (p *pen) fill(c color.RGBA) { p.shape.Draw(p.img, p.at, image.NewUniform(c), image.Point{}) }

// box fills a rectangle.
func (p *pen) box(x, y, w, h int, c color.RGBA) {
	draw.Draw(p.img, image.Rect(x, y, x+w, y+h), image.NewUniform(c), image.Point{}, draw.Src)
}

// card fills a rectangle with round corners.
func (p *pen) card(x, y, w, h, round int, c color.RGBA) {
	p.begin(x, y, w, h)
	x1, y1, r := float32(w), float32(h), float32(round)
	k := r * 0.4477 // of a quarter of a circle as a cubic curve, from the corner
	p.shape.MoveTo(r, 0)
	p.shape.LineTo(x1-r, 0)
	p.shape.CubeTo(x1-k, 0, x1, k, x1, r)
	p.shape.LineTo(x1, y1-r)
	p.shape.CubeTo(x1, y1-k, x1-k, y1, x1-r, y1)
	p.shape.LineTo(r, y1)
	p.shape.CubeTo(k, y1, 0, y1-k, 0, y1-r)
	p.shape.LineTo(0, r)
	p.shape.CubeTo(0, k, k, 0, r, 0)
	p.shape.ClosePath()
	p.fill(c)
}

type point struct{ x, y float32 }

// stroke adds to the shape a line of round ends through points: a chain of boxes and circles.
func (p *pen) stroke(width float32, line ...point) {
	for i, a := range line {
		p.circle(a, width/2)
		if i == 0 {
			continue
		}
		b := line[i-1]
		dx, dy := a.x-b.x, a.y-b.y
		long := float32(math.Hypot(float64(dx), float64(dy)))
		dx, dy = dx/long*width/2, dy/long*width/2
		p.shape.MoveTo(b.x+dy, b.y-dx) // the way round that circles go, so that nothing is cut out
		p.shape.LineTo(a.x+dy, a.y-dx)
		p.shape.LineTo(a.x-dy, a.y+dx)
		p.shape.LineTo(b.x-dy, b.y+dx)
		p.shape.ClosePath()
	}
}

// circle adds a circle to the shape.
func (p *pen) circle(m point, r float32) {
	const k = 0.5523
	p.shape.MoveTo(m.x+r, m.y)
	p.shape.CubeTo(m.x+r, m.y+k*r, m.x+k*r, m.y+r, m.x, m.y+r)
	p.shape.CubeTo(m.x-k*r, m.y+r, m.x-r, m.y+k*r, m.x-r, m.y)
	p.shape.CubeTo(m.x-r, m.y-k*r, m.x-k*r, m.y-r, m.x, m.y-r)
	p.shape.CubeTo(m.x+k*r, m.y-r, m.x+r, m.y-k*r, m.x+r, m.y)
	p.shape.ClosePath()
}

// mark draws the mark of the house (static/icon.svg, 36 by 36) at that place and size.
func (p *pen) mark(x, y, size int) {
	s := float32(size) / 36
	at := func(a, b float32) point { return point{a * s, b * s} }
	p.card(x, y, size, size, size*7/36, tetsu)
	var stalk []point
	for i := range 25 { // the curve M19.5 6.5C20.2 18 17.5 25 9.5 30
		t := float32(i) / 24
		u := 1 - t
		a, b, c, d := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
		stalk = append(stalk, at(a*19.5+b*20.2+c*17.5+d*9.5, a*6.5+b*18+c*25+d*30))
	}
	p.begin(x, y, size, size)
	p.stroke(3.4*s, at(7.5, 14.5), at(29, 14.5))
	p.stroke(3.4*s, stalk...)
	p.fill(white)
	p.begin(x, y, size, size)
	p.circle(at(26, 24.5), 3.4*s)
	p.fill(melon)
}

func (p *pen) text(t text) {
	face := faceOf(t.size)
	defer face.Close()
	d := font.Drawer{Dst: p.img, Src: image.NewUniform(t.colour), Face: face, Dot: fixed.P(t.x, t.base)}
	d.DrawString(t.text)
}
