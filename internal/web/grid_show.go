package web

import (
	"net/http"
	"strconv"

	"nariwai/internal/bulk"
	"nariwai/internal/id"
	"nariwai/internal/query"
	"nariwai/internal/yen"
)

// gridPage is the data of templates/bulk_grid.html.
type gridPage struct {
	query.Grid
	Map    []query.GridLine // of this page, whatever is shown of it
	Show   string           // which steps: "" is what waits for the director
	Worker string           // a seat
	Tabs   []gridTab
	Turn   int64 // lines that wait for the director or for acceptance
	Pager  Pager
	Held   yen.Yen // pay that is still held
	Rules  []string
	After  int64
}

type gridTab struct {
	Name    string
	Show    string
	N       int64
	Current bool
}

func looker(q *Request) query.Looker {
	return query.Looker{Party: q.Viewer.Party, Person: q.Viewer.Person, Desk: q.Viewer.Operator && q.Viewer.Strong}
}

// shownSteps are what a tab shows. Accepted and ended lines have no box: nothing is left to do with them.
func shownSteps(show string) []query.Step {
	switch show {
	case "":
		return []query.Step{query.StepCheck, query.StepPassed}
	case "all":
		return query.Steps
	case "fixing":
		return []query.Step{query.StepFixing, query.StepDispute}
	}
	return []query.Step{query.Step(show)}
}

func (s *Server) gridPage(q *Request) (p gridPage, err error) {
	p.After, _ = strconv.ParseInt(q.Form("after"), 10, 64)
	if p.Grid, err = query.GridOf(q.Context(), s.DB, id.Bulk(q.PathValue("id")), looker(q), max(0, p.After)); err != nil {
		return p, err
	}
	p.Show, p.Worker, p.Map = q.Form("show"), q.Form("worker"), p.Lines
	shown := map[query.Step]bool{}
	for _, st := range shownSteps(p.Show) {
		shown[st] = true
	}
	p.Lines = nil
	for _, l := range p.Map {
		if shown[l.Step()] && (p.Worker == "" || p.Worker == string(l.Seat)) {
			p.Lines = append(p.Lines, l)
		}
	}
	for _, t := range []gridTab{{Name: q.T("確認と検収")}, {Name: q.T("すべて"), Show: "all"}, {Name: q.T("執筆中"), Show: "writing"}, {Name: q.T("確認待ち"), Show: "check"},
		{Name: q.T("直し"), Show: "fixing"}, {Name: q.T("検収待ち"), Show: "passed"}, {Name: q.T("検収済み"), Show: "accepted"}, {Name: q.T("未割り当て"), Show: "open"}} {
		for _, st := range shownSteps(t.Show) {
			t.N += p.Steps[st].N
		}
		t.Current = t.Show == p.Show
		p.Tabs = append(p.Tabs, t)
	}
	p.Turn = p.Steps[query.StepCheck].N + p.Steps[query.StepPassed].N
	p.Held, p.Rules = unpaid(p.Grid), checkWords(q, p.Checks)
	if p.Next > 0 {
		p.Pager.Next = "/bulk/" + string(p.ID) + "/grid?show=" + address("%s", p.Show) + "&after=" + strconv.FormatInt(p.Next, 10)
	}
	if p.After > 0 {
		p.Pager.Prev = "/bulk/" + string(p.ID) + "/grid?show=" + address("%s", p.Show) + "&after=" + strconv.FormatInt(max(0, p.After-query.GridLines), 10)
	}
	return p, nil
}

// Site reports whether the desk directs the order.
func (p gridPage) Site() bool { return p.Direction == bulk.SiteDirection }

func (s *Server) gridShow(w http.ResponseWriter, q *Request) error {
	p, err := s.gridPage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "bulk_grid", p)
}

// gridAgain shows the grid with why something was refused.
func (s *Server) gridAgain(w http.ResponseWriter, q *Request, err error) error {
	p, e := s.gridPage(q)
	if e != nil {
		return e
	}
	return s.again(w, q, "bulk_grid", p, err)
}

// gridCSV is the whole order as a table.
func (s *Server) gridCSV(w http.ResponseWriter, q *Request) error {
	rows := [][]string{{q.T("番"), q.T("題"), q.T("書く人"), q.T("いま"), q.T("期日"), q.T("頼んだ字数"), q.T("字数"), q.T("直し"), q.T("報酬（税込）"), q.T("気づいたこと"), q.T("部門")}}
	for after := int64(0); ; {
		g, err := query.GridOf(q.Context(), s.DB, id.Bulk(q.PathValue("id")), looker(q), after)
		if err != nil {
			return err
		}
		for _, l := range g.Lines {
			chars, asked, found := "", "", ""
			if f, ok := l.Found(); ok {
				chars = strconv.FormatInt(f.Chars, 10)
			}
			if l.Chars > 0 {
				asked = strconv.FormatInt(l.Chars, 10)
			}
			for i, f := range foundWords(q.Lang, l) {
				if i > 0 {
					found += " / "
				}
				found += f
			}
			rows = append(rows, []string{strconv.FormatInt(l.N, 10), l.Title, l.Worker, stepTag(q.Lang, l.Step()).Text, l.DueOn.String(), asked, chars,
				strconv.FormatInt(l.Revisions, 10), plainYen(l.Price), found, g.Department})
		}
		if after = g.Next; after == 0 {
			return s.csv(w, q, "nariwai-"+id.Short(g.ID)+".csv", rows)
		}
	}
}

// seatPage is the data of templates/seat.html.
type seatPage struct{ query.WriterLines }

func (s *Server) seatShow(w http.ResponseWriter, q *Request) error {
	st, err := query.WriterOf(q.Context(), s.DB, id.Seat(q.PathValue("id")), looker(q))
	if err != nil {
		return err
	}
	return s.show(w, q, "seat", seatPage{st})
}

func (s *Server) seatCSV(w http.ResponseWriter, q *Request) error {
	st, err := query.WriterOf(q.Context(), s.DB, id.Seat(q.PathValue("id")), looker(q))
	if err != nil {
		return err
	}
	rows := [][]string{{q.T("番"), q.T("題"), q.T("検収日"), q.T("報酬（税込）"), q.T("手数料"), q.T("源泉徴収"), q.T("手取り")}}
	for _, l := range st.Lines {
		rows = append(rows, []string{strconv.FormatInt(l.N, 10), l.Title, dateOf(l.SettledAt).String(), plainYen(l.Pay), plainYen(l.Fee), plainYen(l.Held), plainYen(l.Net)})
	}
	rows = append(rows, []string{"", q.T("合計"), "", plainYen(st.Total.Pay), plainYen(st.Total.Fee), plainYen(st.Total.Held), plainYen(st.Total.Net)})
	return s.csv(w, q, "nariwai-"+id.Short(q.PathValue("id"))+".csv", rows)
}
