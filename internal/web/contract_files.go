package web

import (
	"net/http"

	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
	"nariwai/internal/upload"
	"nariwai/internal/usecase/working"
)

const (
	filesAtOnce = 5
	bodyFiles   = filesAtOnce*market.MostFile + bodyMost // of a form with files
)

// uploads keeps the files that a form brings, so that a command can make them part of the contract.
func (s *Server) uploads(q *Request, cid id.Contract) (out []working.Upload, err error) {
	sent := q.Files("files")
	if len(sent) > 0 && s.Files == nil {
		return nil, fault.New(fault.Unavailable, "いまは、ファイルを置けません")
	}
	if len(sent) > filesAtOnce {
		var f fault.Form
		f.Add("files", "1度に送れるファイルは%d個までです", filesAtOnce)
		return nil, f.Err()
	}
	for _, h := range sent {
		if h.Filename == "" && h.Size == 0 { // an input that was left empty
			continue
		}
		file, err := h.Open()
		if err != nil {
			return nil, err
		}
		u, err := working.StoreFile(q.Context(), s.DB, s.Files, q.Actor(), cid, h.Filename, file)
		file.Close()
		if fault.Is(err, fault.Invalid) {
			var f fault.Form
			f.Check("files", err)
			return nil, f.Err()
		}
		if err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, nil
}

// fileGet gives a file to one of the contract's sides: always to be saved, never to be shown.
func (s *Server) fileGet(w http.ResponseWriter, q *Request) error {
	f, err := query.File(q.Context(), s.DB.Snapshot(), id.File(q.PathValue("id")), q.Viewer.Party)
	if err != nil {
		return err
	}
	return s.sendFile(w, q, f)
}

// sendFile sends a file whose bytes may be given out: the scanner has found nothing in them, or there was none.
func (s *Server) sendFile(w http.ResponseWriter, q *Request, f query.RoomFile) error {
	if err := given(f.State); err != nil {
		return err
	}
	if s.Files == nil {
		return fault.New(fault.Unavailable, "いまは、ファイルを開けません")
	}
	r, err := s.Files.Open(f.SHA256)
	if err != nil {
		return err
	}
	defer r.Close()
	return s.download(w, q, f.Name, f.Type, f.Size, r)
}

// given refuses bytes in a state in which nobody gets them.
func given(st upload.State) error {
	switch {
	case st == upload.Found:
		return fault.New(fault.Conflict, "このファイルは渡せません。ウイルスが見つかりました")
	case !st.Given():
		return fault.New(fault.Conflict, "このファイルは、ウイルスがないか確かめているところです。少し待ってから、もう一度開いてください")
	}
	return nil
}

// deliveryShow is the text of one delivery in full.
func (s *Server) deliveryShow(w http.ResponseWriter, q *Request) error {
	p, err := query.Delivery(q.Context(), s.DB, id.Delivery(q.PathValue("id")), q.Viewer.Party)
	if err != nil {
		return err
	}
	return s.show(w, q, "delivery", newItemPage(q, p))
}
