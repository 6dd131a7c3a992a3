package crashtest

import (
	"io"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"nariwai/internal/db"
)

// post is a mail server that counts what it takes, by Message-ID. Without an address there is none, as in a demonstration,
// whose mails nobody sends.
type post struct {
	addr  string
	mu    sync.Mutex
	taken map[string]int
}

func newPost(t testing.TB, none bool) *post {
	t.Helper()
	p := &post{taken: map[string]int{}}
	if none {
		return p
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.addr = l.Addr().String()
	srv := smtp.NewServer(p)
	go srv.Serve(l)
	t.Cleanup(func() { srv.Close() })
	return p
}

// args tell the program of the mail server.
func (p *post) args() []string {
	if p.addr == "" {
		return nil
	}
	return []string{"--smtp", "smtp+plain://" + p.addr, "--mail-from", "no-reply@nariwai.example"}
}

func (p *post) NewSession(*smtp.Conn) (smtp.Session, error) { return session{p}, nil }

type session struct{ p *post }

func (session) Mail(string, *smtp.MailOptions) error { return nil }
func (session) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (session) Reset()                               {}
func (session) Logout() error                        { return nil }

func (s session) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	io.Copy(io.Discard, m.Body)
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	s.p.taken[m.Header.Get("Message-ID")]++
	return nil
}

// check holds what was posted against the queue: nothing was posted that isn't there, what is marked as sent was posted, and
// a mail comes twice only where a kill came between the posting and the note of it.
func (p *post) check(t testing.TB, d *db.DB, kills int, found *findings) {
	t.Helper()
	if p.addr == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	state := pairs[string, string](t, d.Snapshot(), "SELECT id, state FROM notice_mail")
	posted, twice := map[string]bool{}, 0
	for message, n := range p.taken {
		id, _, _ := strings.Cut(strings.Trim(message, "<>"), "@")
		if _, ok := state[id]; !ok {
			found.bad(told, "mail %s was posted and is not in the queue", message)
		}
		posted[id] = true
		twice += n - 1
	}
	for id, st := range state {
		if st == "sent" && !posted[id] {
			found.bad(told, "mail %s is marked as sent and was never posted", id)
		}
	}
	if twice > kills {
		found.bad(told, "%d mails came twice in %d lives", twice, kills)
	}
	t.Logf("%d of %d mails posted, %d twice", len(posted), len(state), twice)
}
