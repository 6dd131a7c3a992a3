// Package mail hands queued mails to an SMTP server. It keeps no queue of its own:
// what has not been taken stays in the database and is tried again.
package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-msgauth/dkim"
	gomail "github.com/wneessen/go-mail"

	"nariwai/internal/notice"
)

// Config says which server takes our mails and what they say of us.
type Config struct {
	// Server is smtp://user:password@host:587 (STARTTLS is required), smtps://…:465 (TLS from the start)
	// or smtp+plain://host:25 (no TLS: for a relay on this machine).
	Server string
	From   string // the sender's address; its domain names the Message-IDs
	Name   string // the sender's name, may be Japanese
	Base   string // the address of the site, as https://nariwai.example
	// Bounces is where mail servers send what they could not deliver; "" is From.
	Bounces string
	// DKIM says that our mails carry a signature (RFC 6376); without a key they carry none.
	DKIM DKIM
	TLS  *tls.Config // nil for the usual; tests put their own certificate here
}

// Sender sends mails through one server.
type Sender struct {
	options      []gomail.Option
	host         string
	from         mail.Address
	domain, base string
	bounces      string
	dkim         *dkim.SignOptions // nil without a key
}

// One step of a conversation takes at most this long, so that dialling and sending stay well within notice.Lease.
const patience = 30 * time.Second

// New checks the configuration; it does not connect.
func New(c Config) (*Sender, error) {
	u, err := url.Parse(c.Server)
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("mail server: want smtp://user:password@host:587, smtps:// or smtp+plain://")
	}
	s := &Sender{host: u.Hostname(), base: strings.TrimSuffix(c.Base, "/")}
	port := 0
	switch u.Scheme {
	case "smtp":
		port = 587
		s.options = append(s.options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case "smtps":
		port = 465
		s.options = append(s.options, gomail.WithSSL())
	case "smtp+plain":
		port = 25
		s.options = append(s.options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, fmt.Errorf("mail server: %q is none of smtp, smtps, smtp+plain", u.Scheme)
	}
	if p := u.Port(); p != "" {
		if port, err = strconv.Atoi(p); err != nil {
			return nil, fmt.Errorf("mail server: port %q", p)
		}
	}
	from, err := mail.ParseAddress(c.From)
	if err != nil {
		return nil, fmt.Errorf("mail sender: %q is not an address", c.From)
	}
	if c.Bounces != "" {
		b, err := mail.ParseAddress(c.Bounces)
		if err != nil {
			return nil, fmt.Errorf("address for bounces: %q is not an address", c.Bounces)
		}
		s.bounces = b.Address
	}
	s.from = mail.Address{Name: c.Name, Address: from.Address}
	_, s.domain, _ = strings.Cut(from.Address, "@")
	if s.dkim, err = c.DKIM.options(s.domain); err != nil {
		return nil, err
	}
	s.options = append(s.options, gomail.WithPort(port), gomail.WithTimeout(patience), gomail.WithHELO(s.domain))
	if c.TLS != nil {
		s.options = append(s.options, gomail.WithTLSConfig(c.TLS))
	}
	if user := u.User.Username(); user != "" {
		password, _ := u.User.Password()
		s.options = append(s.options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(user), gomail.WithPassword(password))
	}
	if _, err := gomail.NewClient(s.host, s.options...); err != nil {
		return nil, fmt.Errorf("mail server: %w", err)
	}
	return s, nil
}

// Session is a conversation with the server, opened by the first mail and kept for the next ones.
// It is used by one goroutine.
type Session struct {
	s      *Sender
	client *gomail.Client
	key    []byte
}

// Open starts a session; Close ends it. key signs the links by which one stops a kind of mail; without it there are none.
func (s *Sender) Open(key []byte) *Session { return &Session{s: s, key: key} }

// Close ends the conversation.
func (x *Session) Close() {
	if x != nil && x.client != nil {
		x.client.Close()
		x.client = nil
	}
}

// Send hands m to the server and says what became of it; why is for the desk, "" when the server has taken it.
// An answer that was lost on the way counts as Later, so such a mail may arrive twice, under one Message-ID.
func (x *Session) Send(ctx context.Context, m notice.Mail) (a notice.Answer, why string) {
	msg, err := x.s.message(m, x.key)
	if err != nil { // an address that no server would take
		return notice.Refused, err.Error()
	}
	fresh := x.client == nil
	if fresh {
		if err := x.dial(ctx); err != nil {
			return notice.Unreachable, err.Error()
		}
	}
	err = x.client.Send(msg)
	if msg.IsDelivered() { // what failed after that does not concern this mail
		if err != nil {
			x.Close()
		}
		return notice.Taken, ""
	}
	a = answer(err)
	if a == notice.Later && x.client.Reset() != nil {
		x.Close() // the connection is gone; whether the mail went first is unknown, unless it had not begun
		if e, ok := errors.AsType[*gomail.SendError](err); ok && before(e.Reason) {
			a = notice.Unreachable
		}
	}
	if a == notice.Unreachable {
		x.Close()
		if !fresh { // the server has hung up since the last mail
			return x.Send(ctx, m)
		}
	}
	return a, err.Error()
}

func (x *Session) dial(ctx context.Context) error {
	c, err := gomail.NewClient(x.s.host, x.s.options...)
	if err != nil {
		return err
	}
	if err := c.DialWithContext(ctx); err != nil {
		return err
	}
	x.client = c
	return nil
}

// answer reads what an error of go-mail means for the mail.
func answer(err error) notice.Answer {
	e, ok := errors.AsType[*gomail.SendError](err)
	switch {
	case !ok:
		return notice.Later
	case e.Reason == gomail.ErrConnCheck, e.ErrorCode() == 421: // 421: the server is closing down
		return notice.Unreachable
	case e.Reason == gomail.ErrSMTPRcptTo && notice.NoMailbox(e.ErrorCode(), e.EnhancedStatusCode()):
		return notice.Gone
	case e.ErrorCode() >= 500 && e.Reason != gomail.ErrSMTPMailFrom: // who refuses the sender refuses us, not this mail
		return notice.Refused
	}
	return notice.Later
}

// before reports whether an error came before the mail itself was on the wire.
func before(r gomail.SendErrReason) bool {
	return r == gomail.ErrSMTPMailFrom || r == gomail.ErrSMTPRcptTo || r == gomail.ErrSMTPData
}
