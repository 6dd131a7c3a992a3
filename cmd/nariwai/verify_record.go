package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"nariwai/internal/usecase/attesting"
)

// verifyRecord says whether a signed record is what a site has signed. It needs no database. It exits with 1 when it is not.
type verifyRecord struct {
	File     string `arg:"" help:"The signed record, as it was downloaded."`
	SiteKeys string `placeholder:"FILE" help:"The site's keys, as it publishes them at /.well-known/nariwai-keys.json. Default: asked of --site."`
	Site     string `placeholder:"URL" help:"The site to ask for its keys. Default: the one that the record names, which is shown."`
}

const (
	mostRecord = 4 << 20 // bytes; more than any record has
	mostKeys   = 1 << 16
	askKeys    = 15 * time.Second
)

func (v verifyRecord) Run(p *process) error {
	file, err := readAtMost(v.File, mostRecord)
	if err != nil {
		return exit{exitUsage, err}
	}
	var keys []byte
	if v.SiteKeys != "" {
		keys, err = readAtMost(v.SiteKeys, mostKeys)
	} else {
		keys, err = v.ask(p, file)
	}
	if err != nil {
		return err
	}
	r, err := attesting.VerifyRecord(file, keys)
	if err != nil {
		return err
	}
	total := r.Total()
	fmt.Fprintf(p.out, "%s has signed this on %s\n%s (@%s): %d contracts done, %d of %d deliveries in time, %d of %d reviews satisfied, %d seals\n",
		r.Site, r.IssuedAt, r.Worker.Name, r.Worker.Handle, total.Done, total.OnTime, total.Items, total.Satisfied, total.Reviews, len(r.Standing()))
	return nil
}

func readAtMost(path string, most int64) (text []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err = io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(text)) > most {
		err = fmt.Errorf("%s is larger than %d bytes", path, most)
	}
	return text, err
}

// ask fetches a site's keys.
func (v verifyRecord) ask(p *process, file []byte) (keys []byte, err error) {
	at, err := attesting.KeysAt(file)
	if v.Site != "" {
		at, err = attesting.PublishedAt(v.Site)
	}
	if err != nil {
		return nil, err
	}
	q, err := http.NewRequestWithContext(p, http.MethodGet, at, nil)
	if err != nil {
		return nil, err
	}
	client := http.Client{Timeout: askKeys, CheckRedirect: func(*http.Request, []*http.Request) error {
		return errors.New("the site sends us on to another address for its keys")
	}}
	a, err := client.Do(q)
	if err != nil {
		return nil, err
	}
	defer a.Body.Close()
	if a.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s", at, a.Status)
	}
	return io.ReadAll(io.LimitReader(a.Body, mostKeys+1))
}
