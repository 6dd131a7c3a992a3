package photo

import (
	"image"
	"image/draw"
)

// fit makes a picture as small as it must be for its longer side; a smaller one stays as it is.
func fit(m image.Image, longest int) image.Image {
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	if max(w, h) <= longest {
		return m
	}
	return shrink(m, max(1, w*longest/max(w, h)), max(1, h*longest/max(w, h)))
}

// shrink makes a picture of w × h pixels, each the mean of those that it covers. It reads the picture once, row by row, and
// needs no more memory than a row: filters that weigh more neighbours would look a little crisper and hold it twice.
func shrink(m image.Image, w, h int) *image.RGBA {
	from := m.Bounds()
	sw, sh := uint64(from.Dx()), uint64(from.Dy())
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	row := image.NewRGBA(image.Rect(0, 0, from.Dx(), 1))
	line := make([]uint64, 4*w) // the row, shrunk in its width
	sum := make([]uint64, 4*w)  // … and gathered in its height
	dw, dh := uint64(w), uint64(h)
	y, have := 0, uint64(0) // the row of out that is gathered, and how much of its height sh there is
	for sy := range from.Dy() {
		draw.Draw(row, row.Rect, m, image.Pt(from.Min.X, from.Min.Y+sy), draw.Src)
		clear(line)
		x, filled := 0, uint64(0)
		for sx := range from.Dx() {
			p := row.Pix[4*sx : 4*sx+4]
			for left := dw; left > 0; {
				part := min(left, sw-filled)
				for c := range 4 {
					line[4*x+c] += part * uint64(p[c])
				}
				left -= part
				if filled += part; filled == sw {
					x, filled = x+1, 0
				}
			}
		}
		for left := dh; left > 0; {
			part := min(left, sh-have)
			for i, v := range line {
				sum[i] += part * v
			}
			left -= part
			if have += part; have == sh {
				whole := sw * sh
				for i, v := range sum {
					out.Pix[y*out.Stride+i] = uint8((v + whole/2) / whole)
				}
				clear(sum)
				y, have = y+1, 0
			}
		}
	}
	return out
}

// upright turns a picture as its camera was held (Exif's orientation, 1 to 8) and makes it fit.
func upright(m image.Image, orientation, longest int) image.Image {
	m = fit(m, longest)
	if orientation <= 1 || orientation > 8 {
		return m
	}
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	if orientation >= 5 {
		w, h = h, w
	}
	in, ok := m.(*image.RGBA)
	if !ok {
		in = image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
		draw.Draw(in, in.Rect, m, b.Min, draw.Src)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			sx, sy := x, y
			switch orientation {
			case 2:
				sx = w - 1 - x
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sy = h - 1 - y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, w-1-x
			case 7:
				sx, sy = h-1-y, w-1-x
			case 8:
				sx, sy = h-1-y, x
			}
			copy(out.Pix[y*out.Stride+4*x:][:4], in.Pix[sy*in.Stride+4*sx:][:4])
		}
	}
	return out
}
