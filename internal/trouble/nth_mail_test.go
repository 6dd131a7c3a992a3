package trouble

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strings"
	"sync"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/mail"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/phrase"
	"nariwai/internal/usecase/mailing"
)

// slip is a way in which a mail server fails at a command.
type slip string

const (
	hangsUp   slip = "hangs up"                   // before it has read the command to its end
	saysLater slip = "says 451"                   // and does nothing
	closes    slip = "says 421"                   // and hangs up
	swallows  slip = "does it and hangs up"       // its answer never comes
	stutters  slip = "does it and half says so"   // and hangs up
	babbles   slip = "does it and says nonsense"  // and hangs up
	tooMuch   slip = "does it, says so, hangs up" // the connection is gone for the next command
)

var slips = []slip{hangsUp, saysLater, closes, swallows, stutters, babbles, tooMuch}

// postOffice is a mail server that fails once, at its nth command; the greeting is one, and so is the dot at a mail's end.
type postOffice struct {
	net.Listener
	open sync.WaitGroup

	mu    sync.Mutex
	how   slip
	n     int
	seen  int
	hit   string         // the command at which it failed
	taken map[string]int // by Message-ID
}

func newPostOffice(t *testing.T) *postOffice {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &postOffice{Listener: l}
	p.open.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			p.open.Go(func() { p.talk(c) })
		}
	})
	t.Cleanup(func() { l.Close(); p.open.Wait() })
	return p
}

// arm forgets what was taken and lets the nth command from now on fail.
func (p *postOffice) arm(n int, how slip) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.how, p.n, p.seen, p.hit, p.taken = how, n, 0, "", map[string]int{}
}

// due counts a command and reports whether and how it fails.
func (p *postOffice) due(command string) slip {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.seen++; p.seen != p.n {
		return ""
	}
	p.hit = command
	return p.how
}

// talk holds one conversation.
func (p *postOffice) talk(c net.Conn) {
	defer c.Close()
	in := textproto.NewReader(bufio.NewReader(c))
	say := func(s string) { io.WriteString(c, s+"\r\n") }
	// answer does what a command asks for and says so, unless it slips; it reports whether the talk goes on.
	answer := func(command, reply string, do func()) bool {
		switch s := p.due(command); s {
		case hangsUp:
			return false
		case saysLater:
			say("451 4.3.0 not now")
			return command != "greeting"
		case closes:
			say("421 4.3.2 closing down")
			return false
		case swallows, stutters, babbles, tooMuch:
			do()
			switch s {
			case stutters:
				io.WriteString(c, reply[:2])
			case babbles:
				say("what?")
			case tooMuch:
				say(reply)
			}
			return false
		}
		do()
		say(reply)
		return true
	}
	nothing := func() {}
	if !answer("greeting", "220 post.example ESMTP", nothing) {
		return
	}
	for {
		line, err := in.ReadLine()
		if err != nil {
			return
		}
		command := strings.ToUpper(strings.SplitN(line, " ", 2)[0])
		switch command {
		case "DATA":
			if !answer(command, "354 go on", nothing) {
				return
			}
			p.mu.Lock()
			refused := p.hit == "DATA" && p.how == saysLater && p.seen == p.n
			p.mu.Unlock()
			if refused {
				continue
			}
			body, err := in.ReadDotBytes()
			if err != nil {
				return
			}
			if !answer("dot", "250 taken", func() { p.take(body) }) {
				return
			}
		case "QUIT":
			answer(command, "221 bye", nothing)
			return
		default:
			if !answer(command, "250 fine", nothing) {
				return
			}
		}
	}
}

func (p *postOffice) take(body []byte) {
	m, _ := textproto.NewReader(bufio.NewReader(strings.NewReader(string(body)))).ReadMIMEHeader()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken[m.Get("Message-Id")]++
}

const letters = 3

// post is a queue of letters, a server and who sends.
type post struct {
	*testing.T
	ctx    context.Context
	d, eye *db.DB
	clock  *dbtest.Clock
	office *postOffice
	sender *mail.Sender
}

