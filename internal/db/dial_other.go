//go:build !linux

package db

import "syscall"

// Elsewhere keep-alive must do.
func giveUpUnacknowledged(_, _ string, _ syscall.RawConn) error { return nil }
