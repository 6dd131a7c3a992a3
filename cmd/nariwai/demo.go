package main

import (
	"errors"
	"fmt"
	"log/slog"
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
	return c.serve(p, d, p.logs.logger(p.err, slog.LevelWarn), steps(nil), func(base string) {
		fmt.Fprintf(p.out, "\nNariwai 生業\n  %s\n  %s/en/\n", base, base)
	})
}
