package blob

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nariwai/internal/fault"
)

func TestHide(t *testing.T) {
	s, dir := store(t)
	m := image.NewRGBA(image.Rect(0, 0, 60, 40))
	for i := range m.Pix {
		m.Pix[i] = byte(i * 7)
	}
	m.Set(3, 3, color.White)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	sent := append(b.Bytes()[:2:2], append([]byte("\xff\xe1\x00\x16Exif\x00\x00GPS 43.05 141"), b.Bytes()[2:]...)...)
	h, err := s.Hide(bytes.NewReader(sent))
	if err != nil || h.Type != "image/jpeg" {
		t.Fatal(h, err)
	}
	got, err := s.Reveal(h.Name, h.Key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := jpeg.Decode(bytes.NewReader(got)); err != nil || bytes.Contains(got, []byte("GPS")) {
		t.Error("it comes back broken, or with what a camera wrote beside it:", err)
	}
	// Nothing on the disk shows it: neither the picture nor the key, nor is it where backups look.
	if err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		on, err := os.ReadFile(path)
		if bytes.Contains(on, got[:20]) || bytes.Contains(on, got[len(got)/2:len(got)/2+20]) || bytes.Contains(on, []byte(h.Key)) {
			t.Errorf("%s shows it", path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for n := range Shelves {
		if sums, _, err := s.Shelf(n, time.Time{}); err != nil || len(sums) > 0 {
			t.Errorf("a backup would take %v (%v)", sums, err)
		}
	}
	other, err := s.Hide(bytes.NewReader(sent))
	if err != nil || other.Key == h.Key || other.Name == h.Name {
		t.Fatal(other, err)
	}
	for name, c := range map[string][2]string{"another key": {h.Name, other.Key}, "another place": {other.Name, h.Key}, "no key": {h.Name, ""}} {
		if text, err := s.Reveal(c[0], c[1]); err == nil || text != nil {
			t.Errorf("%s opens it", name)
		}
	}
	for range 2 {
		if err := s.Forget(h.Name); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Reveal(h.Name, h.Key); !fault.Is(err, fault.NotFound) {
		t.Error("still there:", err)
	}
	if n, err := s.ForgetOld(time.Now().Add(-time.Hour)); n != 0 || err != nil {
		t.Error(n, err)
	}
	if n, err := s.ForgetOld(time.Now().Add(time.Hour)); n != 1 || err != nil {
		t.Error(n, err)
	}
	if n := left(t, dir); n != 0 {
		t.Errorf("%d files are left", n)
	}
}

func TestHideRefuses(t *testing.T) {
	s, dir := store(t)
	for say, text := range map[string]string{
		"選んでください":      "",
		"PDF":          "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
		"JPEG か PNG":   "MZ\x90\x00 a program",
		"大きすぎます":       strings.Repeat("x", MostHidden+1),
		"写真を開けません":     "\xff\xd8\xff\xe0\x00\x10JFIF\x00 nothing more",
		"JPEG か PNG の": "GIF89a\x01\x00\x01\x00",
	} {
		if _, err := s.Hide(strings.NewReader(text)); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), say) {
			t.Errorf("%q: %v", say, err)
		}
	}
	for _, name := range []string{"", ".", "..", "../x", "../incoming"} {
		if _, err := s.Reveal(name, "x"); err == nil {
			t.Errorf("%q was revealed", name)
		}
	}
	if n := left(t, dir); n != 0 {
		t.Errorf("%d files are left of what was refused", n)
	}
}
