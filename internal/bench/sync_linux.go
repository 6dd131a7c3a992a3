package bench

import (
	"os"
	"syscall"
)

// dataSync waits until the disk has what was written, as SQLite and PostgreSQL do.
func dataSync(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }
