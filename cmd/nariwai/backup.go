package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"nariwai/internal/backup"
	"nariwai/internal/blob"
	"nariwai/internal/db"
)

// copying is how serve copies what is committed to another place.
type copying struct {
	To        string        `placeholder:"DIR|s3://BUCKET/PREFIX?endpoint=URL" help:"SQLite: copy everything, encrypted, to a directory or a bucket while the site runs, so that any moment can be restored. The keys of a bucket are taken from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."`
	Recipient []string      `placeholder:"AGE1…" help:"Who can read the copies: recipients of age. nariwai backup-key makes one."`
	Every     time.Duration `default:"500ms" help:"How often is copied: what a lost machine takes with it at most, and the grain of the moments that can be restored. Default: ${default}."`
	Fine      time.Duration `default:"24h" help:"How long every such moment can be restored; of what is older, one in each minute. Default: ${default}."`
	Keep      time.Duration `default:"720h" help:"How far back anything can be restored. Default: ${default}."`
}

// options are those with which a database is opened that is copied.
func (c copying) options() []db.Option {
	if c.To == "" {
		return nil
	}
	return []db.Option{db.LeaveCheckpoints()}
}

const pgBackRest = "is for SQLite: PostgreSQL is backed up with pgBackRest, as docs/operating.md shows"

// keeper begins to copy, and returns the keeper, to be closed after the database, and a function that stops it. Without --backup-to it returns nothing to do.
func (c copying) keeper(p *process, d *db.DB, files *blob.Store, log *slog.Logger) (k *backup.Keeper, stop func(), err error) {
	if c.To == "" {
		return nil, func() {}, nil
	}
	if d.Engine == db.Postgres {
		return nil, nil, refuse(exitUsage, "--backup-to %s", pgBackRest)
	}
	v, err := backup.OpenForWriting(c.To, c.Recipient)
	if err != nil {
		return nil, nil, exit{exitUsage, err}
	}
	k = backup.NewKeeper(d, p.db, files, v, backup.Rhythm{Every: c.Every, Fine: c.Fine, Keep: c.Keep}, log)
	ctx, cancel := context.WithCancel(context.WithoutCancel(p)) // while requests are finished they are copied, too
	var running sync.WaitGroup
	running.Go(func() { k.Run(ctx) })
	return k, func() { cancel(); running.Wait() }, nil
}

// backupOnce copies the database as it is now.
type backupOnce struct {
	To        string        `required:"" env:"NARIWAI_BACKUP_TO" placeholder:"DIR|s3://BUCKET/PREFIX?endpoint=URL" help:"Where to."`
	Recipient []string      `env:"NARIWAI_BACKUP_RECIPIENT" placeholder:"AGE1…" help:"Who can read the copy: recipients of age. nariwai backup-key makes one."`
	Keep      time.Duration `env:"NARIWAI_BACKUP_KEEP" default:"720h" help:"Remove earlier copies that are older. Default: ${default}."`
	Files     string        `placeholder:"DIR" help:"Where delivered files are kept. Default: files beside the database."`
}

func (b backupOnce) Run(p *process) (err error) {
	if isPostgres(p.db) {
		return refuse(exitUsage, "nariwai backup %s", pgBackRest)
	}
	d, err := p.current() // a database that is not ours is not copied
	if err != nil {
		return err
	}
	if err := d.Close(); err != nil {
		return err
	}
	v, err := backup.OpenForWriting(b.To, b.Recipient)
	if err != nil {
		return exit{exitUsage, err}
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	files, err := site{Files: b.Files}.openFiles(p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, files.Close()) }()
	start := time.Now()
	n, err := backup.Once(p, p.db, files, v, b.Keep, p.logs.logger(p.err, slog.LevelWarn))
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s is in %s, with %d files that were not there yet (%s)\n", p.db, b.To, n, time.Since(start).Round(time.Millisecond))
	return nil
}

// restore brings a database and its files back.
type restore struct {
	From  string `required:"" env:"NARIWAI_BACKUP_TO" placeholder:"DIR|s3://BUCKET/PREFIX?endpoint=URL" help:"Where the backup lies."`
	Key   string `required:"" env:"NARIWAI_BACKUP_KEY" placeholder:"FILE" help:"The file with the key."`
	At    string `placeholder:"TIME" help:"The moment to go back to, as 2026-11-23T12:34:56+09:00, or without the zone in Japan's time. Default: the newest."`
	Files string `placeholder:"DIR" help:"Where delivered files are kept. Default: files beside the database."`
}

var japan = time.FixedZone("JST", 9*60*60)

func parseMoment(s string) (at time.Time, err error) {
	if s == "" {
		return at, nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if at, err = time.ParseInLocation(layout, s, japan); err == nil {
			return at, nil
		}
	}
	return at, fmt.Errorf("%q is no moment, as 2026-11-23T12:34:56+09:00", s)
}

func (r restore) Run(p *process) (err error) {
	if isPostgres(p.db) {
		return refuse(exitUsage, "nariwai restore %s", pgBackRest)
	}
	at, err := parseMoment(r.At)
	if err != nil {
		return exit{exitUsage, err}
	}
	v, err := backup.OpenForReading(r.From, r.Key)
	if err != nil {
		return exit{exitNoData, err}
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	files, err := site{Files: r.Files}.openFiles(p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, files.Close()) }()
	start := time.Now()
	done, err := backup.Restore(p, v, p.db, files, at, newProgress(p.err, "files").Step)
	switch {
	case errors.Is(err, backup.ErrExists):
		return exit{exitRefused, err}
	case err != nil:
		return err
	}
	fmt.Fprintf(p.out, "%s is as it was at %s, with %d files that were not there (%s). Now count everything: nariwai verify --db %s\n",
		p.db, done.At.In(japan).Format("2006-01-02T15:04:05.000Z07:00"), done.Files, time.Since(start).Round(time.Millisecond), filepath.Clean(p.db))
	return nil
}

// backupKey makes the key for backups.
type backupKey struct {
	File string `arg:"" placeholder:"FILE" env:"NARIWAI_BACKUP_KEY" help:"Where to write it. It must not stay on the machine that it protects."`
}

func (b backupKey) Run(p *process) error {
	recipient, err := backup.NewKey(b.File)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s holds the key: keep it away from this machine, and twice.\nThe recipient, for NARIWAI_BACKUP_RECIPIENT: %s\n", b.File, recipient)
	return nil
}
