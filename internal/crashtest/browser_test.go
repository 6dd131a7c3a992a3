package crashtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// command is a form as a browser sends it. Its key says what is asked of what, so that afterwards the records in the database
// can be held against the ledger: "accept.<item>.<n>".
type command struct {
	verb, of string
	n        int64
	path     string
	form     url.Values
	file     string // a list to upload
	by       who
}

func (c command) key() string { return fmt.Sprintf("%s.%s.%d", c.verb, c.of, c.n) }

// record is the name under which the database remembers the command.
func (c command) record() string { return string(c.by.Person) + "/" + c.key() }

// answer is what came back.
type answer struct {
	status   int
	location string
	body     string
}

func (a answer) done() bool { return a.status == http.StatusSeeOther }

// sent is a command with its answer.
type sent struct {
	command
	answer
}

// browsers send commands to a server that dies and comes back. A command without an answer is sent again with the same key,
// as people do.
type browsers struct {
	server *server
	http   *http.Client
	found  *findings

	keys          atomic.Int64
	requests, cut atomic.Int64

	mu      sync.Mutex
	acked   []sent // what the server said it did
	refused map[int]int
}

func newBrowsers(s *server, found *findings) *browsers {
	return &browsers{server: s, found: found, refused: map[int]int{}, http: &http.Client{
		Timeout:       15 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// command makes a command with a key of its own.
func (b *browsers) command(by who, verb, of, path string, form url.Values) command {
	return command{verb: verb, of: of, n: b.keys.Add(1), path: path, form: form, by: by}
}

// send sends a command until it is answered, and notes it when it was done.
func (b *browsers) send(ctx context.Context, c command) (answer, error) {
	a, err := b.ask(ctx, c)
	if err != nil {
		return a, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case a.done():
		b.acked = append(b.acked, sent{c, a})
	default:
		b.refused[a.status]++
		if a.status >= 500 {
			b.found.bad(answered, "%s was answered with %d", c.key(), a.status)
		}
	}
	return a, nil
}

// ask sends a command until there is an answer to it.
func (b *browsers) ask(ctx context.Context, c command) (answer, error) {
	body, kind := c.body()
	return b.until(ctx, func() (*http.Request, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, b.server.base+c.path, bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		r.Header.Set("Content-Type", kind)
		if c.n%2 == 0 { // a program sends the key so, a form has it hidden
			r.Header.Set("Idempotency-Key", c.key())
		}
		return b.dress(r, c.by), nil
	})
}

// get reads a page.
func (b *browsers) get(ctx context.Context, by who, path string) (answer, error) {
	return b.until(ctx, func() (*http.Request, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.server.base+path, nil)
		if err != nil {
			return nil, err
		}
		return b.dress(r, by), nil
	})
}

func (b *browsers) dress(r *http.Request, by who) *http.Request {
	r.Header.Set("Origin", b.server.base)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: "nariwai", Value: by.session})
	return r
}

const mostTries = 200

// until sends a request until it is answered by a server that isn't too busy.
func (b *browsers) until(ctx context.Context, request func() (*http.Request, error)) (a answer, err error) {
	for range mostTries {
		if err := b.server.gate.wait(ctx); err != nil {
			return a, errEnded
		}
		r, err := request()
		if err != nil {
			return a, err
		}
		b.requests.Add(1)
		a, err = b.once(r)
		if err == nil && a.status != http.StatusServiceUnavailable && a.status != http.StatusTooManyRequests {
			return a, nil
		}
		b.cut.Add(1)
		select {
		case <-ctx.Done():
			return a, errEnded
		case <-time.After(4 * time.Millisecond):
		}
	}
	return a, errors.New("no answer")
}

func (b *browsers) once(r *http.Request) (a answer, err error) {
	w, err := b.http.Do(r)
	if err != nil {
		return a, err
	}
	defer w.Body.Close()
	text, err := io.ReadAll(w.Body) // an answer that is cut off is none
	if err != nil {
		return a, err
	}
	return answer{w.StatusCode, w.Header.Get("Location"), string(text)}, nil
}

// body is what the browser sends: the fields, the hidden key, and the file if there is one.
func (c command) body() (body []byte, kind string) {
	form := url.Values{}
	for k, v := range c.form {
		form[k] = v
	}
	if c.n%2 == 1 {
		form.Set("once", c.key())
	}
	if c.file == "" {
		return []byte(form.Encode()), "application/x-www-form-urlencoded"
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k := range form {
		w.WriteField(k, form.Get(k))
	}
	part, err := w.CreateFormFile("file", "nyukin.csv")
	if err == nil {
		_, err = io.Copy(part, strings.NewReader(c.file))
	}
	if err != nil {
		panic(err) // a buffer takes everything
	}
	w.Close()
	return b.Bytes(), w.FormDataContentType()
}

// answers are what was done so far.
func (b *browsers) answers() []sent {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.acked[:len(b.acked):len(b.acked)]
}
