package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the schema to this program's version and returns the steps it took. Of several nodes that do so at once,
// one takes each step and the others wait for it.
func (d *DB) Migrate(ctx context.Context) (steps []string, err error) {
	defer fault.Wrap(&err, "migrate")
	p, err := d.provider()
	if err != nil {
		return nil, err
	}
	done, err := p.Up(ctx)
	for _, r := range done {
		steps = append(steps, r.String())
	}
	if err == nil {
		err = d.Load(ctx)
	}
	return steps, err
}

// Pending reports whether the schema is older than this program.
func (d *DB) Pending(ctx context.Context) (bool, error) {
	p, err := d.provider()
	if err != nil {
		return false, err
	}
	return p.HasPending(ctx)
}

func (d *DB) provider() (*goose.Provider, error) {
	dialect := goose.DialectSQLite3
	var options []goose.ProviderOption
	if d.Engine == Postgres {
		dialect = goose.DialectPostgres
		// A row with a lease, not an advisory lock: it also holds behind a proxy that gives each statement another session.
		l, err := lock.NewPostgresTableLocker(lock.WithTableLockTimeout(500*time.Millisecond, 600))
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithLocker(l))
	}
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	options = append(options, goose.WithGoMigrations(d.words(), d.workerWords()))
	return goose.NewProvider(dialect, d.write, dir, options...)
}

// Load reads what the database says of itself: whether it is a demonstration, how far its clock was moved, and what time it knows.
func (d *DB) Load(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "load meta")
	var demo, offset int64
	for name, dest := range map[string]*int64{"demonstration": &demo, "clock_offset": &offset} {
		err := d.read.QueryRowContext(ctx, "SELECT value FROM db_meta WHERE name = $1", name).Scan(dest)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	}
	d.demo.Store(demo == 1)
	if d.demo.Load() {
		d.offset.Store(offset)
	}
	return d.rememberTime(ctx)
}

// Demonstration reports whether this database was marked a demonstration at its creation.
func (d *DB) Demonstration() bool { return d.demo.Load() }

// MarkDemonstration marks an empty database as a demonstration, whose clock starts offset away from the machine's.
// A database in which somebody has signed up is refused.
func (d *DB) MarkDemonstration(ctx context.Context, offset clock.Duration) (err error) {
	defer fault.Wrap(&err, "mark demonstration")
	err = d.Write(ctx, func(tx *Tx) error {
		var n int64
		if err := One(ctx, tx, []any{&n}, "SELECT COUNT(*) FROM people_person"); err != nil {
			return err
		}
		if n > 0 {
			return errors.New("the database is in use: only an empty one can become a demonstration")
		}
		if err := setMeta(ctx, tx, "demonstration", 1); err != nil {
			return err
		}
		return setMeta(ctx, tx, "clock_offset", int64(offset))
	})
	if err != nil {
		return err
	}
	return d.Load(ctx)
}

// MoveClock moves a demonstration's clock on by step, which must be positive. Call Load after the commit.
func (d *DB) MoveClock(ctx context.Context, tx *Tx, step clock.Duration) error {
	if !d.Demonstration() || step <= 0 {
		return fault.New(fault.Forbidden, "時計を進められるのは、体験用の市場だけです")
	}
	return setMeta(ctx, tx, "clock_offset", d.offset.Load()+int64(step))
}

func setMeta(ctx context.Context, tx *Tx, name string, value int64) error {
	return tx.Exec(ctx, 1, `INSERT INTO db_meta (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
}
