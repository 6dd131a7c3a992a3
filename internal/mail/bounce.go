package mail

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strconv"
	"strings"

	"nariwai/internal/id"
	"nariwai/internal/notice"
)

// A Bounce is what a mail server says of a mail that it could not deliver.
type Bounce struct {
	Mail id.Mail // which of ours it was
	Gone bool    // there is no such mailbox
	Why  string  // in the server's words, for the desk
}

// ErrNoReport says that a mail is no report about a mail of ours: an answer of a machine, or somebody's letter.
var ErrNoReport = errors.New("no delivery report about a mail of ours")

const reportMost = 1 << 20

// ReadBounce reads a delivery status notification (RFC 3464). It is believed only where it names the mail it is about by its
// Message-ID, which besides us only its receiver and the servers between know: so nobody can stop another one's mails with
// a letter to our address for bounces.
func ReadBounce(r io.Reader) (b Bounce, err error) {
	msg, err := mail.ReadMessage(bufio.NewReader(io.LimitReader(r, reportMost)))
	if err != nil {
		return b, ErrNoReport
	}
	kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/report" || params["boundary"] == "" || !strings.EqualFold(params["report-type"], "delivery-status") {
		return b, ErrNoReport
	}
	failed := false
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for range 10 { // there are three in a report
		p, err := parts.NextRawPart()
		if err != nil {
			break
		}
		kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
		body := decoded(p)
		switch kind {
		case "message/delivery-status", "message/global-delivery-status":
			b.Gone, b.Why, failed = status(body)
		case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers":
			h, _ := textproto.NewReader(bufio.NewReader(body)).ReadMIMEHeader() // headers that are cut off are headers all the same
			b.Mail = ours(h.Get("Message-Id"))
		}
	}
	if b.Mail == "" || !failed {
		return Bounce{}, ErrNoReport
	}
	return b, nil
}

func decoded(p *multipart.Part) io.Reader {
	switch strings.ToLower(p.Header.Get("Content-Transfer-Encoding")) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, p)
	case "quoted-printable":
		return quotedprintable.NewReader(p)
	}
	return p
}

// status reads the groups of a report: the first is about the server, each other one about a recipient. We write to one.
func status(r io.Reader) (gone bool, why string, failed bool) {
	text, _ := io.ReadAll(r)
	text = append(bytes.TrimLeft(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), "\n"), "\n\n"...)
	groups := textproto.NewReader(bufio.NewReader(bytes.NewReader(text)))
	for range 20 {
		h, err := groups.ReadMIMEHeader()
		if action := strings.ToLower(h.Get("Action")); action != "" {
			_, said, _ := strings.Cut(h.Get("Diagnostic-Code"), ";")
			enhanced, _, _ := strings.Cut(strings.TrimSpace(h.Get("Status")), " ")
			code, _ := strconv.Atoi(firstWord(said))
			if action == "failed" {
				failed = true
				gone = notice.NoMailbox(code, enhanced)
				why = strings.ToValidUTF8(strings.TrimSpace(enhanced+" "+strings.TrimSpace(said)), "�")
			}
		}
		if err != nil {
			break
		}
	}
	return gone, why, failed
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	word, _, _ = strings.Cut(word, "-")
	return word
}

// ours is the mail that a Message-ID of ours names.
func ours(messageID string) id.Mail {
	local, domain, ok := strings.Cut(strings.Trim(strings.TrimSpace(messageID), "<>"), "@")
	if !ok || domain == "" || len(local) != 36 || strings.Trim(local, "0123456789abcdef-") != "" {
		return ""
	}
	return id.Mail(local)
}
