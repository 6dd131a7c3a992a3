package photo

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"runtime"
	"strings"
	"testing"
	"time"
)

// drawing is a picture of which every corner has a colour of its own: red, green, blue, and white at the lower right.
func drawing(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, corner(x >= w/2, y >= h/2))
		}
	}
	return m
}

func corner(right, low bool) color.RGBA {
	switch {
	case right && low:
		return color.RGBA{255, 255, 255, 255}
	case right:
		return color.RGBA{0, 255, 0, 255}
	case low:
		return color.RGBA{0, 0, 255, 255}
	}
	return color.RGBA{255, 0, 0, 255}
}

func jpegOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// segment is a JPEG segment.
func segment(marker byte, body string) string {
	return string([]byte{0xff, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}) + body
}

// exif is an APP1 segment as a telephone writes it: how it was held, and where.
func exif(orientation uint16) string {
	t := []byte("MM\x00*\x00\x00\x00\x08\x00\x02")
	t = append(t, 0x01, 0x12, 0, 3, 0, 0, 0, 1, byte(orientation>>8), byte(orientation), 0, 0)
	t = append(t, 0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0) // the directory of the place
	return segment(0xe1, "Exif\x00\x00"+string(t)+"N 43.0566 E 141.9739 GPSLatitude")
}

func withSegments(jpeg []byte, segments ...string) []byte {
	return append([]byte(string(jpeg[:2])+strings.Join(segments, "")), jpeg[2:]...)
}

// near compares colours as JPEG keeps them.
func near(a color.Color, b color.RGBA) bool {
	r, g, bl, al := a.RGBA()
	d := func(x uint32, y uint8) bool { n := int(x>>8) - int(y); return n < 40 && n > -40 }
	return d(r, b.R) && d(g, b.G) && d(bl, b.B) && d(al, b.A)
}

func decoded(t *testing.T, p Picture) image.Image {
	t.Helper()
	m, kind, err := image.Decode(bytes.NewReader(p.Bytes))
	if err != nil || "image/"+kind != p.Type || m.Bounds().Dx() != p.Width || m.Bounds().Dy() != p.Height {
		t.Fatalf("%s %d×%d: %s %v, %v", p.Type, p.Width, p.Height, kind, m, err)
	}
	return m
}

// However a camera was held, the picture stands upright; where it was taken is gone.
func TestOrientationAndPlace(t *testing.T) {
	// What lies at upper left, upper right, lower left of a picture that shows red, green, blue there when it is turned back.
	red, green, blue, white := corner(false, false), corner(true, false), corner(false, true), corner(true, true)
	for o, want := range map[uint16][3]color.RGBA{
		1: {red, green, blue}, 2: {green, red, white}, 3: {white, blue, green}, 4: {blue, white, red},
		5: {red, blue, green}, 6: {blue, red, white}, 7: {white, green, blue}, 8: {green, white, red},
	} {
		raw := withSegments(jpegOf(t, drawing(400, 200)), exif(o), segment(0xfe, "from my balcony"), segment(0xed, "Photoshop 3.0 IPTC"))
		whole, small, err := Anew(bytes.NewReader(raw), "image/jpeg")
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"Exif", "GPS", "43.0566", "balcony", "Photoshop"} {
			if bytes.Contains(whole.Bytes, []byte(secret)) || bytes.Contains(small.Bytes, []byte(secret)) {
				t.Errorf("%q is still there", secret)
			}
		}
		for _, p := range []Picture{whole, small} {
			m := decoded(t, p)
			b := m.Bounds()
			if (b.Dx() > b.Dy()) != (o < 5) {
				t.Errorf("orientation %d: %v", o, b)
			}
			got := [3]color.Color{m.At(4, 4), m.At(b.Dx()-5, 4), m.At(4, b.Dy()-5)}
			for i := range got {
				if !near(got[i], want[i]) {
					t.Errorf("orientation %d, %v: corner %d is %v, want %v", o, b, i, got[i], want[i])
				}
			}
		}
	}
}

