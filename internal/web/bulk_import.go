package web

import (
	"net/http"
	"strconv"

	"nariwai/internal/bulk"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/query"
	"nariwai/internal/sheet"
	"nariwai/internal/usecase/bulking"
	"nariwai/internal/yen"
)

// Of a table that was read, so many rows are shown, and so many that are wrong can be put right at a time.
const (
	shownRows = 20
	mendRows  = 50
)

// bulkTablePage is the data of templates/bulk_import.html.
type bulkTablePage struct {
	ID      id.Bulk
	Title   string
	Name    string // of the file
	Good    int
	BadRows int
	Sum     yen.Yen
	List    []bulk.Ask
	Bad     []badCell
	Unknown []string
}

// badCell is a cell that is wrong, with the input in which it is put right.
type badCell struct {
	Row    int
	Column string
	Field  string
	Value  string
	Why    string
}

// bulkRead takes a table: a file, what was pasted, or what was typed.
func (s *Server) bulkRead(w http.ResponseWriter, q *Request) error {
	bid := id.Bulk(q.PathValue("id"))
	name, t, err := q.table()
	if err == nil {
		err = bulking.ReadRows(q.Context(), s.DB, q.Actor(), bid, name, t)
	}
	if err != nil {
		if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
			return err
		}
		return s.showBulk(w, q, err)
	}
	return q.Redirect(w, "/bulk/"+string(bid)+"/import")
}

func (q *Request) table() (name string, t sheet.Table, err error) {
	switch q.Form("from") {
	case "file":
		name, file, err := sentFile(q, "file")
		if err != nil {
			return "", t, err
		}
		t, err = sheet.Read(file)
		return name, t, atField("file", err)
	case "paste":
		t, err = sheet.ReadText(q.Request.Form.Get("rows"))
		return q.T("貼りつけた表"), t, atField("rows", err)
	}
	head := []string{}
	for _, c := range bulk.Columns {
		head = append(head, string(c))
	}
	t.Rows = [][]string{{"title", "keywords", "chars", "price", "due", "notes"}}
	for i := range typedRows {
		row, some := make([]string, len(head)), false
		for k, c := range head {
			row[k] = q.Form(c + strconv.Itoa(i+1))
			some = some || row[k] != ""
		}
		if some {
			t.Rows = append(t.Rows, row)
		}
	}
	if len(t.Rows) == 1 {
		err = fault.New(fault.Invalid, "記事を1本以上書いてください")
	}
	return q.T("書きこんだ表"), t, atField("title1", err)
}

// atField says of a refusal which input it is about.
func atField(field string, err error) error {
	if e := fault.Of(err); e != nil && e.Kind == fault.Invalid && len(e.Fields) == 0 {
		var f fault.Form
		f.Add(field, e.Say, e.Args...)
		return f.Err()
	}
	return err
}

func (s *Server) bulkTable(w http.ResponseWriter, q *Request) error { return s.showTable(w, q, nil) }

func (s *Server) showTable(w http.ResponseWriter, q *Request, refused error) error {
	q.section = "/client"
	i, t, title, err := query.BulkTable(q.Context(), s.DB, id.Bulk(q.PathValue("id")), q.Viewer.Party)
	if err != nil {
		return err
	}
	p := bulkTablePage{ID: i.Bulk, Title: title, Name: i.Name, Good: len(t.Asks), List: t.Asks[:min(len(t.Asks), shownRows)], Unknown: t.Unknown}
	for _, a := range t.Asks {
		p.Sum = p.Sum.Add(a.Price)
	}
	last := 0
	for _, b := range t.Bad {
		if b.Row != last {
			p.BadRows++
			last = b.Row
		}
		if p.BadRows <= mendRows {
			say := b.Say
			p.Bad = append(p.Bad, badCell{b.Row, q.T(b.Column.Word()), string(b.Column) + strconv.Itoa(b.Row), b.Value, sentence(q.Lang, &say)})
		}
	}
	if refused != nil {
		return s.again(w, q, "bulk_import", p, refused)
	}
	return s.show(w, q, "bulk_import", p)
}

func (s *Server) onTable(w http.ResponseWriter, q *Request, to, ja string, do func(people.Actor, id.Bulk) error) error {
	bid := id.Bulk(q.PathValue("id"))
	if err := do(q.Actor(), bid); err != nil {
		if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
			return err
		}
		return s.showTable(w, q, err)
	}
	return s.done(w, q, "/bulk/"+string(bid)+to, ja)
}

// bulkMend puts the cells right that were wrong.
func (s *Server) bulkMend(w http.ResponseWriter, q *Request) error {
	return s.onTable(w, q, "/import", "直しました", func(a people.Actor, bid id.Bulk) error {
		_, t, _, err := query.BulkTable(q.Context(), s.DB, bid, q.Viewer.Party)
		if err != nil {
			return err
		}
		var fixes []bulk.Fix
		for _, b := range t.Bad {
			if field := string(b.Column) + strconv.Itoa(b.Row); q.Request.Form.Has(field) {
				fixes = append(fixes, bulk.Fix{Row: b.Row, Column: b.Column, Value: q.Form(field)})
			}
		}
		return bulking.MendRows(q.Context(), s.DB, a, bid, fixes)
	})
}

func (s *Server) bulkConfirm(w http.ResponseWriter, q *Request) error {
	return s.onTable(w, q, "", "記事を入れました", func(a people.Actor, bid id.Bulk) error {
		return bulking.ConfirmRows(q.Context(), s.DB, a, bid)
	})
}

func (s *Server) bulkDropRows(w http.ResponseWriter, q *Request) error {
	return s.onTable(w, q, "", "読み込みをやめました", func(a people.Actor, bid id.Bulk) error {
		return bulking.DropRows(q.Context(), s.DB, a, bid)
	})
}
