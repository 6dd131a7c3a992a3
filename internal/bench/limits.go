package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Limits measures what this machine can do at all: how often a disk makes 8 KB durable, how many split transfers SQLite and
// PostgreSQL book with no site around them. dir is where the databases of the measurements lie; postgres is an address, or "".
func Limits(ctx context.Context, dir, postgres string, length time.Duration) (list []Figure, err error) {
	own, err := os.MkdirTemp(dir, "limits")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(own)
	f, err := flushes(ctx, own, length)
	if err != nil {
		return nil, err
	}
	list = append(list, f)
	for _, group := range []int{1, 32} {
		if f, err = bareSQLite(ctx, filepath.Join(own, fmt.Sprintf("bare%d.db", group)), group, length); err != nil {
			return list, err
		}
		list = append(list, f)
	}
	if postgres == "" {
		return list, nil
	}
	for _, clients := range []int{1, 8, 32} {
		for _, kind := range []struct {
			name string
			do   func(*bareConn) error
		}{{"PostgreSQL, bare split transfer", (*bareConn).split}, {"PostgreSQL, as pgbench (TPC-B, scale 10)", (*bareConn).tpcb}} {
			if f, err = barePostgres(ctx, postgres, kind.name, clients, length, kind.do); err != nil {
				return list, err
			}
			list = append(list, f)
		}
	}
	return list, nil
}

// flushes appends 8 KB and waits until the disk has it, again and again.
func flushes(ctx context.Context, dir string, length time.Duration) (f Figure, err error) {
	file, err := os.Create(filepath.Join(dir, "appended"))
	if err != nil {
		return f, err
	}
	defer file.Close()
	page := make([]byte, 8<<10)
	took, length, err := closed(ctx, 1, length, func(context.Context, int) error {
		if _, err := file.Write(page); err != nil {
			return err
		}
		return dataSync(file)
	})
	return figure("fdatasync after 8 KB", 1, took, length), err
}

// Ratios says of each figure how it stands to a limit: to that of as many clients where there are several.
func Ratios(list, limits []Figure, to string) []Figure {
	for i := range list {
		for _, l := range limits {
			if l.Name == to && l.Rate > 0 && list[i].Rate > 0 && (l.Clients == list[i].Clients || list[i].Ratio == "") {
				list[i].Ratio = fmt.Sprintf("%.2f of %s", list[i].Rate/l.Rate, to)
			}
		}
	}
	return list
}