func TestSizes(t *testing.T) {
	for _, c := range []struct{ w, h, ww, wh, sw, sh int }{
		{400, 200, 400, 200, 320, 160}, {2560, 10, 2560, 10, 320, 1}, {5120, 2560, 2560, 1280, 320, 160}, {100, 3000, 85, 2560, 10, 320},
		{1, 1, 1, 1, 1, 1}, {20_000, 1, 2560, 1, 320, 1},
	} {
		whole, small, err := Anew(bytes.NewReader(pngOf(t, drawing(c.w, c.h))), "image/png")
		if err != nil {
			t.Fatal(err)
		}
		if whole.Width != c.ww || whole.Height != c.wh || small.Width != c.sw || small.Height != c.sh {
			t.Errorf("%+v: %d×%d, %d×%d", c, whole.Width, whole.Height, small.Width, small.Height)
		}
		decoded(t, whole)
		decoded(t, small)
	}
	// Shrinking keeps the mean: a grey of black and white lines.
	lines := image.NewGray(image.Rect(0, 0, 3001, 3000))
	for i := range lines.Pix {
		lines.Pix[i] = uint8(i % 2 * 255)
	}
	if c := shrink(lines, 7, 9).RGBAAt(3, 4); c.R < 126 || c.R > 129 || c.A != 255 {
		t.Errorf("%v", c)
	}
}

func TestKinds(t *testing.T) {
	lossy, _ := base64.StdEncoding.DecodeString("UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAwA0JaQAA3AA/vuUAAA=")
	lossless, _ := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	see := image.NewNRGBA(image.Rect(0, 0, 9, 9)) // all transparent
	var still, moving bytes.Buffer
	frame := func() *image.Paletted {
		return image.NewPaletted(image.Rect(0, 0, 30, 20), color.Palette{color.Black, color.White, color.Transparent})
	}
	ok := errors.Join(gif.Encode(&still, frame(), nil), gif.EncodeAll(&moving, &gif.GIF{Image: []*image.Paletted{frame(), frame(), frame()}, Delay: []int{5, 5, 5}, LoopCount: 3}))
	if ok != nil {
		t.Fatal(ok)
	}
	comment := strings.Replace(moving.String(), "\x2c", "\x21\xfe\x05hello\x00\x2c", 1)
	for _, c := range []struct{ kind, raw, want string }{
		{"image/webp", string(lossy), "image/jpeg"}, {"image/webp", string(lossless), "image/png"},
		{"image/png", string(pngOf(t, see)), "image/png"}, {"image/jpeg", string(jpegOf(t, drawing(9, 9))), "image/jpeg"},
		{"image/gif", still.String(), "image/gif"}, {"image/gif", moving.String(), "image/gif"}, {"image/gif", comment, "image/gif"},
	} {
		whole, small, err := Anew(strings.NewReader(c.raw), c.kind)
		if err != nil {
			t.Errorf("%s: %v", c.kind, err)
			continue
		}
		if decoded(t, whole); whole.Type != c.want || "image/"+strings.Replace(whole.End(), "jpg", "jpeg", 1) != c.want {
			t.Errorf("%s became %s, .%s, want %s", c.kind, whole.Type, whole.End(), c.want)
		}
		if decoded(t, small); small.Type != "image/jpeg" {
			t.Errorf("preview of %s is %s", c.kind, small.Type)
		}
		if strings.Contains(string(whole.Bytes), "hello") {
			t.Error("a comment is still there")
		}
		if again, err := Preview(strings.NewReader(c.raw), c.kind); err != nil || !bytes.Equal(again.Bytes, small.Bytes) {
			t.Errorf("%s: another preview, %v", c.kind, err)
		}
	}
	whole, _, err := Anew(&seekable{moving.Bytes(), 0}, "image/gif")
	if err != nil {
		t.Fatal(err)
	}
	if g, err := gif.DecodeAll(bytes.NewReader(whole.Bytes)); err != nil || len(g.Image) != 3 || g.LoopCount != 3 || g.Delay[1] != 5 {
		t.Errorf("it moves no more: %+v, %v", g, err)
	}
}

type seekable struct {
	b  []byte
	at int64
}

func (s *seekable) Read(p []byte) (int, error) {
	r := bytes.NewReader(s.b)
	r.Seek(s.at, 0)
	n, err := r.Read(p)
	s.at += int64(n)
	return n, err
}
func (s *seekable) Seek(o int64, w int) (int64, error) { s.at = o; return o, nil }

