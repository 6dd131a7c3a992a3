package main

import (
	"errors"
	"path/filepath"

	"nariwai/internal/blob"
)

// openFiles opens the directory in which delivered files are kept. Without --files it is beside an SQLite database,
// and data/files with PostgreSQL, so that a copy of one directory holds everything.
func (s site) openFiles(p *process) (*blob.Store, error) {
	dir := s.Files
	switch {
	case dir != "":
	case isPostgres(p.db):
		dir = filepath.Join("data", "files")
	default:
		dir = filepath.Join(filepath.Dir(p.db), "files")
	}
	files, err := blob.Open(dir)
	if err != nil {
		return nil, exit{exitNoData, err}
	}
	if s.Clamd != "" {
		scanner, err := blob.NewScanner(s.Clamd)
		if err != nil {
			return nil, exit{exitUsage, errors.Join(err, files.Close())}
		}
		files.ScanWith(scanner)
	}
	return files, nil
}
