package trouble

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// A disk keeps for certain only what it was told to keep by a sync; of what was written since, a power cut leaves any part.
// This one stands between SQLite and the files of one directory. All that SQLite does goes through to the real files; beside
// them the disk knows what is durable, and from that it makes images of what a power cut would leave.
type disk struct {
	dir string // whose files it watches

	mu     sync.Mutex
	files  map[string]*platter
	random *rand.Rand
	next   int    // after so many operations the power is cut
	cut    func() // what happens then; nil: it is never cut
	writes int
	syncs  int
}

// platter is a file: what is durable, and what has been done to it since.
type platter struct {
	durable []byte
	since   []change
}

// change is a write at an offset, or, without data, a cutting off there.
type change struct {
	at   int64
	data []byte
}

const sector = 512 // what a disk writes whole or not at all

func (p *platter) apply(c change) {
	if c.data == nil {
		p.durable = resized(p.durable, int(c.at))
		return
	}
	if end := int(c.at) + len(c.data); end > len(p.durable) {
		p.durable = resized(p.durable, end)
	}
	copy(p.durable[c.at:], c.data)
}

func resized(b []byte, n int) []byte {
	if n <= len(b) {
		return b[:n]
	}
	return append(b, make([]byte, n-len(b))...)
}

// left is what a power cut leaves of the file: all that is durable, and of the rest nothing, a beginning, everything, or any
// sectors of any writes.
func (p *platter) left(r *rand.Rand) []byte {
	left := &platter{durable: slices.Clone(p.durable)}
	switch r.IntN(4) {
	case 0:
	case 1:
		for _, c := range p.since[:r.IntN(len(p.since)+1)] {
			left.apply(c)
		}
	case 2:
		for _, c := range p.since {
			left.apply(c)
		}
	default:
		for _, c := range p.since {
			if c.data == nil {
				if r.IntN(2) == 0 {
					left.apply(c)
				}
				continue
			}
			for from := int64(0); from < int64(len(c.data)); {
				end := min((c.at+from)/sector*sector+sector-c.at, int64(len(c.data)))
				if r.IntN(3) > 0 {
					left.apply(change{c.at + from, c.data[from:end]})
				}
				from = end
			}
		}
	}
	return left.durable
}

// image writes what a power cut at this moment would leave into a directory. The caller holds mu.
func (d *disk) image(dir string) error {
	for name, p := range d.files {
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), p.left(d.random), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// file returns what is known of a file; nil when it is none of the disk's. The caller holds mu.
func (d *disk) file(name string) *platter {
	if filepath.Dir(name) != d.dir || strings.HasSuffix(name, "-shm") {
		return nil
	}
	p := d.files[name]
	if p == nil {
		p = &platter{}
		p.durable, _ = os.ReadFile(name) // what is there is durable
		d.files[name] = p
	}
	return p
}

// operation counts and, when it is time, cuts the power before the operation is done. The caller holds mu.
func (d *disk) operation() {
	if d.next--; d.next == 0 && d.cut != nil {
		d.cut()
	}
}

func (d *disk) did(name string, c change) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if p := d.file(name); p != nil {
		d.operation()
		d.writes++
		p.since = append(p.since, c)
	}
}

func (d *disk) synced(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if p := d.file(name); p != nil {
		d.operation()
		d.syncs++
		for _, c := range p.since {
			p.apply(c)
		}
		p.since = nil
	}
}

func (d *disk) removed(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.files, name)
}

// disks are those that are watched, and the files that SQLite has open. SQLite's own registry is the process's too.
var disks struct {
	sync.Mutex
	once  sync.Once
	all   map[string]*disk   // by directory
	open  map[uintptr]string // names by SQLite's handles
	unix  sqlite3.Tsqlite3_vfs
	ours  sqlite3.Tsqlite3_vfs
	real  map[uintptr]*sqlite3.Tsqlite3_io_methods // by the address of ours
	files map[uintptr]*sqlite3.Tsqlite3_io_methods // ours, by the address of the real ones
}

// newDisk watches the files of a directory from now on.
func newDisk(t testing.TB, dir string, seed uint64) *disk {
	t.Helper()
	d := &disk{dir: dir, files: map[string]*platter{}, random: rand.New(rand.NewPCG(seed, 1))}
	disks.once.Do(register)
	disks.Lock()
	defer disks.Unlock()
	disks.all[dir] = d
	t.Cleanup(func() {
		disks.Lock()
		defer disks.Unlock()
		delete(disks.all, dir)
	})
	return d
}

func diskOf(name string) *disk {
	disks.Lock()
	defer disks.Unlock()
	return disks.all[filepath.Dir(name)]
}

func nameOf(file uintptr) string {
	disks.Lock()
	defer disks.Unlock()
	return disks.open[file]
}

// at reads memory of SQLite's, which no garbage collector moves.
func at[T any](address uintptr) *T { return (*T)(*(*unsafe.Pointer)(unsafe.Pointer(&address))) }

// function is a function of SQLite's by its address.
func function[F any](address uintptr) F { return *(*F)(unsafe.Pointer(&struct{ uintptr }{address})) }

