package demo

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math/rand/v2"
)

// work makes the file that comes with a delivery: something that opens and can be read.
func work(t *thread, kind string, n int64) (name string, file io.Reader) {
	var b bytes.Buffer
	switch kind {
	case "csv":
		table(&b, t)
	case "png":
		picture(&b, t.dice)
	default:
		kind = "txt"
		b.WriteString(samples[t.dice.IntN(len(samples))] + "\n")
	}
	return fmt.Sprintf("%s-%d.%s", t.key, n, kind), &b
}

func table(to io.Writer, t *thread) {
	w := csv.NewWriter(to)
	w.Write([]string{"番号", "仕事", "確かめた日", "状態", "ひとこと"})
	day := t.dice.IntN(20)
	for i := range 20 {
		state := "済み"
		if t.dice.IntN(12) == 0 {
			state = "おたずね"
		}
		w.Write([]string{fmt.Sprint(i + 1), t.title, fmt.Sprintf("作業%d日め", 1+(day+i)%9), state, handed[i%len(handed)]})
	}
	w.Flush()
}

// picture is a landscape of hills in a few colours, to stand in for photographs and drawings.
func picture(to io.Writer, r *rand.Rand) {
	const w, h = 480, 320
	colours := color.Palette{
		color.RGBA{0xf5, 0xf7, 0xf4, 0xff}, color.RGBA{0xc3, 0xdd, 0xd2, 0xff}, color.RGBA{0x8c, 0xc0, 0xae, 0xff},
		color.RGBA{0x2f, 0x7f, 0x6e, 0xff}, color.RGBA{0x00, 0x59, 0x4a, 0xff}, color.RGBA{0xf2, 0x9a, 0x2e, 0xff},
	}
	img := image.NewPaletted(image.Rect(0, 0, w, h), colours)
	sun := image.Pt(80+r.IntN(w-160), 60+r.IntN(40))
	var hills [4][w]int
	for k := range hills {
		y, slope := 120+45*k+r.IntN(30), 0
		for x := range w {
			if x%40 == 0 {
				slope = r.IntN(5) - 2
			}
			if x%3 == 0 {
				y = min(max(y+slope, 90+45*k), 180+45*k)
			}
			hills[k][x] = y
		}
	}
	for y := range h {
		for x := range w {
			c := uint8(0)
			if dx, dy := x-sun.X, y-sun.Y; dx*dx+dy*dy < 26*26 {
				c = 5
			}
			for k := range hills {
				if y > hills[k][x] {
					c = uint8(k + 1)
				}
			}
			img.SetColorIndex(x, y, c)
		}
	}
	png.Encode(to, img) // into memory: it does not fail
}
