package mailing

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	nmail "nariwai/internal/mail"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/phrase"
)

var ctx = context.Background()

// post is a mail server that counts what it takes, by Message-ID.
type post struct {
	mu    sync.Mutex
	taken map[string]int
}

func (p *post) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{p}, nil }

type session struct{ p *post }

func (s *session) Mail(string, *smtp.MailOptions) error { return nil }
func (s *session) Reset()                               {}
func (s *session) Logout() error                        { return nil }

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "gone") {
		return &smtp.SMTPError{Code: 550, Message: "no such mailbox"}
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
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

func (p *post) serve(t *testing.T, addr string) (stop func()) {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(p)
	go srv.Serve(l)
	return func() { srv.Close() }
}

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func sender(t *testing.T, addr string) *nmail.Sender {
	t.Helper()
	s, err := nmail.New(nmail.Config{Server: "smtp+plain://" + addr, From: "no-reply@nariwai.example", Name: "Nariwai 生業", Base: "https://nariwai.example"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func queue(t *testing.T, d *db.DB, to ...string) {
	t.Helper()
	err := d.Write(ctx, func(tx *db.Tx) error {
		for _, addr := range to {
			if err := noticedb.Queue(ctx, tx, notice.Letter{Person: "p1", To: addr, Lang: phrase.Ja, Subject: "お知らせ", Text: "本文"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func states(t *testing.T, d *db.DB) map[string]int {
	t.Helper()
	type row struct{ state string }
	rows, err := db.All(ctx, d.Snapshot(), func(r *row) []any { return []any{&r.state} }, "SELECT state FROM notice_mail")
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, r := range rows {
		n[r.state]++
	}
	return n
}

// The server is away for a week, comes back, and four nodes send at once: nothing is lost and nothing comes twice.
func TestNothingLostNothingTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		addr := freeAddr(t)
		s := sender(t, addr)
		var to []string
		for i := range 60 {
			to = append(to, fmt.Sprintf("p%d@example.jp", i))
		}
		queue(t, d, to...)
		for range 7 {
			if n, err := SendQueued(ctx, d, s); n != 0 || err == nil {
				t.Fatalf("sent %d without a server, %v", n, err)
			}
			c.Advance(clock.Day)
		}

		p := &post{taken: map[string]int{}}
		defer p.serve(t, addr)()
		var nodes sync.WaitGroup
		for range 4 {
			nodes.Go(func() {
				if _, err := SendQueued(ctx, d, s); err != nil {
					t.Error(err)
				}
			})
		}
		nodes.Wait()
		if n, err := SendQueued(ctx, d, s); n != 0 || err != nil {
			t.Errorf("%d mails were left, %v", n, err)
		}
		if len(p.taken) != 60 {
			t.Errorf("%d of 60 mails arrived", len(p.taken))
		}
		for m, n := range p.taken {
			if n != 1 {
				t.Errorf("%s arrived %d times", m, n)
			}
		}
		if got := states(t, d); got["sent"] != 60 {
			t.Errorf("states %v", got)
		}
	})
}

func TestRefusedMailDoesNotHoldUpTheOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		p := &post{taken: map[string]int{}}
		addr := freeAddr(t)
		defer p.serve(t, addr)()
		queue(t, d, "gone@example.jp", "a@example.jp", "b@example.jp")
		if n, err := SendQueued(ctx, d, sender(t, addr)); n != 2 || err != nil {
			t.Errorf("sent %d, %v", n, err)
		}
		if got := states(t, d); got["sent"] != 2 || got["failed"] != 1 {
			t.Errorf("states %v", got)
		}
	})
}

func TestDemonstrationSendsNothing(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	if err := d.MarkDemonstration(ctx, 0); err != nil {
		t.Fatal(err)
	}
	p := &post{taken: map[string]int{}}
	addr := freeAddr(t)
	defer p.serve(t, addr)()
	queue(t, d, "a@example.jp")
	if n, err := SendQueued(ctx, d, sender(t, addr)); n != 0 || err != nil || len(p.taken) != 0 {
		t.Errorf("sent %d, %v", n, err)
	}
}

func TestSendAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		desk := people.Actor{Person: "desk", Party: "deskparty", Strong: true}
		err := d.Write(ctx, func(tx *db.Tx) error {
			if err := peopledb.Persons.Insert(ctx, tx, people.Person{ID: "desk", Email: "desk@example.jp", EmailKey: "desk@example.jp", Lang: "ja", State: people.Active}); err != nil {
				return err
			}
			if err := peopledb.AddGrant(ctx, tx, people.Grant{ID: "g", Person: "desk", Role: people.Operator, Scope: people.SiteScope, ScopeID: string(id.Site), From: 1}); err != nil {
				return err
			}
			return noticedb.Queue(ctx, tx, notice.Letter{To: "gone@example.jp", Lang: phrase.Ja})
		})
		if err != nil {
			t.Fatal(err)
		}
		p := &post{taken: map[string]int{}}
		addr := freeAddr(t)
		defer p.serve(t, addr)()
		if _, err := SendQueued(ctx, d, sender(t, addr)); err != nil {
			t.Fatal(err)
		}
		var m id.Mail
		if err := db.One(ctx, d.Snapshot(), []any{&m}, "SELECT id FROM notice_mail"); err != nil {
			t.Fatal(err)
		}
		if err := SendAgain(ctx, d, people.Actor{Person: "desk", Party: "deskparty"}, m); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without the second factor: %v", err)
		}
		if err := SendAgain(ctx, d, desk, "none"); !fault.Is(err, fault.NotFound) {
			t.Errorf("no such mail: %v", err)
		}
		if err := SendAgain(ctx, d, desk, m); err != nil {
			t.Error(err)
		}
		if err := SendAgain(ctx, d, desk, m); !fault.Is(err, fault.Conflict) {
			t.Errorf("twice: %v", err)
		}
		if got := states(t, d); got["queued"] != 1 {
			t.Errorf("states %v", got)
		}
	})
}
