package web

import (
	"encoding/csv"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// download sends a file that the browser saves and never shows: whatever it holds, it runs nothing here.
// size is in bytes, -1 when not known.
func (s *Server) download(w http.ResponseWriter, q *Request, name, contentType string, size int64, r io.Reader) error {
	attachment(w, name, contentType)
	if size >= 0 {
		w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	}
	if q.Method == http.MethodHead {
		return nil
	}
	q.seat.give()
	_, err := io.Copy(w, r)
	return err
}

// csv sends a table that Japanese spreadsheets open as it is: UTF-8 with a byte order mark, lines ending in CR LF.
func (s *Server) csv(w http.ResponseWriter, q *Request, name string, rows [][]string) error {
	attachment(w, name, "text/csv; charset=utf-8")
	if q.Method == http.MethodHead {
		return nil
	}
	q.seat.give()
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = harmless(c)
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// harmless keeps a spreadsheet from taking what somebody typed for a formula.
func harmless(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return cell
	}
	if _, err := strconv.ParseFloat(cell, 64); err == nil {
		return cell // −5 is a number
	}
	return "'" + cell
}

func attachment(w http.ResponseWriter, name, contentType string) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+strings.ReplaceAll(url.QueryEscape(name), "+", "%20"))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	h.Set("Cache-Control", "private, no-store")
}
