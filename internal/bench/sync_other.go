//go:build !linux

package bench

import "os"

// dataSync waits until the disk has what was written.
func dataSync(f *os.File) error { return f.Sync() }
