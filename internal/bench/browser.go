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
func (b *browser) get(ctx context.Context, path, secret string) (size int64, err error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base+path, nil)
	if err != nil {
		return 0, err
	}
	return b.send(q, secret, http.StatusOK, "")
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
	q.Header.Set("Origin", b.base)
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	_, err = b.send(q, secret, http.StatusSeeOther, at)
	return err
}

func (b *browser) send(q *http.Request, secret string, status int, at string) (size int64, err error) {
	q.Header.Set("Cookie", "nariwai="+secret)
	q.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	a, err := b.client.Do(q)
	if err != nil {
		return 0, err
	}
	defer a.Body.Close()
	var text strings.Builder
	if a.StatusCode != status {
		io.Copy(&text, io.LimitReader(a.Body, 2_000))
	}
	if size, err = io.Copy(io.Discard, a.Body); err != nil {
		return size, err
	}
	if to, _, _ := strings.Cut(a.Header.Get("Location"), "?"); a.StatusCode != status || at != "" && to != at {
		return size, fmt.Errorf("%s %s answered %d to %q: %s", q.Method, q.URL.Path, a.StatusCode, a.Header.Get("Location"), text.String())
	}
	return size, nil
}

func onceKey() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
