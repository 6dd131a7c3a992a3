package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// poolMost is how many connections a node opens, unless the address says pool_max_conns.
const poolMost = 48

// writersMost is how many transactions a node runs at a time; the others wait for their turn. Two that run side by side and touch
// neighbours make PostgreSQL run one of them again, and more of them at once than the machine has hands for are not done sooner.
const writersMost = 8

// openPostgres opens the pool. The address may name several hosts: the one that takes writes is used, and looked for again
// when it has gone away. What the address leaves out is set so that no dead host is waited for longer than a few seconds.
func (d *DB) openPostgres(addr string) error {
	d.Engine = Postgres
	config, err := pgx.ParseConfig(addr)
	if err != nil {
		return err
	}
	most := poolMost
	if text, ok := config.RuntimeParams["pool_max_conns"]; ok {
		delete(config.RuntimeParams, "pool_max_conns")
		if most, err = strconv.Atoi(text); err != nil || most < 1 {
			return fmt.Errorf("pool_max_conns: %q is no number of connections", text)
		}
	}
	if !strings.Contains(addr, "target_session_attrs") {
		config.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 3 * time.Second
	}
	if !strings.HasPrefix(config.Host, "/") {
		config.DialFunc = dialer().DialContext
	}
	config.OnNotice = noteAlone
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "nariwai"
	}
	d.alone = config.Copy()
	c := stdlib.GetConnector(*config, stdlib.OptionAfterConnect(d.markEpoch), stdlib.OptionResetSession(d.checkEpoch))
	d.write = sql.OpenDB(d.through(pipelinedConnector{c}))
	d.turns = make(chan struct{}, min(writersMost, most))
	d.write.SetMaxOpenConns(most)
	d.write.SetMaxIdleConns(most)
	d.read = d.write
	return nil
}

// dialer notices within ten seconds that a machine is gone that can no longer say so.
func dialer() *net.Dialer {
	return &net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 4 * time.Second, Interval: 2 * time.Second, Count: 3},
		Control:         giveUpUnacknowledged,
	}
}

// A connection keeps the epoch in which it was made. When one is found broken, a new epoch begins, and no connection of an
// older one is used again: after a failover all of them lead to the wrong place, and finding that out one by one takes long.
func (d *DB) distrust(epoch int64) { d.epoch.CompareAndSwap(epoch, epoch+1) }

func (d *DB) markEpoch(_ context.Context, c *pgx.Conn) error {
	c.PgConn().CustomData()["epoch"] = d.epoch.Load()
	return nil
}

func (d *DB) checkEpoch(_ context.Context, c *pgx.Conn) error {
	if c.PgConn().CustomData()["epoch"] != d.epoch.Load() {
		return driver.ErrBadConn
	}
	return nil
}

// gone reports whether err says that the database, or the way to it, is not there just now.
func gone(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch {
		case strings.HasPrefix(e.Code, "08"), // connection exception
			e.Code == "57P01", e.Code == "57P02", e.Code == "57P03", // shutdown, crash, not yet up
			e.Code == "25006", // read only: a primary no more
			e.Code == "53300": // too many connections
			return true
		}
		return false
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok && !errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, pgconn.ErrConnClosed)
}

// A wire is what stands below a connection of the pool; nil when a test stands between.
type wire struct{ *pgconn.PgConn }

func wireOf(conn *sql.Conn) (w wire) {
	conn.Raw(func(c any) error { // its error is what the next statement will meet
		for {
			switch v := c.(type) {
			case *stdlib.Conn:
				w.PgConn = v.Conn().PgConn()
				return nil
			case interface{ Unwrap() driver.Conn }:
				c = v.Unwrap()
			default:
				return nil
			}
		}
	})
	return w
}

func (w wire) closed() bool { return w.PgConn != nil && w.IsClosed() }

// alone reports whether the last commit stands on the primary alone, although it was asked to wait for its standby:
// somebody has cancelled the waiting, and PostgreSQL then answers as if all were well, with a warning.
func (w wire) alone() bool {
	if w.PgConn == nil || w.CustomData()["alone"] == nil {
		return false
	}
	delete(w.CustomData(), "alone")
	return true
}

func noteAlone(c *pgconn.PgConn, n *pgconn.Notice) {
	if n.Routine == "SyncRepWaitForLSN" {
		c.CustomData()["alone"] = true
	}
}
