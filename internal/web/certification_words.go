package web

import (
	"encoding/json"
	"html/template"
	"strconv"
	"strings"

	"nariwai/internal/certification"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/usecase/screening"
	"nariwai/internal/yen"
)

// certificationFuncs are the functions of the pages about the seal.
func certificationFuncs(lang phrase.Lang) template.FuncMap {
	return template.FuncMap{
		"minus":    func(a, b int) int { return a - b },
		"yenOf":    func(n int64) string { return phrase.Show(lang, yen.Of(n)) },
		"perMille": func(n int64) string { return strconv.FormatInt(n/10, 10) + "." + strconv.FormatInt(n%10, 10) + "%" },
	}
}

// critView is a criterion as a page draws it.
type critView struct {
	Name, Now, Bound, Says string
	Fill, Mark             string // percent of the bar; "" for no bar
	OK                     bool
}

// figureWord is what a criterion is called.
func figureWord(f certification.Figure) string {
	switch f {
	case certification.Reply:
		return "24時間以内の返信"
	case certification.Completion:
		return "最後までやりとげた割合"
	case certification.Satisfaction:
		return "満足の評価の割合"
	case certification.Earnings:
		return "対象期間の報酬"
	case certification.Seen:
		return "最後のログイン"
	case certification.Profile:
		return "プロフィール"
	case certification.Identity:
		return "本人確認"
	case certification.Pledge:
		return "秘密を守る約束"
	case certification.BestMonth:
		return "ひと月の順位"
	}
	return "スカウト"
}

// boundWords is what a criterion asks.
func boundWords(q *Request, c certification.Criterion) string {
	switch c.Figure {
	case certification.Earnings:
		return q.T("分野の上位%d%%", c.Bound)
	case certification.Seen:
		return q.T("%d日以内", c.Bound)
	case certification.BestMonth:
		return q.T("分野で%d番目まで", c.Bound)
	case certification.Scouts:
		return q.T("%d件以上", c.Bound)
	case certification.Profile:
		return q.T("見出し、紹介文、分野、都道府県")
	case certification.Identity, certification.Pledge:
		return q.T("済んでいること")
	}
	if c.Fewest > 0 {
		return q.T("%d%%以上（%d件から）", c.Bound, c.Fewest)
	}
	return q.T("%d%%以上", c.Bound)
}

// critViews draws the criteria of a field; f adds what only the last screening knows.
func critViews(q *Request, bars []certification.Bar, f query.CertifiedField) (out []critView) {
	for _, b := range bars {
		out = append(out, critOf(q, b, f))
	}
	return out
}

func critOf(q *Request, b certification.Bar, f query.CertifiedField) critView {
	v := critView{Name: q.T(figureWord(b.Figure)), OK: b.OK}
	if !b.OK {
		m := screening.Missing(b)
		v.Says = q.T(m.Say, m.Args...)
	}
	switch {
	case b.Figure == certification.Earnings && b.Bound <= 1 && f.Line == 0:
		v.Now, v.Bound, v.Says, v.OK = phrase.Show(q.Lang, yen.Of(b.Value)), q.T("まだ分かりません"), q.T("上位の線は、はじめての審査のときに決まります。"), true
	case b.Figure == certification.Earnings:
		v.Now, v.Bound = phrase.Show(q.Lang, yen.Of(b.Value)), q.T("%sから", yen.Of(b.Bound))
		v.Fill, v.Mark = percentOf(b.Value, 2*b.Bound), percentOf(1, 2)
		if b.OK {
			v.Says = q.T("線より%s多く受け取っています。", yen.Of(-b.Away))
		}
		if f.Place > 0 {
			v.Says += q.T("前の審査では、%d人のうち%d番目でした。", f.Active, f.Place)
		}
	case b.Figure.Percent():
		v.Bound, v.Mark = q.T("%d%%以上", b.Bound/10), percentOf(b.Bound, 1000)
		if v.Now, v.Fill = q.T("%d%%", b.Value/10), percentOf(b.Value, 1000); b.Value < 0 {
			v.Now, v.Fill = q.T("まだ0件"), "0"
		}
		if b.OK && b.N > 0 && b.Away == 0 {
			v.Says = q.T("%d件のうち%d件。あと1件欠けると、基準を下回ります。", b.N, b.Hits)
		} else if b.OK && b.N > 0 {
			v.Says = q.T("%d件のうち%d件。あと%d件欠けても、基準を満たします。", b.N, b.Hits, -b.Away)
		}
	case b.Figure == certification.Seen && b.Value >= 0:
		v.Now, v.Bound = q.T("%d日前", b.Value), q.T("%d日以内", b.Bound)
		if b.Value == 0 {
			v.Now = q.T("今日")
		}
	case b.Figure == certification.Scouts:
		v.Now, v.Bound, v.Fill, v.Mark = q.T("%d件", b.Value), q.T("%d件以上", b.Bound), percentOf(b.Value, 2*b.Bound), percentOf(1, 2)
	}
	return v
}

// percentOf is a share of a bar's width.
func percentOf(n, of int64) string { return strconv.FormatInt(max(0, min(100, n*100/max(1, of))), 10) }

// outcomeTag is the word for what a screening came to.
func outcomeTag(lang phrase.Lang, o certification.Outcome, bars []certification.Bar) Tag {
	switch o {
	case certification.OutGranted:
		return Tag{phrase.T(lang, "認定"), "k"}
	case certification.OutKept:
		return Tag{phrase.T(lang, "継続"), "k"}
	case certification.OutAtRisk:
		return Tag{phrase.T(lang, "下回った（1回目）"), "m"}
	case certification.OutEnded:
		return Tag{phrase.T(lang, "外れた"), "e"}
	case certification.OutHeld:
		return Tag{phrase.T(lang, "人が確かめる"), "m"}
	case certification.OutRefused:
		return Tag{phrase.T(lang, "認定しない"), "e"}
	case certification.OutCapped:
		return Tag{phrase.T(lang, "上限で見送り"), "g"}
	case certification.OutPaused:
		return Tag{phrase.T(lang, "お休み"), "g"}
	}
	return Tag{phrase.T(lang, "あと%dつ", certification.Short(bars)), "g"}
}

func whyWord(w certification.Why) string {
	switch w {
	case certification.Illness:
		return "けがや病気"
	case certification.Care:
		return "育児や介護"
	case certification.Season:
		return "季節の仕事"
	}
	return "そのほか"
}

// certificationFields are the programmes as the desk types them, and as everybody reads them in the history.
func certificationFields(q *Request, r certification.Rules) []ruleField {
	body, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return nil
	}
	var shown []string
	for _, p := range r.Programmes {
		if !p.Enabled {
			continue
		}
		for _, t := range p.Tiers {
			var asks []string
			for _, c := range t.Criteria {
				asks = append(asks, q.T(figureWord(c.Figure))+" "+boundWords(q, c))
			}
			shown = append(shown, t.Name(q.Lang)+between(q.Lang, "：", ": ")+strings.Join(asks, comma(q.Lang)))
		}
	}
	return []ruleField{{Name: "body", Label: q.T("制度と基準"), Value: string(body), Lines: 20,
		Hint: q.T("JSON で入れます。これまでの審査の結果は変わりません。"), Shown: strings.Join(shown, between(q.Lang, "。", "; "))}}
}
