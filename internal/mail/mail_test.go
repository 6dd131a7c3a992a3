package mail

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"nariwai/internal/clock"
	"nariwai/internal/notice"
	"nariwai/internal/phrase"
)

var stopKey = []byte("the key of this site")

var letter = notice.Mail{
	ID: "019d46fb-cb80-7227-ae46-d33836364833",
	At: clock.At(2026, 4, 1, 12, 0),
	Letter: notice.Letter{To: "sato@example.jp", Lang: phrase.Ja, Subject: "「夕張メロンの紹介記事、3本」に採用されました。仮払いをお待ちください",
		Text: "採用されました。\n髙橋さん & <ほか>\n\n二つ目の段落です。", Link: "/contracts/1?a=1&b=2"},
}

func sender(t *testing.T, c Config) *Sender {
	t.Helper()
	c.From, c.Name, c.Base = "no-reply@nariwai.example", "Nariwai 生業", "https://nariwai.example/"
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func send(t *testing.T, s *Sender, m notice.Mail) (notice.Answer, string) {
	t.Helper()
	x := s.Open(stopKey)
	defer x.Close()
	return x.Send(context.Background(), m)
}

func TestJapaneseMail(t *testing.T) {
	serverTLS, clientTLS := certificate(t)
	for _, c := range []struct {
		scheme   string
		implicit bool
	}{{"smtp", false}, {"smtps", true}} {
		t.Run(c.scheme, func(t *testing.T) {
			srv := &server{users: map[string]string{"nariwai": "合言葉 p@ss"}}
			addr := srv.start(t, serverTLS, c.implicit)
			s := sender(t, Config{Server: c.scheme + "://nariwai:%E5%90%88%E8%A8%80%E8%91%89%20p%40ss@" + addr, TLS: clientTLS})
			if a, why := send(t, s, letter); a != notice.Taken {
				t.Fatal(a, why)
			}
			if len(srv.taken) != 1 {
				t.Fatalf("%d mails arrived", len(srv.taken))
			}
			check(t, srv.taken[0])
		})
	}
}

func check(t *testing.T, raw string) {
	t.Helper()
	msg, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
	if err != nil || subject != letter.Subject {
		t.Errorf("subject %q, %v", subject, err)
	}
	from, err := mail.ParseAddress(msg.Header.Get("From"))
	if err != nil || from.Name != "Nariwai 生業" || from.Address != "no-reply@nariwai.example" {
		t.Errorf("from %v, %v", from, err)
	}
	if got := msg.Header.Get("Message-ID"); got != "<019d46fb-cb80-7227-ae46-d33836364833@nariwai.example>" {
		t.Errorf("message id %s", got)
	}
	if at, err := msg.Header.Date(); err != nil || !at.Equal(letter.At.Time()) {
		t.Errorf("date %v, %v", at, err)
	}
	kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatal(kind, err)
	}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	text, html := part(t, parts), part(t, parts)
	for _, want := range []string{"髙橋さん & <ほか>\n\n二つ目の段落です。", "https://nariwai.example/contracts/1?a=1&b=2"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	for _, want := range []string{"髙橋さん &amp; &lt;ほか&gt;", `href="https://nariwai.example/contracts/1?a=1&amp;b=2"`, `<html lang="ja">`} {
		if !strings.Contains(html, want) {
			t.Errorf("the page lacks %q:\n%s", want, html)
		}
	}
}

func part(t *testing.T, r *multipart.Reader) string {
	t.Helper()
	p, err := r.NextPart()
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(b), "\r\n", "\n")
}