// set puts a function of ours into one of SQLite's tables. Only functions of the package, which never move.
func set[F any](field *uintptr, f F) { *(*F)(unsafe.Pointer(field)) = f }

type (
	openFunc     = func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32
	deleteFunc   = func(*libc.TLS, uintptr, uintptr, int32) int32
	closeFunc    = func(*libc.TLS, uintptr) int32
	writeFunc    = func(*libc.TLS, uintptr, uintptr, int32, int64) int32
	truncateFunc = func(*libc.TLS, uintptr, int64) int32
	syncFunc     = func(*libc.TLS, uintptr, int32) int32
)

// register makes the disks SQLite's way to its files: the system's own, with five functions that look on.
func register() {
	tls := libc.NewTLS()
	defer tls.Close()
	disks.all, disks.open = map[string]*disk{}, map[uintptr]string{}
	disks.real, disks.files = map[uintptr]*sqlite3.Tsqlite3_io_methods{}, map[uintptr]*sqlite3.Tsqlite3_io_methods{}
	if rc := sqlite3.Xsqlite3_initialize(tls); rc != sqlite3.SQLITE_OK {
		panic(fmt.Sprint("sqlite3_initialize: ", rc))
	}
	disks.unix = *at[sqlite3.Tsqlite3_vfs](sqlite3.Xsqlite3_vfs_find(tls, 0))
	disks.ours = disks.unix
	name, err := libc.CString("watched")
	if err != nil {
		panic(err)
	}
	disks.ours.FzName = name
	set[openFunc](&disks.ours.FxOpen, watchedOpen)
	set[deleteFunc](&disks.ours.FxDelete, watchedDelete)
	if rc := sqlite3.Xsqlite3_vfs_register(tls, uintptr(unsafe.Pointer(&disks.ours)), 1); rc != sqlite3.SQLITE_OK {
		panic(fmt.Sprint("sqlite3_vfs_register: ", rc))
	}
}

func watchedOpen(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32 {
	rc := function[openFunc](disks.unix.FxOpen)(tls, vfs, name, file, flags, out)
	if rc != sqlite3.SQLITE_OK || name == 0 {
		return rc
	}
	path := libc.GoString(name)
	disks.Lock()
	defer disks.Unlock()
	d := disks.all[filepath.Dir(path)]
	if d == nil {
		return rc
	}
	d.mu.Lock()
	d.file(path)
	d.mu.Unlock()
	disks.open[file] = path
	f := at[sqlite3.Tsqlite3_file](file)
	f.FpMethods = watchedMethods(f.FpMethods)
	return rc
}

// watchedMethods are the real functions of a file with four of ours.
func watchedMethods(real uintptr) uintptr {
	m := disks.files[real]
	if m == nil {
		was := at[sqlite3.Tsqlite3_io_methods](real)
		made := *was
		m = &made
		set[closeFunc](&m.FxClose, watchedClose)
		set[writeFunc](&m.FxWrite, watchedWrite)
		set[truncateFunc](&m.FxTruncate, watchedTruncate)
		set[syncFunc](&m.FxSync, watchedSync)
		disks.files[real] = m
		disks.real[uintptr(unsafe.Pointer(m))] = was
	}
	return uintptr(unsafe.Pointer(m))
}

func realMethods(file uintptr) *sqlite3.Tsqlite3_io_methods {
	disks.Lock()
	defer disks.Unlock()
	return disks.real[at[sqlite3.Tsqlite3_file](file).FpMethods]
}

func watchedClose(tls *libc.TLS, file uintptr) int32 {
	m := realMethods(file)
	disks.Lock()
	delete(disks.open, file)
	disks.Unlock()
	return function[closeFunc](m.FxClose)(tls, file)
}

func watchedWrite(tls *libc.TLS, file, data uintptr, n int32, offset int64) int32 {
	if d := diskOf(nameOf(file)); d != nil {
		d.did(nameOf(file), change{offset, slices.Clone(unsafe.Slice(at[byte](data), n))})
	}
	return function[writeFunc](realMethods(file).FxWrite)(tls, file, data, n, offset)
}

func watchedTruncate(tls *libc.TLS, file uintptr, size int64) int32 {
	if d := diskOf(nameOf(file)); d != nil {
		d.did(nameOf(file), change{at: size})
	}
	return function[truncateFunc](realMethods(file).FxTruncate)(tls, file, size)
}

func watchedSync(tls *libc.TLS, file uintptr, flags int32) int32 {
	rc := function[syncFunc](realMethods(file).FxSync)(tls, file, flags)
	if d := diskOf(nameOf(file)); d != nil && rc == sqlite3.SQLITE_OK {
		d.synced(nameOf(file))
	}
	return rc
}

func watchedDelete(tls *libc.TLS, vfs, name uintptr, dirSync int32) int32 {
	if path := libc.GoString(name); diskOf(path) != nil {
		diskOf(path).removed(path)
	}
	return function[deleteFunc](disks.unix.FxDelete)(tls, vfs, name, dirSync)
}
