package mail

import (
	"strings"
	"testing"
)

const ourID = "019d46fb-cb80-7227-ae46-d33836364833"

// report is a delivery status notification as mail servers write it.
func report(status, original string) string {
	return strings.ReplaceAll(`From: MAILER-DAEMON@mx.example.jp
To: bounces@nariwai.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=utf-8

宛先が見つかりません。

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.jp
Arrival-Date: Wed, 1 Apr 2026 12:00:00 +0900

`+status+`
--b1
`+original+`
--b1--
`, "\n", "\r\n")
}

const gone = `Final-Recipient: rfc822; sato@example.jp
Original-Recipient: rfc822; sato@example.jp
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <sato@example.jp>:
 Recipient address rejected: User unknown
`

const headers = `Content-Type: text/rfc822-headers

From: Nariwai <no-reply@nariwai.example>
Message-ID: <` + ourID + `@nariwai.example>
Subject: x
`

func TestReadBounce(t *testing.T) {
	for _, c := range []struct {
		name, text string
		gone       bool
		why        string // "" for no report
	}{
		{"no such person", report(gone, headers), true, "5.1.1 550 5.1.1 <sato@example.jp>: Recipient address rejected: User unknown"},
		{"the whole mail comes back", report(gone, strings.Replace(headers, "text/rfc822-headers", "message/rfc822", 1)+"\nbody\n"), true, "5.1.1 550"},
		{"in base64", report(gone, "Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: base64\n\nTWVzc2FnZS1JRDogPDAxOWQ0NmZiLWNiODAtNzIyNy1hZTQ2LWQzMzgzNjM2NDgzM0BuYXJpd2FpLmV4YW1wbGU+DQoNCg==\n"), true, "5.1.1"},
		{"full", report(strings.ReplaceAll(gone, "5.1.1", "5.2.2"), headers), false, "5.2.2 550"},
		{"delayed", report(strings.ReplaceAll(strings.Replace(gone, "failed", "delayed", 1), "5.1.1", "4.4.1"), headers), false, ""},
		{"delivered", report(strings.Replace(gone, "failed", "delivered", 1), headers), false, ""},
		{"about somebody else's mail", report(gone, strings.ReplaceAll(headers, ourID, "hello")), false, ""},
		{"about no mail", report(gone, "Content-Type: text/plain\n\nhello\n"), false, ""},
		{"a letter", "From: a@example.jp\r\nSubject: hello\r\n\r\nYour mail is " + ourID + "\r\n", false, ""},
		{"an answer of a machine", "From: a@example.jp\r\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b1\r\n\r\n--b1--\r\n", false, ""},
		{"nothing", "", false, ""},
		{"cut off", report(gone, headers)[:500], false, ""},
	} {
		b, err := ReadBounce(strings.NewReader(c.text))
		if c.why == "" {
			if err == nil {
				t.Errorf("%s: %+v", c.name, b)
			}
			continue
		}
		if err != nil || b.Mail != ourID || b.Gone != c.gone || !strings.HasPrefix(b.Why, c.why) {
			t.Errorf("%s: %+v, %v", c.name, b, err)
		}
	}
}

func FuzzReadBounce(f *testing.F) {
	f.Add(report(gone, headers))
	f.Add(report(strings.Replace(gone, "failed", "delayed", 1), headers))
	f.Add("Content-Type: multipart/report; report-type=delivery-status; boundary=\"\"\r\n\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		b, err := ReadBounce(strings.NewReader(text))
		if err != nil && b != (Bounce{}) {
			t.Errorf("refused and %+v", b)
		}
		if err == nil && (len(b.Mail) != 36 || !strings.Contains(text, string(b.Mail[:8])) && !strings.Contains(strings.ToLower(text), "base64") && !strings.Contains(strings.ToLower(text), "quoted")) {
			t.Errorf("a mail that the report doesn't name: %+v", b)
		}
	})
}