func TestAnswers(t *testing.T) {
	no := func(code int) error { return &smtp.SMTPError{Code: code, Message: "no"} }
	cases := []struct {
		name string
		srv  *server
		want notice.Answer
	}{
		{"no such mailbox", &server{rcpt: no(550)}, notice.Gone},
		{"mailbox full for good", &server{rcpt: &smtp.SMTPError{Code: 552, EnhancedCode: smtp.EnhancedCode{5, 2, 2}, Message: "full"}}, notice.Refused},
		{"we are not liked there", &server{rcpt: &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "no"}}, notice.Refused},
		{"mailbox full", &server{rcpt: no(452)}, notice.Later},
		{"greylisted", &server{rcpt: no(451)}, notice.Later},
		{"our address is not welcome", &server{sender: no(553)}, notice.Later},
		{"closing down", &server{sender: no(421)}, notice.Unreachable},
		{"refused after reading", &server{data: no(554)}, notice.Refused},
		{"put off after reading", &server{data: no(450)}, notice.Later},
		{"broken after reading", &server{data: errors.New("disk")}, notice.Refused},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			addr := c.srv.start(t, nil, false)
			a, why := send(t, sender(t, Config{Server: "smtp+plain://" + addr}), letter)
			if a != c.want || why == "" {
				t.Errorf("%v (%s), want %v", a, why, c.want)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	serverTLS, clientTLS := certificate(t)
	t.Run("nobody listens", func(t *testing.T) {
		if a, why := send(t, sender(t, Config{Server: "smtp+plain://127.0.0.1:1"}), letter); a != notice.Unreachable || why == "" {
			t.Error(a, why)
		}
	})
	t.Run("no TLS where TLS is asked for", func(t *testing.T) {
		srv := &server{}
		if a, _ := send(t, sender(t, Config{Server: "smtp://" + srv.start(t, nil, false)}), letter); a != notice.Unreachable {
			t.Error(a)
		}
	})
	t.Run("a stranger's certificate", func(t *testing.T) {
		srv := &server{}
		if a, _ := send(t, sender(t, Config{Server: "smtps://" + srv.start(t, serverTLS, true)}), letter); a != notice.Unreachable {
			t.Error(a)
		}
	})
	t.Run("a wrong password", func(t *testing.T) {
		srv := &server{users: map[string]string{"nariwai": "right"}}
		addr := srv.start(t, serverTLS, false)
		if a, _ := send(t, sender(t, Config{Server: "smtp://nariwai:wrong@" + addr, TLS: clientTLS}), letter); a != notice.Unreachable || len(srv.taken) != 0 {
			t.Error(a, srv.taken)
		}
	})
	t.Run("a password is not sent in the clear", func(t *testing.T) {
		srv := &server{users: map[string]string{"nariwai": "right"}}
		if a, _ := send(t, sender(t, Config{Server: "smtp+plain://nariwai:right@" + srv.start(t, nil, false)}), letter); a != notice.Unreachable {
			t.Error(a)
		}
	})
}

// One session carries many mails; when the server hangs up in between, the next mail dials again.
func TestSession(t *testing.T) {
	for _, hangUp := range []bool{false, true} {
		srv := &server{hangUp: hangUp}
		x := sender(t, Config{Server: "smtp+plain://" + srv.start(t, nil, false)}).Open(stopKey)
		for range 3 {
			if a, why := x.Send(context.Background(), letter); a != notice.Taken {
				t.Fatal(a, why)
			}
			if hangUp {
				time.Sleep(60 * time.Millisecond)
			}
		}
		x.Close()
		want := 1
		if hangUp {
			want = 3
		}
		if len(srv.taken) != 3 || srv.sessions != want {
			t.Errorf("hang up %v: %d mails in %d sessions", hangUp, len(srv.taken), srv.sessions)
		}
	}
}

func TestBadAddress(t *testing.T) {
	m := letter
	m.To = "not an address"
	if a, _ := send(t, sender(t, Config{Server: "smtp+plain://127.0.0.1:1"}), m); a != notice.Refused {
		t.Error(a)
	}
}

func TestConfig(t *testing.T) {
	for _, c := range []Config{
		{Server: "", From: "a@example.jp"},
		{Server: "http://mail.example.jp", From: "a@example.jp"},
		{Server: "mail.example.jp:25", From: "a@example.jp"},
		{Server: "smtp://mail.example.jp", From: "nobody"},
		{Server: "smtp://mail.example.jp:99999", From: "a@example.jp"},
	} {
		if _, err := New(c); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
}

// Text spells addresses out; a page puts them on the words they belong to. What can be stopped says how, money doesn't.
func TestLinksOfALetter(t *testing.T) {
	s := sender(t, Config{Server: "smtp+plain://127.0.0.1:1"})
	m := notice.Mail{ID: letter.ID, Letter: notice.Letter{Person: "p", Lang: phrase.En, Kind: notice.DigestKind, Subject: "Two",
		Text: "Two\n\n■ Work\n\nA proposal <b>\n/jobs/1/proposals\n\n/searches", Link: "/notices"}}
	l := s.sheet(m, stopKey)
	var html strings.Builder
	if err := page.Execute(&html, l); err != nil {
		t.Fatal(err)
	}
	stop := "https://nariwai.example/en/stop-mails?t=" + notice.Stop{Person: "p", Kind: notice.DigestKind}.Token(stopKey)
	for _, want := range []string{"■ Work\n", "A proposal <b>\nhttps://nariwai.example/en/jobs/1/proposals\n", "https://nariwai.example/en/searches\n", stop, "https://nariwai.example/en/settings/notices"} {
		if !strings.Contains(l.plain(), want) {
			t.Errorf("the text lacks %q:\n%s", want, l.plain())
		}
	}
	for _, want := range []string{`>Work</h2>`, `href="https://nariwai.example/en/jobs/1/proposals" style="color:#00594a">A proposal &lt;b&gt;</a>`, `>https://nariwai.example/en/searches</a>`, stop, "prefers-color-scheme:dark"} {
		if !strings.Contains(html.String(), want) {
			t.Errorf("the page lacks %q:\n%s", want, html.String())
		}
	}
	for _, k := range []notice.Kind{"paid", "reset", "awarded"} {
		m.Kind = k
		if l := s.sheet(m, stopKey); l.Stop != "" || l.Settings != "" {
			t.Errorf("%s can be stopped: %s", k, l.Stop)
		}
	}
}
