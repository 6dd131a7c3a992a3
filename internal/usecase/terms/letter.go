package terms

import (
	"nariwai/internal/document"
	"nariwai/internal/market"
	"nariwai/internal/notice"
	"nariwai/internal/phrase"
)

// Letter is the whole of a notice of terms as the end of a mail: a worker has it in hand from the first moment, whatever
// becomes of the site (Freelance Act, art. 3).
func Letter(doc document.Document) ([]notice.Sentence, error) {
	t, err := document.Read[document.Terms](doc)
	if err != nil {
		return nil, err
	}
	var out []notice.Sentence
	say := func(ja string, args ...any) { out = append(out, notice.Sentence{Say: ja, Args: args}) }
	say("――― 取引条件の書面 %s（%s） ―――", doc.Number, doc.On)
	if c := t.Change; c != nil {
		say("書面 %s の内容を、次のとおり変えました。", c.Before)
		if c.Scope != "" {
			say("することの変わるところ：%s", c.Scope)
		}
	}
	say("依頼主：%s", t.Client.Name)
	say("働く人：%s", t.Worker.Name)
	say("仕事：%s", t.Title)
	say("仕事の内容：%s", t.Content)
	say("納めるもの：%s", t.Deliverable)
	if t.Change != nil {
		say("変更に合意した日：%s", t.AgreedOn)
	} else {
		say("契約した日：%s", t.AgreedOn)
	}
	if t.Place == "" {
		say("働く場所：%s", phrase.Word("どこでも（オンライン）"))
	} else {
		say("働く場所：%s", t.Place)
	}
	say("著作権：%s", phrase.Word(market.Rights(t.Rights).Word()))
	say("生成AI：%s", phrase.Word(market.AIPolicy(t.AIPolicy).Word()))
	for _, it := range t.Items {
		say("区切り %d「%s」：納期 %s、検査が済む日 %s、報酬 %s（税込）、支払日 %s", it.N, it.Title, it.DueOn, it.AcceptOn, it.Pay, it.PayOn)
	}
	say("報酬の合計 %s（うち消費税 %s）", t.Pay, t.Tax)
	if t.Withheld.Sign() > 0 {
		say("源泉徴収（依頼主が税務署に納めます） %s", t.Withheld)
	}
	say("Nariwaiの手数料（%s） %s", t.FeeRate, t.Fee)
	say("働く人の手取り %s", t.Net)
	say("支払いは、検収のあと、銀行振込で行います。振込の手数料は、働く人にはかかりません。")
	say("検査は納品から%d日以内に行います。返事がないときは、検査に合格したものとして扱います。", t.AcceptDays)
	say("直しは、1つの区切りに%d回までです。", t.Revisions)
	say("この書面の指紋（SHA-256）：%s", doc.SHA256)
	return out, nil
}
