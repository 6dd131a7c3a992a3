package photo

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

// header is what a picture's header asks for.
type header struct {
	width, height int64
	memory        int64 // bytes that decoding takes
	work          int64 // pixels that decoding goes over, each time it does
	orientation   int   // Exif's, 1 to 8; 0 for none
}

const (
	mostMemory = 256 << 20
	mostPixels = 120_000_000
	mostWork   = 600_000_000
	mostFrames = 1_000 // of a moving picture
	mostScans  = 40    // of a progressive JPEG, which usually has ten
)

func (h header) affordable() error {
	if h.width <= 0 || h.height <= 0 {
		return ErrUnreadable
	}
	// The product of two numbers below 2^31 fits; neither format has larger ones.
	if h.width > 1<<31-1 || h.height > 1<<31-1 || h.width*h.height > mostPixels || h.memory > mostMemory || h.work > mostWork {
		return fmt.Errorf("%w: %d × %d pixels, %d bytes", ErrTooLarge, h.width, h.height, h.memory)
	}
	return nil
}

func unreadable(err error) error { return fmt.Errorf("%w: %w", ErrUnreadable, err) }

func pngHeader(r io.ReadSeeker) (h header, err error) {
	c, err := png.DecodeConfig(r)
	if err != nil {
		return h, unreadable(err)
	}
	h.width, h.height = int64(c.Width), int64(c.Height)
	each := int64(4)
	switch c.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model:
		each = 8
	case color.Gray16Model:
		each = 2
	case color.GrayModel:
		each = 4 // with a transparent colour it becomes one with four channels
	}
	// An interlaced one is put together from seven, the last of which has half of all pixels.
	h.memory, h.work = h.width*h.height*each*2, h.width*h.height
	return h, nil
}

func webpHeader(r io.ReadSeeker) (h header, err error) {
	c, err := webp.DecodeConfig(r)
	if err != nil {
		return h, unreadable(err)
	}
	h.width, h.height = int64(c.Width), int64(c.Height)
	h.memory, h.work = h.width*h.height*8, h.width*h.height
	return h, nil
}

// jpegHeader goes through all segments: a JPEG has its size in one, how it was held in another, and the passes that
// decoding makes over the whole picture at any place to the end.
func jpegHeader(r io.ReadSeeker) (h header, err error) {
	c, err := jpeg.DecodeConfig(r)
	if err != nil {
		return h, unreadable(err)
	}
	h.width, h.height = int64(c.Width), int64(c.Height)
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return h, err
	}
	in := bufio.NewReaderSize(r, 64<<10)
	scans, samples, progressive := int64(0), int64(0), false
	for {
		marker, ok := nextMarker(in)
		if !ok || marker == 0xd9 { // the end; what comes after it nobody reads
			break
		}
		if marker == 0x01 || marker >= 0xd0 && marker <= 0xd8 {
			continue
		}
		var size [2]byte
		if _, err := io.ReadFull(in, size[:]); err != nil {
			break // cut short: the decoder says so
		}
		n := int(binary.BigEndian.Uint16(size[:])) - 2
		if n < 0 {
			return h, ErrUnreadable
		}
		switch {
		case marker == 0xda:
			scans++
		case marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc && samples == 0,
			marker == 0xe1 && h.orientation == 0:
			b := make([]byte, n)
			if _, err := io.ReadFull(in, b); err != nil {
				return h, ErrUnreadable
			}
			if marker == 0xe1 {
				h.orientation = orientation(b)
				continue
			}
			progressive = marker == 0xc2
			if samples = samplesOf(b, h.width*h.height); samples == 0 {
				return h, ErrUnreadable
			}
			continue
		}
		if _, err := in.Discard(n); err != nil {
			break
		}
	}
	if samples == 0 || scans == 0 {
		return h, ErrUnreadable
	}
	h.memory, h.work = samples, h.width*h.height*scans
	if progressive {
		h.memory += 4 * samples // the coefficients wait for the last pass
	}
	if scans > mostScans {
		h.work = mostWork + 1
	}
	return h, nil
}

