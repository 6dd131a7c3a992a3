package mailing

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/mail"
	"net/url"
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
	"nariwai/internal/usecase/account"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/choosing"
)

// box is a mail server that keeps what it takes, and knows no mailbox that begins with "gone".
type box struct {
	mu    sync.Mutex
	mails []mail.Message
	// loses: so many times the mail is taken and the connection ends before the answer.
	loses int
}

func (b *box) NewSession(c *smtp.Conn) (smtp.Session, error) { return &boxSession{b, c}, nil }

type boxSession struct {
	b *box
	c *smtp.Conn
}

func (s *boxSession) Mail(string, *smtp.MailOptions) error { return nil }
func (s *boxSession) Reset()                               {}
func (s *boxSession) Logout() error                        { return nil }

func (s *boxSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "gone") {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox"}
	}
	return nil
}

func (s *boxSession) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, m.Body); err != nil {
		return err
	}
	s.b.mu.Lock()
	defer s.b.mu.Unlock()
	s.b.mails = append(s.b.mails, *m)
	if s.b.loses > 0 {
		s.b.loses--
		s.c.Conn().Close()
		return errors.New("nobody hears this")
	}
	return nil
}

func (b *box) serve(t *testing.T, addr string) (stop func()) {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(b)
	srv.ErrorLog = quiet{}
	go srv.Serve(l)
	return func() { srv.Close() }
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func (b *box) count() (n int, twice []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	seen := map[string]int{}
	for _, m := range b.mails {
		seen[m.Header.Get("Message-Id")]++
	}
	for id, n := range seen {
		if n > 1 {
			twice = append(twice, id)
		}
	}
	return len(seen), twice
}

func inform(t *testing.T, d *db.DB, a people.Actor, kind notice.Kind, say string) {
	t.Helper()
	if err := d.Write(ctx, func(tx *db.Tx) error {
		p := strings.TrimPrefix(string(a.Person), "person-")
		return noticedb.Inform(ctx, tx, notice.To{Person: a.Person, Email: p + "@example.jp", Lang: "ja"}, kind, notice.Message{Say: say})
	}); err != nil {
		t.Fatal(err)
	}
}

// The server is down for an hour in the middle of the day's mails, while new ones are written and two nodes try every
// minute: when it is back everything has arrived, once.
func TestServerDownForAnHour(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		c.Set(clock.At(2026, 11, 10, 13, 0))
		sato := cast.Worker(t, d, "sato")
		addr := freeAddr(t)
		s, b := sender(t, addr), &box{}
		stop := b.serve(t, addr)
		written := 0
		write := func() { written++; inform(t, d, sato, "proposed", fmt.Sprintf("知らせ%d", written)) }
		run := func() {
			var nodes sync.WaitGroup
			for range 2 {
				nodes.Go(func() { SendQueued(ctx, d, s) })
			}
			nodes.Wait()
		}
		for range 10 {
			write()
		}
		run()
		stop()
		for range 60 {
			write()
			run()
			c.Advance(clock.Minute)
		}
		if n, _ := b.count(); n != 10 {
			t.Fatalf("%d arrived at a server that is down", n)
		}
		defer b.serve(t, addr)()
		c.Advance(clock.Minute)
		run()
		n, twice := b.count()
		if n != 70 || len(twice) != 0 || len(b.mails) != 70 {
			t.Errorf("%d of %d arrived (%d in all), twice: %v", n, written, len(b.mails), twice)
		}
		if got := states(t, d); got["sent"] != 70 {
			t.Errorf("states %v", got)
		}
	})
}

// The one mail that comes twice: the server has taken it and its answer is lost. SMTP can't tell that from a mail that was
// lost, so it goes again under the same Message-ID. The others come once.
func TestLostAnswerComesTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		c.Set(clock.At(2026, 11, 10, 13, 0))
		sato := cast.Worker(t, d, "sato")
		addr := freeAddr(t)
		s, b := sender(t, addr), &box{loses: 1}
		defer b.serve(t, addr)()
		for i := range 5 {
			inform(t, d, sato, "proposed", fmt.Sprintf("知らせ%d", i))
		}
		for range 3 {
			if _, err := SendQueued(ctx, d, s); err != nil {
				t.Log(err)
			}
			c.Advance(2 * clock.Minute)
		}
		if n, twice := b.count(); n != 5 || len(twice) != 1 || len(b.mails) != 6 {
			t.Errorf("%d mails, %d in all, twice: %v", n, len(b.mails), twice)
		}
	})
}

