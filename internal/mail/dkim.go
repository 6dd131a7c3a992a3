package mail

import (
	"bytes"
	"cmp"
	"crypto"
	"crypto/rsa"
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-msgauth/dkim"
	gomail "github.com/wneessen/go-mail"
)

// DKIM is the signature that tells readers' servers that a mail is ours and that nobody has changed it.
type DKIM struct {
	Key      []byte // PEM: RSA of 2048 bits or more, or Ed25519; empty for no signature
	Selector string // the public key stands in DNS at <Selector>._domainkey.<Domain>
	Domain   string // "" is that of the sender's address
}

// signed is what the signature covers: RFC 6376 5.4.1, and what RFC 8058 asks for. What stands twice is covered once more
// than a mail has it, so that nobody can put a second one in.
var signed = []string{"From", "From", "To", "To", "Subject", "Subject", "Date", "Date", "Message-ID", "Message-ID", "Content-Type", "Content-Type",
	"MIME-Version", "Content-Language", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Unsubscribe-Post"}

// options checks d and returns how mails are signed; nil when there is no key.
func (d DKIM) options(sender string) (*dkim.SignOptions, error) {
	if len(d.Key) == 0 {
		return nil, nil
	}
	if d.Selector == "" {
		return nil, errors.New("DKIM: the selector is missing")
	}
	key, err := gomail.PrivKeyFromPEM(d.Key)
	if err != nil {
		return nil, fmt.Errorf("DKIM key: %w", err)
	}
	if k, ok := key.(*rsa.PrivateKey); ok && k.N.BitLen() < 2048 {
		return nil, fmt.Errorf("DKIM key: %d bits are too few, readers want 2048", k.N.BitLen())
	}
	return &dkim.SignOptions{Domain: cmp.Or(d.Domain, sender), Selector: d.Selector, Signer: key, Hash: crypto.SHA256,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed, HeaderKeys: signed}, nil
}

// sign puts a signature on top of a mail. (go-mail can do so itself, but folds a long list of headers within their names,
// which no reader verifies.)
func sign(msg *gomail.Msg, o *dkim.SignOptions) error {
	s, err := dkim.NewSigner(o)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return err
	}
	_, err = s.Write(b.Bytes())
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	_, value, _ := strings.Cut(strings.TrimSpace(s.Signature()), ": ")
	msg.SetGenHeaderPreformatted("DKIM-Signature", value)
	return nil
}
