package web

import (
	"fmt"
	"net/http"
	"strconv"

	"nariwai/internal/clock"
	"nariwai/internal/query"
)

// deskFilesPage is the data of templates/desk_files.html.
type deskFilesPage struct {
	deskQueues
	query.DeskFiles
	Scans bool // a scanner looks at what comes
	Pager Pager
}

// deskFiles shows how the virus scanner gets on: never what is in a file, nor to whom it went.
func (s *Server) deskFiles(w http.ResponseWriter, q *Request) (err error) {
	p := deskFilesPage{Scans: s.Files.Scans()}
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	at, _ := strconv.ParseInt(q.Form("at"), 10, 64) // an address that was cut short begins anew
	if p.DeskFiles, err = query.Files(q.Context(), s.DB.Snapshot(), clock.Instant(at), q.Form("after")); err != nil {
		return err
	}
	if q.Form("after") != "" {
		p.Pager.Prev = "/desk/files"
	}
	if p.Older.SHA256 != "" {
		p.Pager.Next = fmt.Sprintf("/desk/files?at=%d&after=%s", int64(p.Older.At), p.Older.SHA256)
	}
	return s.show(w, q, "desk_files", p)
}
