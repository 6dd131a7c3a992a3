package backup

import (
	"context"
	"fmt"
	"strings"
	"time"

	"nariwai/internal/blob"
)

const delivered = "files"

// shelves copies delivered files to the vault. A file is named by its SHA-256 and never changes, so each is copied once.
type shelves struct {
	vault *Vault
	since [blob.Shelves]time.Time
}

// copy copies the files that are not in the vault yet.
func (s *shelves) copy(ctx context.Context, files *blob.Store) (n int, err error) {
	for i := range s.since {
		sums, next, err := files.Shelf(i, s.since[i])
		if err != nil {
			return n, err
		}
		if len(sums) > 0 {
			there := map[string]bool{}
			for name, err := range s.vault.list(ctx, fmt.Sprintf("%s/%02x", delivered, i)) {
				if err != nil {
					return n, err
				}
				there[name] = true
			}
			for _, sum := range sums {
				if there[fileName(sum)] {
					continue
				}
				if err := s.one(ctx, files, sum); err != nil {
					return n, err
				}
				n++
			}
		}
		s.since[i] = next
	}
	return n, nil
}

func (s *shelves) one(ctx context.Context, files *blob.Store, sum string) error {
	f, err := files.Open(sum)
	if err != nil {
		return err
	}
	defer f.Close()
	return s.vault.put(ctx, fileName(sum), f)
}

func fileName(sum string) string { return delivered + "/" + sum[:2] + "/" + sum[2:] + ".age" }

// sumOf is the SHA-256 that a name stands for.
func sumOf(name string) (sum string, ok bool) {
	name, age := strings.CutSuffix(name, ".age")
	name, below := strings.CutPrefix(name, delivered+"/")
	sum = strings.ReplaceAll(name, "/", "")
	return sum, age && below && len(sum) == 64
}

// restoreFiles brings back every file that is not there already.
func (v *Vault) restoreFiles(ctx context.Context, files *blob.Store, step func(done, total int)) (n int, err error) {
	var sums []string
	for name, err := range v.list(ctx, delivered) {
		if err != nil {
			return 0, err
		}
		if sum, ok := sumOf(name); ok {
			sums = append(sums, sum)
		}
	}
	for i, sum := range sums {
		step(i, len(sums))
		if f, err := files.Open(sum); err == nil {
			f.Close()
			continue
		}
		f, err := v.open(ctx, fileName(sum))
		if err != nil {
			return n, err
		}
		err = files.Take(sum, f)
		f.Close()
		if err != nil {
			return n, err
		}
		n++
	}
	step(len(sums), len(sums))
	return n, nil
}
