package screening

import (
	"context"

	"nariwai/internal/certification"
	"nariwai/internal/db"
	"nariwai/internal/market"
	"nariwai/internal/notice"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/yen"
)

// name is a name in both languages, as an argument of a sentence.
type name struct{ ja, en string }

func (n name) Ja() string { return n.ja }
func (n name) En() string { return n.en }

// fieldName is what a field of work is called.
func fieldName(code string) name {
	c, ok := market.Categories.Find(code)
	if !ok {
		return name{code, code}
	}
	return name{c.Ja, c.En}
}

// tell is what a party is told of an outcome. Nobody is told each month that there is still no seal.
func (h hearing) tell(f certification.Facts, r certification.Result) (t inform.Told, tell bool, err error) {
	programme, field := name{h.p.Ja, h.p.En}, fieldName(f.Field)
	to := inform.Told{Party: f.Party, Message: notice.Message{Args: []any{field, programme}, Link: "/certification"}}
	missing, err := mend(r)
	if err != nil {
		return t, false, err
	}
	switch r.Outcome {
	case certification.OutGranted:
		return told(to, "seal_granted", "「%s」で%sに認定されました",
			notice.Sentence{Say: "検索、提案、プロフィールに「認」のしるしがつきます。認定ワーカー向けの仕事にも提案できます。"},
			notice.Sentence{Say: "審査は毎回、公開している基準で行います。1回下回っただけでは外れません。"})
	case certification.OutKept:
		return told(to, "seal_kept", "「%s」の%sの認定が続きます")
	case certification.OutAtRisk:
		return told(to, "seal_at_risk", "「%s」の%sの審査で、基準を下回りました。認定はまだ続いています", append(missing,
			notice.Sentence{Say: "次の審査は%sです。続けて下回ると、認定が外れます。", Args: []any{h.p.Due(h.p.Next(h.run.AsOf))}})...)
	case certification.OutEnded:
		return told(to, "seal_ended", "「%s」の%sの認定が外れました", append(missing,
			notice.Sentence{Say: "基準をすべて満たすと、次の審査でまた認定されます。数え方に納得できないときは、30日のうちに申し立てができます。"})...)
	case certification.OutHeld:
		if f.State.Before != certification.Held {
			return told(to, "seal_held", "「%s」の%sの基準を満たしました。認定の前に、運営の人が取引を確かめます")
		}
	}
	return t, false, nil
}

func told(t inform.Told, kind notice.Kind, say string, more ...notice.Sentence) (inform.Told, bool, error) {
	t.Kind, t.Say, t.More = kind, say, more
	return t, true, nil
}

// mend says of each criterion that is not met what is missing.
func mend(r certification.Result) (say []notice.Sentence, err error) {
	bars, err := r.Bars()
	for _, b := range bars {
		if !b.OK {
			say = append(say, Missing(b))
		}
	}
	return say, err
}

// Missing is what a criterion that is not met says of what is missing.
func Missing(b certification.Bar) notice.Sentence {
	s := func(say string, args ...any) notice.Sentence { return notice.Sentence{Say: say, Args: args} }
	switch b.Figure {
	case certification.Reply:
		return s("24時間以内の返信が%d通のうち%d通です。%d%%以上にするには、あと%d通つづけて間に合わせます。", b.N, b.Hits, b.Bound/10, b.Away)
	case certification.Completion:
		return s("最後までやりとげた仕事が%d件のうち%d件です。%d%%以上にするには、あと%d件つづけてやりとげます。", b.N, b.Hits, b.Bound/10, b.Away)
	case certification.Satisfaction:
		return s("満足の評価が%d件のうち%d件です。%d%%以上にするには、満足の評価があと%d件要ります。", b.N, b.Hits, b.Bound/10, b.Away)
	case certification.Earnings:
		return s("報酬が%sです。%sまで、あと%s足りません。", yen.Of(b.Value), yen.Of(b.Bound), yen.Of(b.Away))
	case certification.Seen:
		return s("最後のログインから%d日を過ぎていました。", b.Bound)
	case certification.Profile:
		return s("プロフィールの見出し、紹介文、分野、都道府県のどれかが、まだ書かれていません。")
	case certification.Identity:
		return s("本人確認が済んでいません。")
	case certification.Pledge:
		return s("秘密を守る約束に、まだ署名していません。")
	case certification.BestMonth:
		return s("ひと月の報酬が、分野で%d番目までに入った月がありません。", b.Bound)
	}
	return s("スカウトが%d件です。あと%d件要ります。", b.Value, b.Away)
}

// tellBack tells a party that its rest is over.
func tellBack(ctx context.Context, tx *db.Tx, p certification.Pause) error {
	return inform.Party(ctx, tx, p.Party, "rest_over", notice.Message{Say: "お休みが終わりました。認定の時計がまた動きます", Link: "/certification"})
}