// bombs are small files that ask for much.
func bombs(t testing.TB) map[string][]byte {
	resized := func(b []byte, at int, w, h uint16) []byte { // of a JPEG's frame
		b = bytes.Clone(b)
		i := bytes.Index(b, []byte{0xff, 0xc0})
		binary.BigEndian.PutUint16(b[i+at:], h)
		binary.BigEndian.PutUint16(b[i+at+2:], w)
		return b
	}
	small := jpegOf(t, drawing(16, 16))
	scan := bytes.Index(small, []byte{0xff, 0xda})
	scans := append(append([]byte{}, small[:scan]...), bytes.Repeat(small[scan:len(small)-2], 5_000)...)
	wide := pngOf(t, image.NewPaletted(image.Rect(0, 0, 1, 1), color.Palette{color.Black, color.White}))
	wide = bytes.Clone(wide)
	binary.BigEndian.PutUint32(wide[16:], 60_000)
	binary.BigEndian.PutUint32(wide[20:], 60_000)
	crc := pngCRC(wide[12:29])
	binary.BigEndian.PutUint32(wide[29:], crc)
	many := &gif.GIF{Config: image.Config{Width: 20_000, Height: 10_000}}
	for range 3 {
		many.Image, many.Delay = append(many.Image, image.NewPaletted(image.Rect(0, 0, 1, 1), color.Palette{color.Black, color.White})), append(many.Delay, 0)
	}
	var g bytes.Buffer
	if err := gif.EncodeAll(&g, many); err != nil {
		t.Fatal(err)
	}
	frame := g.Bytes()[bytes.IndexByte(g.Bytes()[13:], 0x2c)+13:]
	frame = frame[:bytes.IndexByte(frame[13:], 0)+14]
	frames := append(bytes.Clone(g.Bytes()[:len(g.Bytes())-1]), bytes.Repeat(frame, 200_000)...)
	binary.LittleEndian.PutUint16(frames[6:], 10)
	binary.LittleEndian.PutUint16(frames[8:], 10)
	vp8 := []byte("RIFF\x22\x00\x00\x00WEBPVP8 \x16\x00\x00\x000\x01\x00\x9d\x01*\xff\x3f\xff\x3f\x0e\xc0\xfe%\xa4\x00\x03p\x00\xfe\xeb\xae\x00\x00")
	return map[string][]byte{
		"image/jpeg size": resized(small, 5, 65_500, 65_500), "image/jpeg scans": scans, "image/png size": wide, "image/gif size": g.Bytes(), "image/gif frames": frames, "image/webp size": vp8,
	}
}

func pngCRC(b []byte) uint32 {
	c := ^uint32(0)
	for _, x := range b {
		c ^= uint32(x)
		for range 8 {
			c = c>>1 ^ (0xedb88320 & -(c & 1))
		}
	}
	return ^c
}

func TestBombs(t *testing.T) {
	for name, raw := range bombs(t) {
		kind, _, _ := strings.Cut(name, " ")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		_, _, err := Anew(bytes.NewReader(raw), kind)
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s (%d bytes): %v", name, len(raw), err)
		}
		if got := after.TotalAlloc - before.TotalAlloc; got > 4<<20 || took > 2*time.Second {
			t.Errorf("%s: %d bytes and %v to refuse it", name, got, took)
		}
	}
}

// Whatever the bytes: an answer within our means, never a crash, and what comes out holds nothing but a picture.
func FuzzAnew(f *testing.F) {
	all := []string{"image/jpeg", "image/png", "image/webp", "image/gif"}
	for name, raw := range bombs(f) {
		if len(raw) < 100_000 {
			for i, k := range all {
				if strings.HasPrefix(name, k) {
					f.Add(raw, byte(i))
				}
			}
		}
	}
	f.Add(withSegments(jpegOf(f, drawing(20, 10)), exif(6)), byte(0))
	f.Add(pngOf(f, drawing(5, 5)), byte(1))
	lossless, _ := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	f.Add(lossless, byte(2))
	var g bytes.Buffer
	if err := gif.Encode(&g, drawing(4, 4), nil); err != nil {
		f.Fatal(err)
	}
	f.Add(g.Bytes(), byte(3))
	f.Fuzz(func(t *testing.T, raw []byte, k byte) {
		kind := all[int(k)%len(all)]
		if h, err := look(bytes.NewReader(raw), kind); err != nil || h.width*h.height > 4_000_000 {
			return // honest and large ones take time that a fuzzer would rather spend otherwise
		}
		whole, small, err := Anew(bytes.NewReader(raw), kind)
		if err != nil {
			if !errors.Is(err, ErrUnreadable) && !errors.Is(err, ErrTooLarge) {
				t.Fatalf("%s: %v", kind, err)
			}
			return
		}
		for _, p := range []Picture{whole, small} {
			if _, _, err := image.Decode(bytes.NewReader(p.Bytes)); err != nil {
				t.Fatalf("%s became %s, which can't be read: %v", kind, p.Type, err)
			}
		}
		if max(small.Width, small.Height) > Small || whole.Type != "image/gif" && max(whole.Width, whole.Height) > Largest {
			t.Fatalf("%d×%d, %d×%d", whole.Width, whole.Height, small.Width, small.Height)
		}
	})
}

func BenchmarkAnew(b *testing.B) {
	raw := jpegOf(b, drawing(4000, 3000))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Anew(bytes.NewReader(raw), "image/jpeg"); err != nil {
			b.Fatal(err)
		}
	}
}
