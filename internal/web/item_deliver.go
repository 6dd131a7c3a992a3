package web

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
	"nariwai/internal/upload"
	"nariwai/internal/usecase/working"
)

func (s *Server) deliverPage(q *Request) (itemPage, error) {
	p, err := s.itemPage(q)
	if err != nil {
		return p, err
	}
	if p.Ordering() {
		return p, fault.New(fault.Forbidden, "これは相手の方がすることです")
	}
	p.Loose, err = query.LooseFiles(q.Context(), s.DB.Snapshot(), p.ID, q.Viewer.Party)
	return p, err
}

// LooseOptions are the files of the room that can become part of the delivery.
func (p itemPage) LooseOptions() (out []Option) {
	for _, f := range p.Loose {
		if f.State == upload.Found {
			continue
		}
		out = append(out, Option{Value: string(f.ID), Label: f.Name, Hint: fileSize(f.Size)})
	}
	return out
}

func (s *Server) itemDeliver(w http.ResponseWriter, q *Request) error {
	p, err := s.deliverPage(q)
	if err != nil {
		return err
	}
	if p.Item.State != market.ItemAgreed && !p.Open("deliver") { // an unfunded one says that it must wait
		return q.Redirect(w, roomLink(p.ID))
	}
	return s.show(w, q, "item_deliver", p)
}

// itemDeliverDo hands in what the form holds: text, files that come with it, files that lie in the room.
func (s *Server) itemDeliverDo(w http.ResponseWriter, q *Request) error {
	p, err := s.deliverPage(q)
	if err != nil {
		return err
	}
	work, err := s.work(q, p.ID)
	if err == nil {
		_, err = working.DeliverItem(q.Context(), s.DB, q.Actor(), p.Item.ID, work)
	}
	if err != nil {
		return s.again(w, q, "item_deliver", p, err)
	}
	return s.done(w, q, roomLink(p.ID), "納品しました。依頼主に知らせました")
}

func (s *Server) work(q *Request, cid id.Contract) (w working.Work, err error) {
	var f fault.Form
	if typed := q.Form("minutes"); typed != "" {
		n, err := strconv.ParseInt(strings.TrimSpace(norm.NFKC.String(typed)), 10, 64)
		if err != nil {
			f.Add("minutes", "かかった時間を分で入れてください")
		}
		w.Minutes = n
	}
	if err := f.Err(); err != nil {
		return w, err
	}
	for _, fid := range q.Forms("file") {
		w.Files = append(w.Files, id.File(fid))
	}
	w.Body = q.Form("body")
	if w.Uploads, err = s.uploads(q, func(name string, r io.Reader) (working.Upload, error) {
		return working.StoreWork(q.Context(), s.DB, s.Files, q.Actor(), cid, name, r)
	}); err != nil {
		return w, err
	}
	del := market.Delivery{Body: w.Body, Minutes: w.Minutes}
	return w, del.Check(len(w.Uploads) + len(w.Files))
}
