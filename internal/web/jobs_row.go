package web

import (
	"html/template"
	"strconv"

	"nariwai/internal/market"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/search"
)

// jobRow is a line of the list as its template writes it: all words are ready, because lists are what people read most.
type jobRow struct {
	ID       string
	Href     string
	Title    string
	Excerpt  string
	Tags     []Tag
	Who      string
	Pay, Net template.HTML
	Gauge    template.HTML
	Unit     string
	After    string // what the net pay is after, beside the fee
	Facts    []string
	Saved    bool
	Star     string   // what a press on it does, in words; "" for who can't
	StarOn   string   // what it sends
	Here     string   // address of this page
	Why      string   // address of the list with the reasons of this line
	Reasons  []reward // of its place, when they are asked for
	Points   string   // their sum
}

func jobRows(q *Request, lines []query.JobLine, f query.JobFilter, why, here string) []jobRow {
	rows := make([]jobRow, len(lines))
	for i, l := range lines {
		rows[i] = newJobRow(q, l)
		rows[i].Here = here
		if f.Order() != query.ByScore {
			continue
		}
		v := f.Values()
		v.Set("why", rows[i].ID)
		rows[i].Why = q.Link("/jobs?" + v.Encode() + "#j-" + rows[i].ID)
		if why == rows[i].ID {
			rows[i].Reasons, rows[i].Points = scoreReasons(q, l.Score), points(q, l.Score.Total())
		}
	}
	return rows
}

func newJobRow(q *Request, l query.JobLine) jobRow {
	r := jobRow{ID: string(l.ID), Href: q.Link("/jobs/" + string(l.ID)), Title: l.Title, Excerpt: excerpt(l.Body), Who: l.Client,
		Pay: price(q.Lang, l.Pay), Net: markup(q.Lang, "手取り <b>%s</b>", l.Net), Gauge: gaugeSmall(q.Lang, l.Gauge), Unit: unitPrice(q.Lang, l.Unit, l.Tenths), Saved: l.Saved}
	tag := func(on bool, text, class string) {
		if on {
			r.Tags = append(r.Tags, Tag{q.T(text), class})
		}
	}
	r.Tags = append(r.Tags, Tag{categoryName(q.Lang, l.Category), ""})
	tag(l.Beginners, "はじめての方を歓迎", "")
	tag(l.Teams, "チーム可", "")
	tag(l.CertifiedOnly, "認定ワーカー向け", "")
	tag(!l.Unregistered, "登録番号のある方", "")
	tag(l.Mine, "あなたの依頼", "g")
	tag(l.Proposed, "提案しました", "m")
	if p := phrase.Show(q.Lang, l.Prefecture); p != "" {
		r.Who += "・" + p
	}
	join := func(text string) {
		if text != "" && r.Unit != "" {
			r.Unit += "・"
		}
		r.Unit += text
	}
	if w := l.Gauge.Standing(); w != market.Untold {
		join(standingTag(q.Lang, w).Text)
	}
	if l.Withheld {
		r.After = q.T("源泉徴収のあと")
	}
	r.Facts = []string{amountOf(q.Lang, l.Unit, l.Quantity), q.T("提案 %d件", l.Proposals), q.T("募集 %d人", l.Hires),
		q.T("締切 %s・%s", day(q.Lang, l.ClosesOn), left(q.Lang, q.Today, l.ClosesOn))}
	if q.Viewer.SignedIn() && !l.Mine {
		r.Star, r.StarOn = q.T("気になる：%s", l.Title), "1"
		if l.Saved {
			r.Star, r.StarOn = q.T("気になる仕事から外す：%s", l.Title), "0"
		}
	}
	return r
}

func points(q *Request, n int) string {
	if n < 0 {
		return q.T("−%d点", -n)
	}
	return q.T("%d点", n)
}

// scoreReasons are the parts of a score in words.
func scoreReasons(q *Request, s search.Score) []reward {
	return []reward{
		{q.T("言葉の合い方（題名と本文）"), points(q, s.Words)},
		{q.T("新しさ"), points(q, s.Fresh)},
		{q.T("報酬（めやすとくらべて）"), points(q, s.Price)},
		{q.T("提案の混み具合（締切までの見込み）"), points(q, s.Crowd)},
	}
}

// orderRules are the rules of the score, as they stand in package search.
func orderRules(q *Request) []reward {
	of := func(p, factor int) string { return strconv.Itoa(p * factor) }
	return []reward{
		{q.T("題名に、言葉がそのまま（ひとつの言葉として）ある"), points(q, search.TitlePoints*search.WholeFactor)},
		{q.T("題名で、言葉が長い言葉の初めにある"), points(q, search.TitlePoints*search.StartFactor)},
		{q.T("題名で、言葉が長い言葉の中にある（「コンテスト」の中の「テスト」など）"), points(q, search.TitlePoints*search.InsideFactor)},
		{q.T("本文に言葉がある（そのまま、初め、中の順）"), q.T("%s点、%s点、%s点", of(search.BodyPoints, search.WholeFactor), of(search.BodyPoints, search.StartFactor), of(search.BodyPoints, search.InsideFactor))},
		{q.T("新しさ：公開した日から%d日で0点になる", search.FreshDays), q.T("%d点から0点", search.FreshPoints)},
		{q.T("報酬が、めやすより高い"), points(q, search.PricePoints["higher"])},
		{q.T("報酬が、めやすどおり"), points(q, search.PricePoints["usual"])},
		{q.T("報酬が、めやすより低い"), points(q, search.PricePoints["lower"])},
		{q.T("報酬が、運営の下限より低い"), points(q, search.PricePoints["below"])},
		{q.T("締切までに集まる提案の見込みが%d件より少ない：1件ごとに", search.CrowdTarget), points(q, search.CrowdFew)},
		{q.T("締切までに集まる提案の見込みが%d件より多い：1件ごとに（%sまで）", search.CrowdTarget, points(q, search.CrowdLeast)), points(q, search.CrowdMany)},
	}
}

// listOrderPage is the data of templates/job_order.html.
type listOrderPage struct{ Rules []reward }