// From the choice to the reader's mail program and back: what waits for the morning waits, and the link in a mail stops its
// kind.
func TestQuietHoursAndOneClick(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		c.Set(clock.At(2026, 11, 10, 23, 30))
		sato := cast.Worker(t, d, "sato")
		addr := freeAddr(t)
		s, b := sender(t, addr), &box{}
		defer b.serve(t, addr)()
		inform(t, d, sato, "proposed", "提案が届きました")
		inform(t, d, sato, "paid", "振り込みました")
		send := func() {
			t.Helper()
			if _, err := SendQueued(ctx, d, s); err != nil {
				t.Fatal(err)
			}
		}
		send()
		if n := len(b.mails); n != 1 || b.mails[0].Header.Get("List-Unsubscribe") != "" {
			t.Fatalf("%d mails at night, money can be stopped: %q", n, b.mails[0].Header.Get("List-Unsubscribe"))
		}
		c.Set(clock.At(2026, 11, 11, 7, 59))
		send()
		if n := len(b.mails); n != 1 {
			t.Fatalf("%d mails before the morning", n)
		}
		c.Set(clock.At(2026, 11, 11, 8, 0))
		send()
		if n := len(b.mails); n != 2 {
			t.Fatalf("%d mails in the morning", n)
		}
		h := b.mails[1].Header
		link, err := url.Parse(strings.Trim(h.Get("List-Unsubscribe"), "<>"))
		if err != nil || link.Scheme != "https" || link.Path != "/stop-mails" || h.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
			t.Fatalf("%v %v", h, err)
		}
		if _, err := choosing.StopMails(ctx, d, link.Query().Get("t")); err != nil {
			t.Fatal(err)
		}
		inform(t, d, sato, "proposed", "もうひとつ")
		inform(t, d, sato, "delivered", "納品されました")
		send()
		if n := len(b.mails); n != 3 {
			t.Errorf("%d mails after the link", n)
		}
	})
}

// Once a server says that there is no such mailbox, it is not asked again until the person has opened a link that was mailed
// to them; what waited meanwhile goes then.
func TestBounce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		c.Set(clock.At(2026, 11, 10, 13, 0))
		gone, sato := cast.Worker(t, d, "gone"), cast.Worker(t, d, "sato")
		addr := freeAddr(t)
		s, b := sender(t, addr), &box{}
		defer b.serve(t, addr)()
		send := func() {
			t.Helper()
			if _, err := SendQueued(ctx, d, s); err != nil {
				t.Fatal(err)
			}
		}
		count := func(q string, args ...any) (n int64) {
			t.Helper()
			if err := db.One(ctx, d.Snapshot(), []any{&n}, q, args...); err != nil {
				t.Fatal(err)
			}
			return n
		}
		inform(t, d, gone, "proposed", "一通目")
		inform(t, d, gone, "paid", "二通目")
		send()
		inform(t, d, gone, "paid", "三通目")
		send()
		if n := count("SELECT COUNT(*) FROM notice_bounce WHERE address = 'gone@example.jp' AND why LIKE '%no such mailbox%'"); n != 1 {
			t.Errorf("%d bounces noted", n)
		}
		if n := count("SELECT COUNT(*) FROM notice_mail WHERE person = $1", gone.Person); n != 2 {
			t.Errorf("%d mails were written", n)
		}
		if n := count("SELECT COUNT(*) FROM notice_notice WHERE person = $1", gone.Person); n != 3 {
			t.Errorf("%d notices in the application", n)
		}

		// A report that comes later, from a server behind the one that took the mail.
		inform(t, d, sato, "proposed", "届いたように見えた")
		send()
		var m id.Mail
		if err := db.One(ctx, d.Snapshot(), []any{&m}, "SELECT id FROM notice_mail WHERE person = $1", sato.Person); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := TakeBounce(ctx, d, nmail.Bounce{Mail: m, Gone: true, Why: "5.1.1 unknown"}); err != nil {
				t.Fatal(err)
			}
		}
		if err := TakeBounce(ctx, d, nmail.Bounce{Mail: "019d46fb-cb80-7227-ae46-d33836364833", Gone: true}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a report about a mail that we never sent: %v", err)
		}
		inform(t, d, sato, "paid", "届かない")
		if n := count("SELECT COUNT(*) FROM notice_mail WHERE person = $1", sato.Person); n != 1 {
			t.Errorf("%d mails to an address that is gone", n)
		}

		// The mailbox is there again, and its person shows it.
		if err := account.ConfirmAgain(ctx, d, sato); err != nil {
			t.Fatal(err)
		}
		var link string
		if err := db.One(ctx, d.Snapshot(), []any{&link}, "SELECT link FROM notice_mail WHERE person = $1 AND kind = 'email_move'", sato.Person); err != nil {
			t.Fatal(err)
		}
		send()
		if err := account.ConfirmEmail(ctx, d, sato, strings.TrimPrefix(link, "/settings/email?t=")); err != nil {
			t.Fatal(err)
		}
		before := len(b.mails)
		inform(t, d, sato, "paid", "また届く")
		send()
		if len(b.mails) != before+1 {
			t.Errorf("%d mails after the address was confirmed", len(b.mails)-before)
		}
	})
}