func newPost(t *testing.T, d, eye *db.DB, c *dbtest.Clock) *post {
	t.Helper()
	p := &post{T: t, ctx: context.Background(), d: d, eye: eye, clock: c, office: newPostOffice(t)}
	var err error
	if p.sender, err = mail.New(mail.Config{Server: "smtp+plain://" + p.office.Addr().String(), From: "no-reply@nariwai.example", Base: "https://nariwai.example"}); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *post) queue() {
	p.Helper()
	if err := p.eye.Write(p.ctx, func(tx *db.Tx) error {
		for i := range letters {
			if err := noticedb.Queue(p.ctx, tx, notice.Letter{Person: "p", To: fmt.Sprintf("p%d@example.jp", i), Lang: phrase.Ja, Subject: "お知らせ", Text: "本文"}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		p.Fatal(err)
	}
}

// send sends until nothing is left, as the clock-work does: later and later after a failure.
func (p *post) send() {
	for range 5 {
		n, err := mailing.SendQueued(p.ctx, p.d, p.sender)
		if err == nil && n == 0 {
			return
		}
		p.clock.Advance(notice.Lease + clock.Minute)
	}
}

// arrived checks that every letter has arrived, once but for most of them, and that the queue knows.
func (p *post) arrived(where string, doubles int) {
	p.Helper()
	var waiting int64
	if err := db.One(p.ctx, p.eye.Snapshot(), []any{&waiting}, "SELECT COUNT(*) FROM notice_mail WHERE state <> 'sent'"); err != nil {
		p.Fatal(err)
	}
	p.office.mu.Lock()
	defer p.office.mu.Unlock()
	twice := 0
	for _, n := range p.office.taken {
		twice += n - 1
	}
	if waiting > 0 || len(p.office.taken) != letters || twice > doubles {
		p.Errorf("%s: %d of %d letters have arrived, %d too often, %d are not sent", where, len(p.office.taken), letters, twice, waiting)
	}
}

// TestNthMail lets the mail server fail in every way at every command. Nothing is lost. A mail comes twice only where its
// sender can't know better: the server has taken it and its answer was lost. It then comes under the same Message-ID.
func TestNthMail(t *testing.T) {
	dbtest.EachEngine(t, func(t *testing.T, e db.Engine) {
		d, c := dbtest.Empty(t, e).Copy(t).Open(t)
		p := newPost(t, d, d, c)
		failed, doubled := 0, 0
		for _, how := range slips {
			for n := 1; ; n++ {
				p.queue()
				p.office.arm(n, how)
				p.send()
				where := fmt.Sprintf("the server %s at command %d (%s)", how, n, p.office.hit)
				unknown := 0
				if p.office.hit == "dot" && (how == swallows || how == stutters || how == babbles) {
					unknown = 1
					doubled++
				}
				p.arrived(where, unknown)
				p.forget()
				if p.office.hit == "" {
					break
				}
				failed++
			}
		}
		t.Logf("%d failures, %d of them after a mail was taken and before it was said", failed, doubled)
		if failed < len(slips)*(3+4*letters) || doubled < 3*letters {
			t.Errorf("only %d commands were seen", failed)
		}
	})
}

func (p *post) forget() {
	p.Helper()
	if err := p.eye.Write(p.ctx, func(tx *db.Tx) error { _, err := tx.Do(p.ctx, "DELETE FROM notice_mail"); return err }); err != nil {
		p.Fatal(err)
	}
}

// TestNthCallOfMail lets every call to the database fail while mails are sent: none is lost, and none comes twice, because
// what is known to be sent is written down with some patience.
func TestNthCallOfMail(t *testing.T) {
	dbtest.EachEngine(t, func(t *testing.T, e db.Engine) {
		made := dbtest.Empty(t, e).Copy(t)
		b := dbtest.NewBreaker(e)
		d, c := made.Open(t, b.Option())
		eye, _ := made.Open(t)
		eye.Clock = c.Now
		p := newPost(t, d, eye, c)
		for i, how := range dbtest.Breaks {
			for n := 1; ; n++ {
				if !*full && n <= 24 && n%len(dbtest.Breaks) != i { // 24: what three letters take at least
					continue
				}
				p.queue()
				p.office.arm(0, "")
				b.Arm(n, how)
				p.send()
				calls := b.Disarm()
				name := ""
				if n <= len(calls) {
					name = calls[n-1]
				}
				p.arrived(fmt.Sprintf("call %d %s (%.60s)", n, how, name), 0)
				p.forget()
				if name == "" {
					t.Logf("%d calls %s", n-1, how)
					break
				}
			}
		}
	})
}
