package db

import "context"

// MigrateTo brings the schema to an older version.
func (d *DB) MigrateTo(ctx context.Context, version int64) error {
	p, err := d.provider()
	if err != nil {
		return err
	}
	if _, err = p.UpTo(ctx, version); err != nil {
		return err
	}
	return d.Load(ctx)
}
