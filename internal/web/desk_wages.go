package web

import (
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/policy"
	"nariwai/internal/query"
)

// wagesPart is the table of minimum wages, with a warning when a newer one must have been published.
func wagesPart(q *Request, r db.Reader) (rulePart, error) {
	part, err := ruleVersions(q, r, rulePart{Kind: policy.Wages, Name: q.T("最低賃金の表"),
		Hint: q.T("1時間あたりの報酬とくらべるために使います。最低賃金は毎年10月から、都道府県ごとに変わります。厚生労働省の「地域別最低賃金の全国一覧」から写してください。")}, wageFields)
	if err != nil {
		return part, err
	}
	versions, err := query.Rules[market.Wages](q.Context(), r, policy.Wages, id.Site)
	if err == nil && !wagesUpToDate(q, versions) {
		part.Warning = q.T("この表は1年より古くなっています。新しい年度の表を入れてください。")
	}
	return part, err
}

// wagesUpToDate reports whether the newest table that was entered, be it for a day to come, holds this year's wages.
func wagesUpToDate(q *Request, versions []query.RuleVersion[market.Wages]) bool {
	return len(versions) > 0 && !versions[0].Rule.Old(q.Today)
}

func wageFields(q *Request, w market.Wages) []ruleField {
	low, high := w.Spread(q.Today)
	return []ruleField{
		{Name: "source", Label: q.T("出どころ"), Value: w.Source},
		{Name: "rows", Label: q.T("都道府県・いつから・1時間の円"), Value: w.Text(), Lines: 14,
			Hint:  q.T("1行に1つ、空白で区切ります（例：北海道 2025-10-04 1075）。新しい年度を下に足し、まだ効いている前の年度は残します。表計算からも貼れます。"),
			Shown: q.T("%d行。いまは%sの%sから%sの%sまで", len(w.Rows), low.Prefecture, low.Hour, high.Prefecture, high.Hour)},
	}
}

func paceFields(q *Request, p market.Paces) []ruleField {
	return []ruleField{{Name: "rows", Label: q.T("分野・決め方・分"), Value: p.Text(), Lines: 14,
		Hint: q.T("1行に1つ、空白で区切ります（例：翻訳・通訳 1000字 150）。決め方は「1件」か「1000字」です。分野に行がないときは、大きな分野の行を使います。"), Shown: q.T("%d行", len(p.Rows))}}
}
