//go:build !unix

package backup

import "os"

// lockFile opens the file; who runs two servers on one database on such a system must not let both of them copy it.
func lockFile(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
}
