package blob

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"nariwai/internal/fault"
	"nariwai/internal/market"
)

func store(t testing.TB) (*Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, dir
}

// left counts the files in the store, half-written ones included.
func left(t *testing.T, dir string) (n int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPutAndOpen(t *testing.T) {
	s, dir := store(t)
	const text = "道の駅の記事です。\n"
	b, err := s.Put("原稿.txt", strings.NewReader(text))
	if err != nil || b.Size != int64(len(text)) || b.Type != "text/plain" || len(b.SHA256) != 64 {
		t.Fatalf("%+v, %v", b, err)
	}
	again, err := s.Put("写し.md", strings.NewReader(text))
	if err != nil || again.SHA256 != b.SHA256 || left(t, dir) != 1 {
		t.Errorf("%+v, %v, %d files", again, err, left(t, dir))
	}
	f, err := s.Open(b.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := io.ReadAll(f); err != nil || string(got) != text {
		t.Errorf("%q, %v", got, err)
	}
	for _, sum := range []string{"", "..", "../../etc/passwd", strings.Repeat("0", 64), strings.ToUpper(b.SHA256), b.SHA256[:63], b.SHA256 + "/.."} {
		if f, err := s.Open(sum); !fault.Is(err, fault.NotFound) {
			t.Errorf("%q: %v, %v", sum, f, err)
		}
	}
}

func TestTheSameFileFromManySides(t *testing.T) {
	s, dir := store(t)
	text := strings.Repeat("一度だけ残る。", 10_000)
	var all sync.WaitGroup
	for range 30 {
		all.Go(func() {
			if _, err := s.Put("a.txt", strings.NewReader(text)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := left(t, dir); n != 1 {
		t.Errorf("%d files", n)
	}
}

type broken struct{ r io.Reader }

func (b broken) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestNothingIsLeftOfWhatIsRefused(t *testing.T) {
	s, dir := store(t)
	for name, r := range map[string]io.Reader{
		"empty.txt": strings.NewReader(""), "large.bin": io.LimitReader(zeros{}, market.MostFile+1), "endless.bin": zeros{},
	} {
		if _, err := s.Put(name, r); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Put("cut.txt", broken{strings.NewReader("途中で")}); err == nil {
		t.Error("a cut upload was kept")
	}
	if n := left(t, dir); n != 0 {
		t.Errorf("%d files are left", n)
	}
	if b, err := s.Put("just.bin", io.LimitReader(zeros{}, market.MostFile)); err != nil || b.Size != market.MostFile || b.Type != "application/octet-stream" {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestHalfWrittenFilesOfADeadProcess(t *testing.T) {
	s, dir := store(t)
	b, err := s.Put("a.txt", strings.NewReader("残るもの"))
	if err != nil {
		t.Fatal(err)
	}
	old, young := filepath.Join(dir, incoming, "old"), filepath.Join(dir, incoming, "young") // that another node is writing
	for _, name := range []string{old, young} {
		if err := os.WriteFile(name, []byte("途中"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(old, time.Time{}, time.Now().Add(-halfWritten-time.Minute)); err != nil {
		t.Fatal(err)
	}
	s2, err := Open(dir)
	if err != nil || left(t, dir) != 2 {
		t.Fatalf("%d files, %v", left(t, dir), err)
	}
	if _, err := os.Stat(young); err != nil {
		t.Error(err)
	}
	f, err := s2.Open(b.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	s2.Close()
}

func zipOf(names ...string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		w, _ := z.Create(n) // a buffer takes everything
		io.WriteString(w, "<x/>")
	}
	z.Close()
	return b.String()
}

func pictures() (pngText, gifText string) {
	var p, g bytes.Buffer
	m := image.NewPaletted(image.Rect(0, 0, 2, 2), nil)
	png.Encode(&p, image.NewGray(image.Rect(0, 0, 2, 2)))
	gif.Encode(&g, m, nil)
	return p.String(), g.String()
}

func TestTypeByBytes(t *testing.T) {
	s, _ := store(t)
	pngText, gifText := pictures()
	docx := zipOf("[Content_Types].xml", "_rels/.rels", "word/document.xml")
	xlsx := zipOf("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")
	pdf := "%PDF-1.7\n1 0 obj\n"
	sjis, _ := hex.DecodeString("93b982cc89772c31322c3030300d0a") // 道の駅,12,000 in Shift_JIS
	for _, c := range []struct{ name, bytes, want string }{       // want "" is refused
		{"記事.pdf", pdf, "application/pdf"},
		{"記事.PDF", pdf, "application/pdf"},
		{"記事.pdf", "ただの文章です", ""},
		{"記事.docx", docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"記事.docx", xlsx, ""},
		{"記事.docx", pdf, ""},
		{"表.xlsx", xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		{"表.csv", string(sjis), "text/plain"},
		{"絵.png", pngText, "image/png"},
		{"絵.png", gifText, ""},
		{"絵.jpg", pngText, ""},
		{"絵", pngText, "image/png"},
		{"絵.dat", pngText, "image/png"},
		{"まとめ.zip", zipOf("a.txt", "b.txt"), "application/zip"},
		{"まとめ.zip", docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"まとめ.zip", "文章", ""},
		{"page.html", "<!DOCTYPE html><script>alert(1)</script>", "application/octet-stream"},
		{"文.txt", "<!DOCTYPE html><script>alert(1)</script>", "application/octet-stream"},
		{"図.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`, "application/octet-stream"},
		{"図.png", `<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`, ""},
		{"code.go", "package main\n", "text/plain"},
		{"tool.py", "#!/usr/bin/env python3\nprint(1)\n", "application/octet-stream"},
		{"data.bin", "\x00\x01\x02\x03", "application/octet-stream"},
		{"setup.exe", "MZ\x90\x00\x03\x00\x00\x00", ""},
		{"記事.txt", "MZ\x90\x00\x03\x00\x00\x00\x04\x00", ""},
		{"記事.docx.exe", docx, ""},
		{"run.bat", "echo off", ""},
		{"a.out", "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00", ""},
	} {
		b, err := s.Put(c.name, strings.NewReader(c.bytes))
		switch {
		case c.want == "" && !fault.Is(err, fault.Invalid):
			t.Errorf("%s was taken as %s, %v", c.name, b.Type, err)
		case c.want != "" && (err != nil || b.Type != c.want):
			t.Errorf("%s: %s, %v; want %s", c.name, b.Type, err, c.want)
		}
	}
}

// photograph is a JPEG with what a camera writes into one.
func photograph(t *testing.T, w, h int) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	return b.String()[:2] + "\xff\xe1\x00\x1cExif\x00\x00GPS 43.0566 141.97" + b.String()[2:]
}

func read(t *testing.T, s *Store, sum string) string {
	t.Helper()
	f, err := s.Open(sum)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// What is put down is made anew and its original isn't kept; what is handed in stays as it is. Both can be looked at in small.
func TestPictures(t *testing.T) {
	s, dir := store(t)
	raw := photograph(t, 3000, 1500)
	b, err := s.PutAnew("朝.jpg", strings.NewReader(raw))
	if err != nil || b.Type != "image/jpeg" || b.Name != "朝.jpg" || b.Width != 320 || b.Height != 160 {
		t.Fatalf("%+v, %v", b, err)
	}
	for _, sum := range []string{b.SHA256, b.Preview} {
		if text := read(t, s, sum); strings.Contains(text, "GPS") {
			t.Error("the place is still there")
		}
	}
	if text := read(t, s, b.SHA256); int64(len(text)) != b.Size {
		t.Errorf("%d bytes, said to be %d", len(text), b.Size)
	}
	if n := left(t, dir); n != 2 { // the picture and its preview
		t.Errorf("%d files", n)
	}
	work, err := s.Put("朝.jpg", strings.NewReader(raw))
	if err != nil || work.Width != 320 || read(t, s, work.SHA256) != raw {
		t.Errorf("work was changed: %+v, %v", work, err)
	}
	if strings.Contains(read(t, s, work.Preview), "GPS") {
		t.Error("the place is in the preview")
	}

	lossy, _ := base64.StdEncoding.DecodeString("UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAwA0JaQAA3AA/vuUAAA=")
	if b, err := s.PutAnew("絵.webp", bytes.NewReader(lossy)); err != nil || b.Name != "絵.jpg" || b.Type != "image/jpeg" {
		t.Errorf("%+v, %v", b, err)
	}
	// A picture that can't be opened is no work to be refused, but is no picture to be put down.
	cut := raw[:600]
	if _, err := s.PutAnew("朝.jpg", strings.NewReader(cut)); !fault.Is(err, fault.Invalid) {
		t.Errorf("half a picture: %v", err)
	}
	if b, err := s.Put("朝.jpg", strings.NewReader(cut)); err != nil || b.Preview != "" || read(t, s, b.SHA256) != cut {
		t.Errorf("%+v, %v", b, err)
	}
	if b, err := s.PutAnew("原稿.txt", strings.NewReader("文章です")); err != nil || b.Preview != "" || b.Name != "原稿.txt" || read(t, s, b.SHA256) != "文章です" {
		t.Errorf("%+v, %v", b, err)
	}
}
