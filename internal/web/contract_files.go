package web

import (
	"io"
	"net/http"
	"strconv"

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

// uploads keeps the files that a form brings, so that a command can give them their place.
func (s *Server) uploads(q *Request, keep func(name string, r io.Reader) (working.Upload, error)) (out []working.Upload, err error) {
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
		u, err := keep(h.Filename, file)
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

// fileGet gives a file to one of the sides of its contract or thread: always to be saved, never to be shown.
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

// fileSmall shows a small picture of a file to one of the contract's sides: a JPEG of our own making.
func (s *Server) fileSmall(w http.ResponseWriter, q *Request) error {
	f, err := query.File(q.Context(), s.DB.Snapshot(), id.File(q.PathValue("id")), q.Viewer.Party)
	if err != nil {
		return err
	}
	return s.sendSmall(w, q, f.State, f.Preview)
}

func (s *Server) sendSmall(w http.ResponseWriter, q *Request, st upload.State, preview string) error {
	if preview == "" || !st.Given() || s.Files == nil {
		return fault.New(fault.NotFound, "見つかりませんでした")
	}
	r, err := s.Files.Open(preview)
	if err != nil {
		return err
	}
	defer r.Close()
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	h.Set("Cache-Control", "private, max-age=3600, immutable")
	if i, err := r.Stat(); err == nil {
		h.Set("Content-Length", strconv.FormatInt(i.Size(), 10))
	}
	if q.Method == http.MethodHead {
		return nil
	}
	q.seat.give()
	_, err = io.Copy(w, r)
	return err
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
