package picture

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// gothic is BIZ UDPGothic Bold with the characters of JIS X 0208: see gothic.LICENSE.txt. It stays in the program's file and
// only what is drawn is read into memory.
//
//go:embed gothic.ttf
var gothic []byte

var gothicFont = sync.OnceValue(func() *sfnt.Font {
	f, err := opentype.Parse(gothic)
	if err != nil {
		panic(err) // embedded
	}
	return f
})

// faceOf is the font in one size, in pixels of the square on which a character stands. One face is for one goroutine.
func faceOf(size int) font.Face {
	f, err := opentype.NewFace(gothicFont(), &opentype.FaceOptions{Size: float64(size), DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(err) // never: it refuses nothing of this
	}
	return f
}

// unknown stands for a kanji that the font does not have, as it does in Japanese print.
const unknown = '〓'

// clean makes one line of what somebody typed, of characters that the font has. Signs without which the text can be read,
// such as emoji, are left out.
func clean(s string) string {
	var buf sfnt.Buffer
	var b strings.Builder
	blank := false
	for _, r := range norm.NFC.String(s) {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			blank = b.Len() > 0
			continue
		}
		if g, err := gothicFont().GlyphIndex(&buf, r); err != nil || g == 0 {
			if !unicode.Is(unicode.Han, r) {
				continue
			}
			r = unknown
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// ruler measures texts of one size.
type ruler struct {
	buf  sfnt.Buffer
	size int
}

func (m *ruler) of(s string) int {
	var sum fixed.Int26_6
	f := gothicFont()
	for _, r := range s {
		g, err := f.GlyphIndex(&m.buf, r)
		if err != nil {
			continue
		}
		if w, err := f.GlyphAdvance(&m.buf, g, fixed.I(m.size), font.HintingNone); err == nil {
			sum += w
		}
	}
	return sum.Ceil()
}
