package mail

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"nariwai/internal/notice"
)

// keyPair is a private key as a file holds it, and the record that stands in DNS.
func keyPair(t *testing.T, kind string, bits int) (file []byte, record string) {
	t.Helper()
	var private crypto.Signer
	var public []byte
	var err error
	if kind == "rsa" {
		var k *rsa.PrivateKey
		if k, err = rsa.GenerateKey(rand.Reader, bits); err == nil {
			public, err = x509.MarshalPKIXPublicKey(k.Public())
			private = k
		}
	} else {
		var k ed25519.PrivateKey
		public, k, err = ed25519.GenerateKey(rand.Reader)
		private = k
	}
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), "v=DKIM1; k=" + kind + "; p=" + base64.StdEncoding.EncodeToString(public)
}

// What arrives at a real server is verified by another program's reading of the standard, with the key from DNS.
func TestDKIM(t *testing.T) {
	for _, kind := range []string{"rsa", "ed25519"} {
		t.Run(kind, func(t *testing.T) {
			file, record := keyPair(t, kind, 2048)
			srv := &server{}
			s := sender(t, Config{Server: "smtp+plain://" + srv.start(t, nil, false), DKIM: DKIM{Key: file, Selector: "n2026"}})
			m := letter
			m.Person, m.Kind = "019d46fb-0000-7227-ae46-d33836364833", "proposed"
			for range 2 {
				if a, why := send(t, s, m); a != notice.Taken {
					t.Fatal(a, why)
				}
			}
			unsigned := func(raw string) string {
				_, rest, _ := strings.Cut(raw, "Auto-Submitted")
				return rest
			}
			if unsigned(srv.taken[0]) != unsigned(srv.taken[1]) {
				t.Error("a second attempt is another mail")
			}
			dns := &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
				if name != "n2026._domainkey.nariwai.example" {
					return nil, errors.New("asked for " + name)
				}
				return []string{record}, nil
			}}
			verify := func(raw string) error {
				t.Helper()
				list, err := dkim.VerifyWithOptions(strings.NewReader(raw), dns)
				if err != nil || len(list) != 1 {
					t.Fatalf("%d signatures, %v", len(list), err)
				}
				if list[0].Domain != "nariwai.example" {
					t.Errorf("signed by %s", list[0].Domain)
				}
				for _, want := range []string{"from", "to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post"} {
					if !strings.Contains(strings.ToLower(strings.Join(list[0].HeaderKeys, " ")), want) {
						t.Errorf("%s is not signed", want)
					}
				}
				return list[0].Err
			}
			raw := srv.taken[0]
			if err := verify(raw); err != nil {
				t.Errorf("%v in\n%s", err, raw)
			}
			// The Japanese subject comes in several lines; who changes it, the body or the link, breaks the seal.
			for _, changed := range []string{
				strings.Replace(raw, "Subject:", "Subject: x", 1), strings.Replace(raw, "<https://nariwai.example/stop", "<https://other.example/stop", 1),
				strings.Replace(raw, "\r\n\r\n", "\r\n\r\nx", 1), "Subject: another one\r\n" + raw,
			} {
				if changed == raw {
					t.Fatal("nothing was changed")
				}
				if verify(changed) == nil {
					t.Errorf("a changed mail is taken for ours:\n%.300s", changed)
				}
			}
		})
	}
}

func TestDKIMConfig(t *testing.T) {
	good, _ := keyPair(t, "ed25519", 0)
	weak, _ := keyPair(t, "rsa", 1024)
	for name, d := range map[string]DKIM{
		"no selector": {Key: good}, "a weak key": {Key: weak, Selector: "s"}, "no key": {Key: []byte("hello"), Selector: "s"},
	} {
		if _, err := New(Config{Server: "smtp+plain://localhost", From: "a@nariwai.example", DKIM: d}); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if _, err := New(Config{Server: "smtp+plain://localhost", From: "a@nariwai.example", Bounces: "nobody"}); err == nil {
		t.Error("a wrong address for bounces is taken")
	}
}