// nextMarker looks for 0xff and a byte that is neither 0 (a 0xff among the pixels) nor 0xff (padding).
func nextMarker(in *bufio.Reader) (byte, bool) {
	for {
		b, err := in.ReadByte()
		if err != nil {
			return 0, false
		}
		for b == 0xff {
			if b, err = in.ReadByte(); err != nil {
				return 0, false
			}
			if b != 0 && b != 0xff {
				return b, true
			}
		}
	}
}

// samplesOf counts the samples of a frame of so many pixels: its components with how densely each is sampled.
func samplesOf(frame []byte, pixels int64) int64 {
	if len(frame) < 6 || len(frame) != 6+3*int(frame[5]) {
		return 0
	}
	var all, wide, high int64
	for i := range int(frame[5]) {
		hv := frame[6+3*i+1]
		h, v := int64(hv>>4), int64(hv&15)
		if h == 0 || v == 0 || h > 4 || v > 4 {
			return 0
		}
		all, wide, high = all+h*v, max(wide, h), max(high, v)
	}
	if all == 0 {
		return 0
	}
	return pixels*all/(wide*high) + 64*64*all
}

// orientation reads from an APP1 segment how the camera was held: tag 0x0112 of the first directory of its TIFF part.
func orientation(app1 []byte) int {
	const begin = "Exif\x00\x00"
	if len(app1) < len(begin)+8 || string(app1[:len(begin)]) != begin {
		return 0
	}
	t := app1[len(begin):]
	var order binary.ByteOrder
	switch string(t[:2]) {
	case "II":
		order = binary.LittleEndian
	case "MM":
		order = binary.BigEndian
	default:
		return 0
	}
	at := int64(order.Uint32(t[4:]))
	if at+2 > int64(len(t)) {
		return 0
	}
	n := int64(order.Uint16(t[at:]))
	for i := range n {
		e := at + 2 + 12*i
		if e+12 > int64(len(t)) {
			return 0
		}
		if order.Uint16(t[e:]) == 0x0112 && order.Uint16(t[e+2:]) == 3 {
			if o := int(order.Uint16(t[e+8:])); o >= 1 && o <= 8 {
				return o
			}
			return 0
		}
	}
	return 0
}

// gifHeader goes through the blocks of a GIF without unpacking them: each frame says its size, and there may be thousands.
func gifHeader(r io.ReadSeeker) (h header, err error) {
	in := bufio.NewReaderSize(r, 64<<10)
	var head [13]byte
	if _, err := io.ReadFull(in, head[:]); err != nil || string(head[:3]) != "GIF" {
		return h, ErrUnreadable
	}
	h.width, h.height = int64(binary.LittleEndian.Uint16(head[6:])), int64(binary.LittleEndian.Uint16(head[8:]))
	h.memory = h.width * h.height * 4 // the still picture
	if err := colours(in, head[10]); err != nil {
		return h, err
	}
	for frames := 0; ; {
		kind, err := in.ReadByte()
		if err != nil || kind == 0x3b {
			break // cut short: the decoder says so
		}
		switch kind {
		case 0x21:
			if _, err := in.Discard(1); err != nil {
				return h, ErrUnreadable
			}
		case 0x2c:
			var d [9]byte
			if _, err := io.ReadFull(in, d[:]); err != nil {
				return h, ErrUnreadable
			}
			area := int64(binary.LittleEndian.Uint16(d[4:])) * int64(binary.LittleEndian.Uint16(d[6:]))
			h.memory, h.work = h.memory+area+8<<10, h.work+area
			if frames++; frames > mostFrames {
				h.work = mostWork + 1
				return h, nil
			}
			if err := colours(in, d[8]); err != nil {
				return h, err
			}
			if _, err := in.Discard(1); err != nil {
				return h, ErrUnreadable
			}
		default:
			return h, ErrUnreadable
		}
		for {
			n, err := in.ReadByte()
			if err != nil {
				return h, nil
			}
			if n == 0 {
				break
			}
			if _, err := in.Discard(int(n)); err != nil {
				return h, nil
			}
		}
	}
	return h, nil
}

// colours skips a table of colours, if the flags say that there is one.
func colours(in *bufio.Reader, flags byte) error {
	if flags&0x80 == 0 {
		return nil
	}
	if _, err := in.Discard(3 << (flags&7 + 1)); err != nil {
		return ErrUnreadable
	}
	return nil
}
