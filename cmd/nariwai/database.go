package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"nariwai/internal/db"
)

// open opens the database; an SQLite file must be there already unless fresh.
func (p *process) open(fresh bool, options ...db.Option) (*db.DB, error) {
	if !isPostgres(p.db) {
		_, err := os.Stat(p.db)
		switch {
		case err == nil:
		case !fresh:
			return nil, refuse(exitNoData, "there is no database at %s (nariwai migrate makes one, nariwai demo a demonstration)", p.db)
		default:
			if err := os.MkdirAll(filepath.Dir(p.db), 0o700); err != nil {
				return nil, exit{exitNoData, err}
			}
		}
	}
	d, err := db.Open(p, p.db, append(options, db.HoldTime())...)
	if err != nil {
		return nil, exit{exitNoData, err}
	}
	return d, nil
}

// current opens the database and requires that its schema is this program's.
func (p *process) current() (*db.DB, error) {
	d, err := p.open(false)
	if err != nil {
		return nil, err
	}
	if err := upToDate(p, d); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// ready is current with the database's seals opened. Its first key is made only if the command writes.
func (p *process) ready(writes bool) (*db.DB, error) {
	d, err := p.current()
	if err != nil {
		return nil, err
	}
	if err := p.unlock(d, writes); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

func upToDate(p *process, d *db.DB) error {
	pending, err := d.Pending(p)
	if err != nil {
		return exit{exitNoData, err}
	}
	if pending {
		return refuse(exitPending, "the database is older than this program: back it up, then run nariwai migrate")
	}
	if err := d.Load(p); err != nil {
		return exit{exitNoData, err}
	}
	return nil
}

func isPostgres(addr string) bool {
	return strings.HasPrefix(addr, "postgres://") || strings.HasPrefix(addr, "postgresql://")
}

type migrate struct {
	Check bool `help:"Only say whether something is to be done (exit code 4 if so)."`
}

func (m migrate) Run(p *process) error {
	d, err := p.open(!m.Check)
	if err != nil {
		return err
	}
	defer d.Close()
	if m.Check {
		if err := upToDate(p, d); err != nil {
			return err
		}
		fmt.Fprintln(p.out, "the database is up to date")
		return nil
	}
	steps, err := d.Migrate(p)
	for _, s := range steps {
		fmt.Fprintln(p.err, s)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "the database is up to date (%d steps)\n", len(steps))
	return nil
}
