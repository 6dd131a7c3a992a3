package mail

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// server is an SMTP server that keeps what it takes, and refuses what it is told to.
type server struct {
	mu       sync.Mutex
	taken    []string
	users    map[string]string
	rcpt     error // the answer to RCPT TO
	sender   error // the answer to MAIL FROM
	data     error // the answer after the mail
	sessions int
	hangUp   bool // close the connection after each mail
}

func (s *server) NewSession(c *smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions++
	return &session{s: s, c: c}, nil
}

type session struct {
	s *server
	c *smtp.Conn
}

func (x *session) AuthMechanisms() []string {
	if x.s.users == nil {
		return nil
	}
	return []string{sasl.Plain}
}

func (x *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if x.s.users[user] != password {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (x *session) Mail(string, *smtp.MailOptions) error { return x.s.sender }
func (x *session) Rcpt(string, *smtp.RcptOptions) error { return x.s.rcpt }
func (x *session) Reset()                               {}
func (x *session) Logout() error                        { return nil }

func (x *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	if x.s.data != nil {
		return x.s.data
	}
	x.s.taken = append(x.s.taken, string(b))
	if x.s.hangUp {
		time.AfterFunc(20*time.Millisecond, func() { x.c.Conn().Close() })
	}
	return nil
}

// start serves s on a free port of loopback; with implicit, TLS stands from the first byte.
func (s *server) start(t *testing.T, conf *tls.Config, implicit bool) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr = l.Addr().String()
	srv := smtp.NewServer(s)
	srv.Domain = "localhost"
	srv.TLSConfig = conf
	if implicit {
		l = tls.NewListener(l, conf)
	}
	go srv.Serve(l)
	t.Cleanup(func() { srv.Close() })
	return addr
}

// certificate makes a certificate for 127.0.0.1, and the configuration of a client that trusts it.
func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}},
		&tls.Config{RootCAs: roots, ServerName: "127.0.0.1"}
}
