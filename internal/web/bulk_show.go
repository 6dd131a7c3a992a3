package web

import (
	"html/template"
	"net/http"
	"strconv"

	"nariwai/internal/bulk"
	"nariwai/internal/id"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
)

// bulkListPage is the data of templates/bulk_list.html.
type bulkListPage struct{ query.BulkLists }

func (s *Server) bulkList(w http.ResponseWriter, q *Request) error {
	b, err := query.Bulks(q.Context(), s.DB, q.Viewer.Party)
	if err != nil {
		return err
	}
	return s.show(w, q, "bulk_list", bulkListPage{b})
}

// bulkPage is the data of templates/bulk.html.
type bulkPage struct {
	query.BulkPage
	Tag   Tag
	Pager Pager
	Rows  []int // of the empty grid in which lines are typed
	Heads []string
}

// typedRows is how many lines are typed at a time.
const typedRows = 8

func (s *Server) bulkShow(w http.ResponseWriter, q *Request) error { return s.showBulk(w, q, nil) }

// showBulk shows an order, or says why something was not done with it.
func (s *Server) showBulk(w http.ResponseWriter, q *Request, refused error) error {
	after, _ := strconv.ParseInt(q.Form("after"), 10, 64)
	b, err := query.Bulk(q.Context(), s.DB, id.Bulk(q.PathValue("id")), q.Viewer.Party, after)
	if err != nil {
		return err
	}
	p := bulkPage{BulkPage: b, Tag: bulkTag(q.Lang, b.State)}
	if b.Ours {
		q.section = "/client"
	}
	for i := range typedRows {
		p.Rows = append(p.Rows, i+1)
	}
	for _, c := range bulk.Columns {
		p.Heads = append(p.Heads, q.T(c.Word()))
	}
	if after > 0 {
		p.Pager.Prev = "/bulk/" + string(b.ID) + "#lines"
	}
	if b.Next > 0 {
		p.Pager.Next = "/bulk/" + string(b.ID) + "?after=" + strconv.FormatInt(b.Next, 10) + "#lines"
	}
	if refused != nil {
		return s.again(w, q, "bulk", p, refused)
	}
	return s.show(w, q, "bulk", p)
}

func bulkTag(lang phrase.Lang, st bulk.State) Tag {
	switch st {
	case bulk.Draft:
		return Tag{phrase.T(lang, "下書き"), "g"}
	case bulk.Approving:
		return Tag{phrase.T(lang, "承認を待っています"), "m"}
	case bulk.Unpaid:
		return Tag{phrase.T(lang, "仮払いを待っています"), "m"}
	case bulk.Open:
		return Tag{phrase.T(lang, "進行中"), "k"}
	}
	return Tag{phrase.T(lang, "終わりました"), "g"}
}

func seatTag(lang phrase.Lang, st bulk.SeatState) Tag {
	switch st {
	case bulk.SeatInvited:
		return Tag{phrase.T(lang, "招待の返事待ち"), "m"}
	case bulk.SeatAsked:
		return Tag{phrase.T(lang, "申し込みあり"), "m"}
	case bulk.SeatIn:
		return Tag{phrase.T(lang, "書く人"), "k"}
	case bulk.SeatDeclined:
		return Tag{phrase.T(lang, "見送り"), "g"}
	}
	return Tag{phrase.T(lang, "新しい記事は受けない"), "g"}
}

// bulkFuncs are the functions of the pages of bulk orders.
func bulkFuncs(lang phrase.Lang) template.FuncMap {
	return template.FuncMap{
		"bulkState": func(st bulk.State) Tag { return bulkTag(lang, st) },
		"cells":     func() []bulk.Column { return bulk.Columns },
		"seatState": func(st bulk.SeatState) Tag { return seatTag(lang, st) },
	}
}
