package bench

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// A browser asks as a person's browser does: with their session, and with the headers by which the site knows its own forms.
type browser struct {
	base   string
	client *http.Client
}

func newBrowser(base string, clients int) *browser {
	return &browser{base, &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: clients, MaxConnsPerHost: clients},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func (b *browser) close() { b.client.CloseIdleConnections() }

// get reads a page, which must be there.
func (b *browser) get(ctx context.Context, path, secret string) error {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base+path, nil)
	if err != nil {
		return err
	}
	_, err = b.ask(q, secret, http.StatusOK)
	return err
}

// post sends a form with the key of its hidden field; the answer must lead to the page at.
func (b *browser) post(ctx context.Context, path, secret string, form url.Values, at string) error {
	if form == nil {
		form = url.Values{}
	}
	form.Set("once", onceKey())
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, b.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a, err := b.ask(q, secret, http.StatusSeeOther)
	if err != nil {
		return err
	}
	if to, _, _ := strings.Cut(a.Header.Get("Location"), "?"); to != at {
		return fmt.Errorf("POST %s leads to %s and not to %s", path, to, at)
	}
	return nil
}

// ask sends a request and reads the answer to its end; its status must be the one that is wanted.
func (b *browser) ask(q *http.Request, secret string, status int) (*http.Response, error) {
	q.Header.Set("Cookie", "nariwai="+secret)
	q.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	if q.Method != http.MethodGet {
		q.Header.Set("Origin", b.base)
		q.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	a, err := b.client.Do(q)
	if err != nil {
		return nil, err
	}
	defer a.Body.Close()
	var text []byte
	if a.StatusCode != status {
		text, _ = io.ReadAll(io.LimitReader(a.Body, 2_000))
	}
	if _, err := io.Copy(io.Discard, a.Body); err != nil {
		return a, err
	}
	if a.StatusCode != status {
		return a, fmt.Errorf("%s %s answered %d, not %d: %s", q.Method, q.URL.Path, a.StatusCode, status, text)
	}
	return a, nil
}

func onceKey() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
