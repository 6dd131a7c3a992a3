package db

import (
	"context"
	"database/sql"

	"nariwai/internal/fault"
)

// Standbys is how a PostgreSQL's standbys stand, as the primary sees them.
type Standbys struct {
	Synchronous  int64 // connected ones that commits wait for
	Asynchronous int64 // connected ones that get to know later, or never
	Hidden       int64 // connected ones of which our role may not know more: it lacks pg_monitor
	Waits        bool  // commits wait at all: synchronous_commit is neither off nor local
}

// Safe reports whether what is committed now stands on two machines.
func (s Standbys) Safe() bool { return s.Synchronous > 0 && s.Waits }

// Trouble says in English, for whoever runs the machines, why it isn't Safe; "" when it is.
func (s Standbys) Trouble() string {
	switch {
	case s.Safe():
		return ""
	case s.Synchronous > 0:
		return "synchronous_commit does not wait for the standby: a failover would lose payments that people have been told of"
	case s.Hidden > 0:
		return "nobody can tell whether a standby is synchronous: GRANT pg_monitor to the role of the program"
	case s.Asynchronous > 0:
		return "the standby is asynchronous: a failover would lose payments that people have been told of"
	}
	return "no standby is connected: there is nothing to fail over to"
}

// Standbys asks PostgreSQL for its standbys. SQLite has none.
func (d *DB) Standbys(ctx context.Context) (s Standbys, err error) {
	defer fault.Wrap(&err, "look for standbys")
	if d.Engine == SQLite {
		return s, nil
	}
	rows, err := d.read.QueryContext(ctx, `SELECT sync_state, current_setting('synchronous_commit') FROM pg_stat_replication
		WHERE state = 'streaming' OR state IS NULL UNION ALL SELECT 'none', current_setting('synchronous_commit')`)
	if err != nil {
		return s, classify(err)
	}
	defer rows.Close()
	for rows.Next() {
		var state sql.NullString
		var commit string
		if err := rows.Scan(&state, &commit); err != nil {
			return s, err
		}
		s.Waits = commit != "off" && commit != "local"
		switch {
		case !state.Valid:
			s.Hidden++
		case state.String == "sync" || state.String == "quorum":
			s.Synchronous++
		case state.String != "none":
			s.Asynchronous++
		}
	}
	return s, classify(rows.Err())
}
