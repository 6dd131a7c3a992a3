package db

import (
	"syscall"
	"time"
)

// giveUpUnacknowledged ends a connection whose other side has not acknowledged what was sent: keep-alive alone does not look
// while something is under way, and the system's own limit is a quarter of an hour.
func giveUpUnacknowledged(_, _ string, c syscall.RawConn) error {
	const tcpUserTimeout = 18 // TCP_USER_TIMEOUT, tcp(7)
	var err error
	if e := c.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, int((8 * time.Second).Milliseconds()))
	}); e != nil {
		return e
	}
	return err
}
