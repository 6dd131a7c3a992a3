//go:build unix

package backup

import (
	"errors"
	"os"
	"syscall"
)

// lockFile holds a file for this process until it is closed or the process ends, however it ends.
func lockFile(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = &lockedError{name}
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
