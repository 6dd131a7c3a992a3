package main

import (
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
	return files, nil
}
