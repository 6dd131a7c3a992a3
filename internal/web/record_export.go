package web

import (
	"bytes"
	"fmt"
	"io"
	"net/http"

	"nariwai/internal/attest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/query"
	"nariwai/internal/usecase/attesting"
)

// bodyRecord is the most that a form with a signed record may weigh.
const bodyRecord = attest.MostBytes + 1<<16

// keysShow publishes the keys with which the site signs records.
func (s *Server) keysShow(w http.ResponseWriter, q *Request) error {
	k, err := query.PublishedKeys(q.Context(), s.DB.Snapshot(), s.BaseURL)
	if err != nil {
		return err
	}
	text, err := k.Text()
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "public, max-age=300")
	h.Set("Access-Control-Allow-Origin", "*") // whoever wants to verify a record in a page of their own may
	_, err = w.Write(text)
	return err
}

// exportPage is the data of templates/record_export.html.
type exportPage struct {
	Keys string // where the site publishes its keys
}

func (s *Server) recordExport(w http.ResponseWriter, q *Request) error {
	return s.show(w, q, "record_export", exportPage{s.BaseURL + attest.WellKnown})
}

// recordTake signs the party's record and gives it to be saved.
func (s *Server) recordTake(w http.ResponseWriter, q *Request) error {
	text, err := attesting.ExportRecord(q.Context(), s.DB, q.Actor(), s.BaseURL, q.Form("for"))
	if err != nil {
		return s.again(w, q, "record_export", exportPage{s.BaseURL + attest.WellKnown}, err)
	}
	return s.download(w, q, fmt.Sprintf("nariwai-%s-%s.json", q.Viewer.Handle, q.Today), "application/json", int64(len(text)), bytes.NewReader(text))
}

// importPage is the data of templates/record_import.html.
type importPage struct {
	List []query.OwnImport
	Page string // to which a record must be made out
}

func (s *Server) recordImports(w http.ResponseWriter, q *Request) error {
	return s.showImports(w, q, nil)
}

func (s *Server) showImports(w http.ResponseWriter, q *Request, refused error) (err error) {
	p := importPage{Page: attest.Page(s.BaseURL, q.Viewer.Handle)}
	if p.List, err = query.ImportsOf(q.Context(), s.DB.Snapshot(), q.Viewer.Party); err != nil {
		return err
	}
	if refused != nil {
		return s.again(w, q, "record_import", p, refused)
	}
	return s.show(w, q, "record_import", p)
}

func (s *Server) recordBring(w http.ResponseWriter, q *Request) error {
	text, err := q.sentText("record", attest.MostBytes)
	if err != nil {
		return s.showImports(w, q, err)
	}
	known, err := attesting.ImportRecord(q.Context(), s.DB, q.Actor(), s.BaseURL, text)
	switch {
	case err != nil:
		return s.showImports(w, q, err)
	case !known:
		return s.done(w, q, "/record/import", "記録を受け取りました。知らないサイトのため、運営が鍵を登録するまで、ほかの人には見えません")
	}
	return s.done(w, q, "/record/import", "署名を確かめました。プロフィールに示します")
}

// sentText is the whole of a small file.
func (q *Request) sentText(field string, most int64) (text []byte, err error) {
	sent := q.Files(field)
	if len(sent) != 1 || sent[0].Size == 0 || sent[0].Size > most {
		var f fault.Form
		f.Add(field, "署名つきの記録のファイルを選んでください")
		return nil, f.Err()
	}
	file, err := sent[0].Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, most))
}

func (s *Server) recordDrop(w http.ResponseWriter, q *Request) error {
	if err := attesting.DropImport(q.Context(), s.DB, q.Actor(), id.Attested(q.PathValue("id"))); err != nil {
		return err
	}
	return s.done(w, q, "/record/import", "記録を外しました")
}

// deskSitesPage is the data of templates/desk_sites.html.
type deskSitesPage struct {
	deskQueues
	query.SitesPage
	WellKnown string
}

// deskSites lists the other sites whose signed records are shown here, and those from which records have come.
func (s *Server) deskSites(w http.ResponseWriter, q *Request) error { return s.showSites(w, q, nil) }

func (s *Server) showSites(w http.ResponseWriter, q *Request, refused error) (err error) {
	p := deskSitesPage{WellKnown: attest.WellKnown}
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	if p.SitesPage, err = query.Sites(q.Context(), s.DB.Snapshot()); err != nil {
		return err
	}
	if refused != nil {
		return s.again(w, q, "desk_sites", p, refused)
	}
	return s.show(w, q, "desk_sites", p)
}

func (s *Server) deskSiteAdd(w http.ResponseWriter, q *Request) error {
	if err := attesting.AddSite(q.Context(), s.DB, q.Actor(), q.Form("name"), q.Form("keys")); err != nil {
		return s.showSites(w, q, err)
	}
	return s.done(w, q, "/desk/sites", "サイトの鍵を登録しました。待っていた記録を確かめました")
}

func (s *Server) deskSiteEnd(w http.ResponseWriter, q *Request) error {
	if err := attesting.EndSite(q.Context(), s.DB, q.Actor(), id.Elsewhere(q.PathValue("id"))); err != nil {
		return s.showSites(w, q, err)
	}
	return s.done(w, q, "/desk/sites", "このサイトの記録を、示さないようにしました")
}
