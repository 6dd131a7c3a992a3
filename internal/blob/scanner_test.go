package blob

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// clamd is a server that speaks INSTREAM as clamd(8) describes it: each chunk with its length in four bytes, a length of
// nothing at the end, an answer that ends in a zero byte. It finds the word "eicar" and takes no more than limit bytes.
type clamd struct {
	net.Listener
	limit int64
	mu    sync.Mutex
	sizes []int64 // of the streams it has seen to their end
}

func newClamd(t *testing.T, network, addr string) *clamd {
	t.Helper()
	l, err := net.Listen(network, addr)
	if err != nil {
		t.Fatal(err)
	}
	c := &clamd{Listener: l, limit: 60 << 20}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go c.serve(conn)
		}
	}()
	return c
}

func (c *clamd) serve(conn net.Conn) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	if command, err := r.ReadString(0); err != nil || command != "zINSTREAM\x00" {
		io.WriteString(conn, "UNKNOWN COMMAND\x00")
		return
	}
	var size int64
	var tail []byte
	found := false
	for {
		var head [4]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return
		}
		n := int64(binary.BigEndian.Uint32(head[:]))
		if n == 0 {
			break
		}
		if size += n; size > c.limit {
			io.WriteString(conn, "INSTREAM size limit exceeded. ERROR\x00")
			return
		}
		b := make([]byte, n)
		if _, err := io.ReadFull(r, b); err != nil {
			return
		}
		tail = append(tail, b...)
		found = found || bytes.Contains(tail, []byte("eicar"))
		tail = tail[max(0, len(tail)-4):]
	}
	c.mu.Lock()
	c.sizes = append(c.sizes, size)
	c.mu.Unlock()
	if found {
		io.WriteString(conn, "stream: Win.Test.EICAR_HDB-1 FOUND\x00")
		return
	}
	io.WriteString(conn, "stream: OK\x00")
}

func scanner(t *testing.T, addr string) *Scanner {
	t.Helper()
	s, err := NewScanner(addr)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestScan(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "clamd.ctl")
	for _, where := range [][2]string{{"tcp", "127.0.0.1:0"}, {"unix", socket}} {
		c := newClamd(t, where[0], where[1])
		s := scanner(t, where[0]+"://"+c.Addr().String())
		for _, x := range []struct {
			r    io.Reader
			want string
		}{
			{strings.NewReader("道の駅の原稿"), ""},
			{strings.NewReader(strings.Repeat("x", chunk-2) + "eicar" + strings.Repeat("y", chunk)), "Win.Test.EICAR_HDB-1"}, // across two chunks
			{strings.NewReader(""), ""},
			{io.LimitReader(zeros{}, 50<<20), ""},
		} {
			if v, err := s.Scan(t.Context(), x.r); err != nil || v.Virus != x.want {
				t.Errorf("%s: %+v, %v, want %q", where[0], v, err, x.want)
			}
		}
		if c.sizes[len(c.sizes)-1] != 50<<20 {
			t.Errorf("clamd got %d", c.sizes)
		}
		c.limit = 1000
		// The answer is lost on the way when clamd hangs up with our bytes unread: then nothing is known of them either.
		if v, err := s.Scan(t.Context(), io.LimitReader(zeros{}, 5<<20)); err == nil || v.Virus != "" {
			t.Errorf("too long: %+v, %v", v, err)
		}
	}
}

func TestScanSaysNothingWithoutAnAnswer(t *testing.T) {
	c := newClamd(t, "tcp", "127.0.0.1:0")
	s := scanner(t, "tcp://"+c.Addr().String())
	if _, err := s.Scan(t.Context(), broken{strings.NewReader("途中で")}); err == nil || errors.Is(err, ErrNoScanner) {
		t.Errorf("a file that can't be read: %v", err)
	}
	c.Close()
	if _, err := s.Scan(t.Context(), strings.NewReader("x")); !errors.Is(err, ErrNoScanner) {
		t.Errorf("nobody there: %v", err)
	}

	// Somebody who takes the bytes and never answers, and one who hangs up.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	hangUp := make(chan bool, 4)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			if <-hangUp {
				conn.Close()
			} else {
				go io.Copy(io.Discard, conn)
			}
		}
	}()
	s = scanner(t, "tcp://"+l.Addr().String())
	s.step = 200 * time.Millisecond
	for _, h := range []bool{true, false} {
		hangUp <- h
		if v, err := s.Scan(t.Context(), strings.NewReader("x")); !errors.Is(err, ErrNoScanner) || v.Virus != "" {
			t.Errorf("hangs up %v: %+v, %v", h, v, err)
		}
	}
	s.step = time.Minute
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	hangUp <- false
	if _, err := s.Scan(ctx, strings.NewReader("x")); err == nil {
		t.Error("went on after it was told to stop")
	}
}

func TestNewScanner(t *testing.T) {
	for addr, want := range map[string]string{
		"tcp://127.0.0.1:3310": "tcp 127.0.0.1:3310", "tcp://clamd": "tcp clamd:3310", "tcp://[::1]": "tcp [::1]:3310",
		"unix:///run/clamav/clamd.ctl": "unix /run/clamav/clamd.ctl", "unix:/run/clamd.ctl": "unix /run/clamd.ctl",
		"": "", "localhost:3310": "", "http://x:3310": "", "unix://run/x": "", "tcp://": "", "tcp://x:3310/path": "",
	} {
		s, err := NewScanner(addr)
		if want == "" {
			if err == nil {
				t.Errorf("%q was taken: %+v", addr, s)
			}
			continue
		}
		if err != nil || s.network+" "+s.addr != want {
			t.Errorf("%q: %+v, %v", addr, s, err)
		}
	}
}

// Whatever a server says, only its exact words for "nothing found" let a file through.
func FuzzVerdict(f *testing.F) {
	for _, s := range []string{"stream: OK\x00", "stream: Eicar-Signature FOUND\x00", "INSTREAM size limit exceeded. ERROR\x00", "stream: OK FOUND", "stream: FOUND", "OK", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		v, err := verdict(line)
		clean := strings.TrimRight(line, "\x00\r\n") == "stream: OK"
		if (err == nil && v.Virus == "") != clean {
			t.Errorf("%q: %+v, %v", line, v, err)
		}
		if strings.ContainsAny(v.Virus, "\x00\n\r") {
			t.Errorf("%q: a name with control characters: %q", line, v.Virus)
		}
	})
}
