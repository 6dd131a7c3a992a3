package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"

	"nariwai/internal/blob"
	"nariwai/internal/db"
	market "nariwai/internal/demo"
	"nariwai/internal/phrase"
	"nariwai/internal/usecase/demonstration"
	"nariwai/internal/web"
)

// demo serves a market with invented people, for looking around. It is made once; later it goes on where it stood.
type demo struct {
	site
}

func (c demo) Run(p *process) (err error) {
	if err := c.onlyHere(); err != nil {
		return err
	}
	d, err := p.open(true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if _, err := d.Migrate(p); err != nil {
		return err
	}
	if !d.Demonstration() {
		if err := d.MarkDemonstration(p, 0); err != nil {
			return refuse(exitRefused, "%s can't become a demonstration: %w", p.db, err)
		}
	}
	if err := p.unlock(d, true); err != nil {
		return err
	}
	files, err := c.openFiles(p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, files.Close()) }()
	if err := fillOnce(p, d, files); err != nil {
		return err
	}
	return c.serve(p, d, files, p.logs.logger(p.err, slog.LevelWarn), steps(nil, files), func(base string) {
		fmt.Fprintf(p.out, "\nNariwai 生業\n  %s\n  %s/en/\n", base, base)
		printSignIns(p.out, base)
	})
}

// fillOnce plays the invented market into a database that is still empty.
func fillOnce(p *process, d *db.DB, files *blob.Store) error {
	complete, begun, err := demonstration.Filled(p, d)
	switch {
	case err != nil || complete:
		return err
	case begun:
		return refuse(exitRefused, "the demonstration in %s was broken off while it was being filled, and is no use half-way: remove it and start again", p.db)
	}
	return market.Fill(p, d, files, newProgress(p.err, "filling the demonstration market").Step)
}

// roles are what people do whose sign-ins a demonstration shows.
var roles = map[string]string{
	"worker": "働く人として入る",
	"client": "依頼主として入る",
	"desk":   "運営の机に入る（1人め）",
	"desk2":  "運営の机に入る（2人め）",
}

func printSignIns(w io.Writer, base string) {
	fmt.Fprintf(w, "\nSign in as (one click at %s/demo/signin, or with the passphrase %s):\n", base, market.Passphrase)
	for _, in := range market.SignIns() {
		fmt.Fprintf(w, "  %-38s %s\n", phrase.T(phrase.En, roles[in.Role]), in.Email)
	}
	fmt.Fprintln(w, "  The desk's pages ask for a code, which the demonstration shows.")
}

// doors are the sign-ins as the demonstration's page lists them.
func doors() (list []web.DemoDoor) {
	for _, in := range market.SignIns() {
		list = append(list, web.DemoDoor{Email: in.Email, Password: in.Passphrase, Role: roles[in.Role]})
	}
	return list
}
