package crashtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// root is the directory of the module.
var root = sync.OnceValue(func() string {
	wd, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	return filepath.Dir(filepath.Dir(wd))
})

// goBuild runs the go command with -overlay, if there is one, in the module's directory.
func goBuild(t testing.TB, overlay string, args ...string) {
	t.Helper()
	if overlay != "" {
		args = append([]string{args[0], "-overlay", overlay}, args[1:]...)
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = root()
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-trimpath")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// binary builds the program and returns its path; it goes with the test.
func binary(t testing.TB, overlay string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "nariwai")
	goBuild(t, overlay, "build", "-o", path, "./cmd/nariwai")
	return path
}

// plain is the program as it is, built once for all tests of this run.
func plain(t testing.TB) string {
	t.Helper()
	path, err := plainOnce()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var plainDir string

var plainOnce = sync.OnceValues(func() (string, error) {
	var err error
	if plainDir, err = os.MkdirTemp("", "nariwai-crash"); err != nil {
		return "", err
	}
	path := filepath.Join(plainDir, "nariwai")
	cmd := exec.Command("go", "build", "-o", path, "./cmd/nariwai")
	cmd.Dir = root()
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-trimpath")
	out, err := cmd.CombinedOutput()
	if err != nil {
		os.Stderr.Write(out)
	}
	return path, err
})
