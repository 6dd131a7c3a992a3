package web

import (
	"net/http"
	"strconv"

	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
	"nariwai/internal/usecase/directing"
	"nariwai/internal/usecase/working"
)

// chosenLines are the lines whose numbers were ticked.
func (s *Server) chosenLines(q *Request) ([]id.Item, error) {
	var ns []int64
	for _, v := range q.Forms("n") {
		if n, err := strconv.ParseInt(v, 10, 64); err == nil && len(ns) <= working.MostAccepted {
			ns = append(ns, n)
		}
	}
	return query.LinesOf(q.Context(), s.DB.Snapshot(), id.Bulk(q.PathValue("id")), ns)
}

func (s *Server) gridPass(w http.ResponseWriter, q *Request) error {
	list, err := s.chosenLines(q)
	if err == nil {
		err = directing.PassItems(q.Context(), s.DB, q.Actor(), id.Bulk(q.PathValue("id")), list)
	}
	if err != nil {
		return s.gridAgain(w, q, err)
	}
	return s.done(w, q, "/bulk/"+q.PathValue("id")+"/grid", "確認済みにしました。検収を待っています")
}

// gridAccept checks with the amounts what an acceptance of several lines does.
func (s *Server) gridAccept(w http.ResponseWriter, q *Request) error {
	p, err := s.checked(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "bulk_accept", p)
}

func (s *Server) checked(q *Request) (query.CheckedLines, error) {
	list, err := s.chosenLines(q)
	if err != nil {
		return query.CheckedLines{}, err
	}
	return query.Checked(q.Context(), s.DB, id.Bulk(q.PathValue("id")), list, looker(q))
}

func (s *Server) gridAcceptDo(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	list, err := s.chosenLines(q)
	if err == nil {
		err = working.AcceptChecked(q.Context(), s.DB, q.Actor(), id.Bulk(q.PathValue("id")), list)
	}
	if err != nil {
		p, e := s.checked(q)
		if e != nil {
			return e
		}
		return s.again(w, q, "bulk_accept", p, err)
	}
	return s.done(w, q, "/bulk/"+q.PathValue("id")+"/grid", "検収しました。報酬が確定しました")
}

// gridItemPage is the data of templates/bulk_item.html.
type gridItemPage struct {
	query.BulkItem
	Blame []Option
	Rules []string
}

// Waits reports whether the director has something to do with the line.
func (p gridItemPage) Waits() bool { return p.Line.Step() == query.StepCheck }

// Fixable reports whether it may still be sent back.
func (p gridItemPage) Fixable() bool {
	return p.Line.Item == market.ItemDelivered && p.Line.Revisions < p.MostFixes
}

func (s *Server) gridItemPage(q *Request) (p gridItemPage, err error) {
	n, err := strconv.ParseInt(q.PathValue("n"), 10, 64)
	if err != nil {
		return p, fault.New(fault.NotFound, "見つかりませんでした")
	}
	if p.BulkItem, err = query.BulkItemOf(q.Context(), s.DB, id.Bulk(q.PathValue("id")), n, looker(q)); err != nil {
		return p, err
	}
	p.Blame, p.Rules = blameOptions(q), checkWords(q, p.Checks)
	return p, nil
}

func (s *Server) gridItem(w http.ResponseWriter, q *Request) error {
	p, err := s.gridItemPage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "bulk_item", p)
}

// afterGridItem leads to the next line that waits, or back to the grid.
func (s *Server) afterGridItem(w http.ResponseWriter, q *Request, p gridItemPage, err error, done string) error {
	switch {
	case err != nil:
		return s.again(w, q, "bulk_item", p, err)
	case p.Next > 0:
		return s.done(w, q, "/bulk/"+string(p.ID)+"/items/"+strconv.FormatInt(p.Next, 10), done)
	}
	return s.done(w, q, "/bulk/"+string(p.ID)+"/grid", done)
}

func (s *Server) gridItemPass(w http.ResponseWriter, q *Request) error {
	p, err := s.gridItemPage(q)
	if err != nil {
		return err
	}
	err = directing.PassItems(q.Context(), s.DB, q.Actor(), p.ID, []id.Item{p.Line.ID})
	return s.afterGridItem(w, q, p, err, "確認済みにしました。検収を待っています")
}

func (s *Server) gridItemRevise(w http.ResponseWriter, q *Request) error {
	p, err := s.gridItemPage(q)
	if err != nil {
		return err
	}
	_, err = working.RequestRevision(q.Context(), s.DB, q.Actor(), p.Line.ID, q.Form("reason"), market.Blame(q.Form("fault")))
	return s.afterGridItem(w, q, p, err, "直しをお願いしました。働く人に知らせました")
}

func (s *Server) gridEntrust(w http.ResponseWriter, q *Request) error {
	if err := directing.EntrustOrder(q.Context(), s.DB, q.Actor(), id.Bulk(q.PathValue("id")), q.Form("handle")); err != nil {
		return s.gridAgain(w, q, err)
	}
	return s.done(w, q, "/bulk/"+q.PathValue("id")+"/grid", "進行役をお願いしました")
}

func (s *Server) gridTakeBack(w http.ResponseWriter, q *Request) error {
	if err := directing.TakeOrderBack(q.Context(), s.DB, q.Actor(), id.Bulk(q.PathValue("id"))); err != nil {
		return s.gridAgain(w, q, err)
	}
	return s.done(w, q, "/bulk/"+q.PathValue("id")+"/grid", "進行役を外しました")
}
