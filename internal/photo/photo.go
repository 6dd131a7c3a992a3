// Package photo makes the pictures that people send anew, from their pixels alone: what a camera wrote beside them (the
// place, the time, its serial number) and whatever else hides in a file is gone. It looks at a picture's header before it
// decodes anything, because a file of some kilobytes can ask for gigabytes of memory or hours of work.
package photo

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

const (
	Largest = 2560 // pixels of the longer side of a picture made anew
	Small   = 320  // … and of its preview
)

var (
	// ErrTooLarge says that a picture would take more memory or time than we give to one.
	ErrTooLarge = errors.New("the picture is too large to be decoded")
	// ErrUnreadable says that bytes are not the picture that they begin as.
	ErrUnreadable = errors.New("the picture can't be read")
)

// Picture is an encoded picture.
type Picture struct {
	Type          string // image/jpeg, image/png or image/gif
	Bytes         []byte
	Width, Height int
}

// End is how the name of a file with such a picture ends.
func (p Picture) End() string {
	if p.Type == "image/jpeg" {
		return "jpg"
	}
	return p.Type[len("image/"):]
}

// Known reports whether pictures of a type can be made anew.
func Known(kind string) bool { return kinds[kind] != nil }

// kinds look at the headers of what they name.
var kinds = map[string]func(io.ReadSeeker) (header, error){
	"image/jpeg": jpegHeader, "image/png": pngHeader, "image/apng": pngHeader, "image/vnd.mozilla.apng": pngHeader, "image/webp": webpHeader, "image/gif": gifHeader,
}

// Anew makes a picture anew, and a small one of it.
func Anew(r io.ReadSeeker, kind string) (whole, small Picture, err error) {
	h, err := look(r, kind)
	if err != nil {
		return whole, small, err
	}
	if kind == "image/gif" {
		return gifAnew(r)
	}
	m, err := decode(r, kind)
	if err != nil {
		return whole, small, err
	}
	if kind == "image/jpeg" {
		whole, err = encodeJPEG(upright(m, h.orientation, Largest), 88)
	} else {
		// A photograph in WebP is one that JPEG holds as well; what has transparent parts stays what it is.
		m = fit(m, Largest)
		if kind == "image/webp" && opaque(m) {
			whole, err = encodeJPEG(m, 88)
		} else {
			whole, err = encodePNG(m)
		}
	}
	if err != nil {
		return whole, small, err
	}
	small, err = preview(upright(m, h.orientation, Small))
	return whole, small, err
}

// Preview makes a small picture of one that stays as it is.
func Preview(r io.ReadSeeker, kind string) (small Picture, err error) {
	h, err := look(r, kind)
	if err != nil {
		return small, err
	}
	m, err := decode(r, kind)
	if err != nil {
		return small, err
	}
	return preview(upright(m, h.orientation, Small))
}

// look reads the header and refuses what asks for too much.
func look(r io.ReadSeeker, kind string) (h header, err error) {
	f := kinds[kind]
	if f == nil {
		return h, fmt.Errorf("%w: %s", ErrUnreadable, kind)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return h, err
	}
	if h, err = f(r); err != nil {
		return h, err
	}
	if err := h.affordable(); err != nil {
		return h, err
	}
	_, err = r.Seek(0, io.SeekStart)
	return h, err
}

func decode(r io.Reader, kind string) (m image.Image, err error) {
	switch kind {
	case "image/jpeg":
		m, err = jpeg.Decode(r)
	case "image/webp":
		m, err = webp.Decode(r)
	case "image/gif":
		m, err = gif.Decode(r)
	default:
		m, err = png.Decode(r)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	if m.Bounds().Empty() {
		return nil, ErrUnreadable
	}
	return m, nil
}

// gifAnew keeps a moving picture moving: its frames are written again, at their size.
func gifAnew(r io.ReadSeeker) (whole, small Picture, err error) {
	g, err := gif.DecodeAll(r)
	if err != nil {
		return whole, small, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	size := image.Rect(0, 0, g.Config.Width, g.Config.Height)
	for _, f := range g.Image {
		size = size.Union(f.Rect)
	}
	if len(g.Image) == 0 || size.Empty() {
		return whole, small, ErrUnreadable
	}
	still := image.NewRGBA(size)
	draw.Draw(still, g.Image[0].Rect, g.Image[0], g.Image[0].Rect.Min, draw.Over)
	if small, err = preview(fit(still, Small)); err != nil {
		return whole, small, err
	}
	if len(g.Image) == 1 && max(size.Dx(), size.Dy()) > Largest {
		whole, err = encodePNG(fit(still, Largest))
		return whole, small, err
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &gif.GIF{Image: g.Image, Delay: g.Delay, LoopCount: g.LoopCount, Disposal: g.Disposal, Config: g.Config, BackgroundIndex: g.BackgroundIndex}); err != nil {
		return whole, small, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return Picture{"image/gif", b.Bytes(), g.Config.Width, g.Config.Height}, small, nil
}

// preview is a JPEG on white: it stands among text, and transparent parts of a drawing are paper.
func preview(m image.Image) (Picture, error) {
	if !opaque(m) {
		paper := image.NewRGBA(m.Bounds())
		draw.Draw(paper, paper.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(paper, paper.Rect, m, m.Bounds().Min, draw.Over)
		m = paper
	}
	return encodeJPEG(m, 80)
}

func encodeJPEG(m image.Image, quality int) (Picture, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality})
	return Picture{"image/jpeg", b.Bytes(), m.Bounds().Dx(), m.Bounds().Dy()}, err
}

func encodePNG(m image.Image) (Picture, error) {
	var b bytes.Buffer
	err := png.Encode(&b, m)
	return Picture{"image/png", b.Bytes(), m.Bounds().Dx(), m.Bounds().Dy()}, err
}

func opaque(m image.Image) bool {
	o, ok := m.(interface{ Opaque() bool })
	return ok && o.Opaque()
}
