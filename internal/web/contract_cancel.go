package web

import (
	"net/http"

	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
	"nariwai/internal/usecase/working"
)

// callOffPage is the data of templates/contract_cancel.html.
type callOffPage struct {
	query.RoomPage
	Off  []query.RoomItem // what would be called off
	Item id.Item          // "" for all that is unfunded
}

func (s *Server) callOffPage(q *Request) (p callOffPage, err error) {
	if p.RoomPage, err = query.Room(q.Context(), s.DB, id.Contract(q.PathValue("id")), q.Viewer.Party, ""); err != nil {
		return p, err
	}
	p.Item = id.Item(q.Form("item"))
	for _, it := range p.Items {
		if it.State == market.ItemAgreed && (p.Item == "" || p.Item == it.ID) {
			p.Off = append(p.Off, it)
		}
	}
	return p, nil
}

// contractCancel checks what calling off unfunded work does.
func (s *Server) contractCancel(w http.ResponseWriter, q *Request) error {
	p, err := s.callOffPage(q)
	if err != nil {
		return err
	}
	if len(p.Off) == 0 {
		return fault.New(fault.Conflict, "仮払いのあとは、ふたりの合意か、もめごと相談で終えます")
	}
	return s.show(w, q, "contract_cancel", p)
}

func (s *Server) contractCancelDo(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	cid := id.Contract(q.PathValue("id"))
	if err := working.CancelUnfunded(q.Context(), s.DB, q.Actor(), cid, id.Item(q.Form("item")), q.Form("reason")); err != nil {
		p, e := s.callOffPage(q)
		if e != nil {
			return e
		}
		return s.again(w, q, "contract_cancel", p, err)
	}
	return s.done(w, q, roomLink(cid), "取り消しました。相手に知らせました")
}
