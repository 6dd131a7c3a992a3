package blob

import (
	"bufio"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"time"

	"nariwai/internal/upload"
)

// A Scanner asks clamd whether bytes hold a virus. It speaks clamd's own protocol (clamd(8), INSTREAM): the bytes go
// through a connection, so clamd needs no access to our files and may run on another machine.
type Scanner struct {
	network, addr string
	step          time.Duration // how long one step of a conversation may take
}

// ErrNoScanner says that clamd couldn't be reached, or hung up before it had the bytes: nothing is said of them.
var ErrNoScanner = errors.New("the virus scanner can't be reached")

const (
	chunk   = 64 << 10
	answer  = 4 << 10          // no answer is longer
	scanned = 60 * time.Second // clamd may think so long about 50 MB
)

// NewScanner takes an address: tcp://host:3310 or unix:///run/clamav/clamd.ctl. It does not connect.
func NewScanner(addr string) (*Scanner, error) {
	u, err := url.Parse(addr)
	if err != nil {
		return nil, fmt.Errorf("virus scanner: %w", err)
	}
	s := &Scanner{network: u.Scheme, step: scanned}
	switch {
	case u.Scheme == "unix" && u.Host == "" && u.Path != "":
		s.addr = u.Path
	case u.Scheme == "unix" && u.Opaque != "": // unix:/run/clamd.ctl and unix:clamd.ctl
		s.addr = u.Opaque
	case u.Scheme == "tcp" && u.Hostname() != "" && u.Path == "":
		s.addr = u.Host
		if u.Port() == "" {
			s.addr = net.JoinHostPort(u.Hostname(), "3310")
		}
	default:
		return nil, fmt.Errorf("virus scanner: %q is neither tcp://host:3310 nor unix:///path/of/socket", addr)
	}
	return s, nil
}

// Scan sends what r holds to clamd and returns its verdict. An error that is ErrNoScanner is clamd's or the network's.
func (s *Scanner) Scan(ctx context.Context, r io.Reader) (v upload.Verdict, err error) {
	dial := net.Dialer{Timeout: 5 * time.Second}
	c, err := dial.DialContext(ctx, s.network, s.addr)
	if err != nil {
		return v, errors.Join(ErrNoScanner, err)
	}
	defer c.Close()
	defer context.AfterFunc(ctx, func() { c.Close() })()
	sent, sendErr := s.send(c, r)
	if sendErr != nil && !sent {
		return v, sendErr // of r
	}
	// clamd answers and hangs up in the middle of a stream that is too long for it; then the answer says why.
	c.SetReadDeadline(time.Now().Add(s.step))
	line, err := bufio.NewReader(io.LimitReader(c, answer)).ReadString(0)
	if err != nil && line == "" {
		return v, errors.Join(ErrNoScanner, sendErr, err)
	}
	return verdict(line)
}

// send streams r in chunks, each with its length before it, and a length of nothing at the end. sent is false when r failed.
func (s *Scanner) send(c net.Conn, r io.Reader) (sent bool, err error) {
	write := func(b []byte) error {
		c.SetWriteDeadline(time.Now().Add(s.step))
		_, err := c.Write(b)
		return err
	}
	if err := write([]byte("zINSTREAM\x00")); err != nil {
		return true, err
	}
	buf := make([]byte, 4+chunk)
	for {
		n, err := r.Read(buf[4:])
		if n > 0 {
			binary.BigEndian.PutUint32(buf, uint32(n))
			if err := write(buf[:4+n]); err != nil {
				return true, err
			}
		}
		switch {
		case err == io.EOF:
			return true, write(make([]byte, 4))
		case err != nil:
			return false, err
		}
	}
}

// verdict reads clamd's answer: "stream: OK", "stream: Eicar-Signature FOUND", "INSTREAM size limit exceeded. ERROR".
func verdict(line string) (v upload.Verdict, err error) {
	line = strings.TrimRight(line, "\x00\r\n")
	said, ok := strings.CutPrefix(line, "stream: ")
	if said == "OK" && ok {
		return v, nil
	}
	if name, found := strings.CutSuffix(said, " FOUND"); ok && found && name != "" {
		// Whatever it is called: something was found, and a Verdict without a name would say the opposite.
		return upload.Verdict{Virus: cmp.Or(strings.Map(printable, strings.ToValidUTF8(name, "?")), "?")}, nil
	}
	return v, fmt.Errorf("virus scanner says %q", line)
}

func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return -1
	}
	return r
}

// ScanWith lets a scanner look at everything that comes; without one nothing is looked at.
func (s *Store) ScanWith(x *Scanner) { s.scanner = x }

// Scans reports whether a scanner looks at what comes.
func (s *Store) Scans() bool { return s != nil && s.scanner != nil }

// Scan has the scanner look at a blob.
func (s *Store) Scan(ctx context.Context, sum string) (v upload.Verdict, err error) {
	f, err := s.Open(sum)
	if err != nil {
		return v, err
	}
	defer f.Close()
	return s.scanner.Scan(ctx, f)
}
