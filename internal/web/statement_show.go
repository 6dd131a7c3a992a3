package web

import (
	"net/http"

	"nariwai/internal/billing"
	"nariwai/internal/id"
	"nariwai/internal/query"
)

// statementPage is the data of templates/statement.html.
type statementPage struct {
	query.StatementPage
	Tag  Tag
	Own  bool // looked at by its payee
	Paid bool
}

// statementShow is a statement, which prints as one page of A4.
func (s *Server) statementShow(w http.ResponseWriter, q *Request) error {
	st, err := s.statement(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "statement", statementPage{st, payoutTag(q.Lang, st.State), st.Facts.Payee.Party == q.Viewer.Party, st.State == billing.PayoutPaid})
}

// statementCSV is the same as a table.
func (s *Server) statementCSV(w http.ResponseWriter, q *Request) error {
	st, err := s.statement(q)
	if err != nil {
		return err
	}
	rows := [][]string{{q.T("検収日"), q.T("契約"), q.T("依頼主"), q.T("報酬（税込）"), q.T("うち消費税"), q.T("源泉徴収"), q.T("手数料"), q.T("うち消費税"), q.T("手取り")}}
	f := st.Facts
	for _, l := range f.Lines {
		rows = append(rows, []string{l.SettledOn.String(), l.Title, l.Client, plainYen(l.Pay), plainYen(l.Tax), plainYen(l.Withheld), plainYen(l.Fee), "", plainYen(l.Net)})
	}
	rows = append(rows, []string{"", q.T("合計"), "", plainYen(f.Pay), plainYen(f.Tax), plainYen(f.Withheld), plainYen(f.Fee), plainYen(f.FeeTax), plainYen(f.Net)})
	if f.FromHeld.Sign() > 0 {
		rows = append(rows, []string{"", q.T("前にお預かりした分"), "", "", "", "", "", "", plainYen(f.FromHeld)})
	}
	rows = append(rows, []string{f.PayOn.String(), q.T("振込額"), "", "", "", "", "", "", plainYen(f.Amount)})
	return s.csv(w, q, st.Number+".csv", rows)
}

func (s *Server) statement(q *Request) (query.StatementPage, error) {
	return query.Statement(q.Context(), s.DB.Snapshot(), id.Document(q.PathValue("id")), q.Viewer.Party, q.Viewer.Operator && q.Viewer.Strong)
}
