package web

import (
	"cmp"
	"strconv"
	"strings"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/credit"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/message"
	"nariwai/internal/policy"
	"nariwai/internal/query"
	"nariwai/internal/review"
	"nariwai/internal/upload"
	"nariwai/internal/yen"
)

// rulePart is one dated rule: what is in force, what was and will be.
type rulePart struct {
	Kind     policy.Kind
	Name     string
	Hint     string
	Fields   []ruleField
	From     calendar.Date // the first day that a next version may begin on
	Versions []ruleVersion
	Warning  string // what the desk should do
}

// ruleField is one number or word of a rule.
type ruleField struct {
	Name, Label, Value, Unit, Hint string
	Options                        []Option
	List                           []string   // many values under one name
	Rows                           *floorRows // … and the form for them
	Lines                          int        // of the box that a long table is typed into; Shown stands for it elsewhere
	Shown                          string
}

// Measure is the unit as it stands behind the value: a word, but no sign, is set apart.
func (f ruleField) Measure() string {
	if f.Unit != "" && 'a' <= f.Unit[0] && f.Unit[0] <= 'z' {
		return " " + f.Unit
	}
	return f.Unit
}

// ruleVersion is one version in the history.
type ruleVersion struct {
	From  calendar.Date
	State string // "now", "later", ""
	Lines []ruleField
}

// operatorRule is who runs the site: for the desk alone, because the bank's codes are in it.
func operatorRule(q *Request, r db.Reader) (rulePart, error) {
	return ruleVersions(q, r, rulePart{Kind: policy.Operator, Name: q.T("運営者"), From: q.Today,
		Hint: q.T("特定商取引法の表記、支払明細、銀行への振込データに使います。")}, operatorFields)
}

// publicRules are the rules that everybody may read, with their history.
func publicRules(q *Request, r db.Reader) (parts []rulePart, err error) {
	add := func(part rulePart, failed error) {
		part.From, err = q.Today.AddDays(1), cmp.Or(err, failed)
		parts = append(parts, part)
	}
	add(ruleVersions(q, r, rulePart{Kind: policy.Fee, Name: q.T("手数料"),
		Hint: q.T("これから結ぶ契約に使います。いままでの契約の手数料は変わりません。")}, feeFields))
	add(ruleVersions(q, r, rulePart{Kind: policy.Closing, Name: q.T("締めと支払い"),
		Hint: q.T("フリーランス法4条により、受け取りから60日を過ぎる支払いになる決まりは入れられません。")}, closingFields))
	add(ruleVersions(q, r, rulePart{Kind: policy.Clocks, Name: q.T("期限"),
		Hint: q.T("これから結ぶ契約と、これから締め切る募集に使います。")}, clockFields))
	add(ruleVersions(q, r, rulePart{Kind: policy.Floor, Name: q.T("めやすの下限"),
		Hint: q.T("分野と決め方ごとの、いちばん低い単価（税込）です。分野に下限がないときは、大きな分野の下限を使います。")}, floorFields))
	add(wagesPart(q, r))
	add(ruleVersions(q, r, rulePart{Kind: policy.Paces, Name: q.T("仕事にかかる時間の仮の値"),
		Hint: q.T("検収された仕事から分かるまで、1時間あたりの報酬を計算するために使います。だれにでも公開します。")}, paceFields))
	add(ruleVersions(q, r, rulePart{Kind: policy.Lures, Name: q.T("募集の文の決まり"),
		Hint: q.T("決まりに触れるかもしれない文を見つけたときに、どうするかです。")}, lureFields))
	add(ruleVersions(q, r, rulePart{Kind: policy.Certification, Name: q.T("認定の制度"),
		Hint: q.T("始まる日のあとの月の終わりの審査から使います。")}, certificationFields))
	add(ruleVersions(q, r, rulePart{Kind: policy.Caps, Name: q.T("はじめての依頼主の上限"),
		Hint: q.T("はじめての検収が済むまでの上限です。")}, capFields))
	add(ruleVersions(q, r, rulePart{Kind: policy.Credit, Name: q.T("請求書払い"),
		Hint: q.T("これから決める枠と、これから出す請求書に使います。")}, creditFields))
	add(ruleVersions(q, r, rulePart{Kind: policy.Trials, Name: q.T("お試し"),
		Hint: q.T("お試しとして頼める仕事の、報酬と納期までの日数の上限です。")}, trialFields))
	add(ruleVersions(q, r, rulePart{Kind: policy.Room, Name: q.T("ファイルを置ける量"),
		Hint: q.T("契約とやりとりのそれぞれに、双方が置ける量です。相手が置いた分で、自分の分が減ることはありません。")}, roomFields))
	add(ruleVersions(q, r, rulePart{Kind: policy.Approaches, Name: q.T("新しい提案と質問の数"),
		Hint: q.T("仕事ごとに、はじめに送る提案か質問の数です。お金はかからず、買い足すこともできません。相手が返事を書くか、候補に残すか、見送るか、採用すると、その分また送れます。募集が終わるか取り下げると、待っている数からは外れますが、その日に送った数には残ります。")}, approachFields))
	add(ruleVersions(q, r, rulePart{Kind: policy.Reviews, Name: q.T("評価"),
		Hint: q.T("これから終わる契約の期間と、これからの直しと返事に使います。")}, reviewFields))
	add(ruleVersions(q, r, rulePart{Kind: policy.Tax, Name: q.T("税率"),
		Hint: q.T("法律が変わったときに、変わる日からの率を入れます。")}, taxFields))
	return parts, err
}

// ruleVersions fills a part from the versions of its rule.
func ruleVersions[T any](q *Request, r db.Reader, p rulePart, fields func(*Request, T) []ruleField) (rulePart, error) {
	versions, err := query.Rules[T](q.Context(), r, p.Kind, id.Site)
	if err != nil {
		return p, err
	}
	current := false
	for _, v := range versions {
		line := ruleVersion{From: v.From, Lines: fields(q, v.Rule)}
		switch {
		case v.From.After(q.Today):
			line.State = "later"
		case !current:
			line.State, current = "now", true
			p.Fields = line.Lines
		}
		p.Versions = append(p.Versions, line)
	}
	return p, nil
}

func operatorFields(q *Request, o policy.Identity) []ruleField {
	types := []Option{{Value: "1", Label: q.T("普通"), Chosen: o.Type == "1"}, {Value: "2", Label: q.T("当座"), Chosen: o.Type == "2"}}
	lines := ""
	if o.FileLines > 0 {
		lines = strconv.Itoa(o.FileLines)
	}
	return []ruleField{
		{Name: "name", Label: q.T("名称"), Value: o.Name}, {Name: "representative", Label: q.T("代表者"), Value: o.Representative},
		{Name: "address", Label: q.T("住所"), Value: o.Address}, {Name: "phone", Label: q.T("電話番号"), Value: o.Phone},
		{Name: "mail", Label: q.T("メールアドレス"), Value: o.Mail}, {Name: "t_number", Label: q.T("登録番号"), Value: o.TNumber, Hint: q.T("ないときは空のままにします。")},
		{Name: "client_code", Label: q.T("委託者コード"), Value: o.ClientCode, Hint: q.T("銀行から知らされた10桁の数字です。")},
		{Name: "client_name", Label: q.T("委託者名（カナ）"), Value: o.ClientName},
		{Name: "bank", Label: q.T("金融機関の番号"), Value: o.Bank, Hint: q.T("お預かりするお金だけの、専用の口座です。")}, {Name: "branch", Label: q.T("支店の番号"), Value: o.Branch},
		{Name: "type", Label: q.T("預金の種類"), Value: o.Type, Options: types}, {Name: "account", Label: q.T("口座番号"), Value: o.Account},
		{Name: "file_lines", Label: q.T("1つの振込データに入れる件数"), Value: lines, Hint: q.T("銀行が受けつける上限です。聞いていないときは空のままにします（9,999件ずつに分けます）。")},
	}
}

func feeFields(q *Request, f billing.FeePolicy) []ruleField {
	return []ruleField{
		{Name: "worker", Label: q.T("働く人の側（報酬から）"), Value: percent(f.Worker), Unit: "%"},
		{Name: "client", Label: q.T("依頼主の側（報酬に足して）"), Value: percent(f.Client), Unit: "%"},
	}
}

func closingFields(q *Request, c calendar.Closing) []ruleField {
	return []ruleField{
		{Name: "pay_day", Label: q.T("翌月の支払日"), Value: strconv.Itoa(c.PayDay), Unit: q.T("日")},
		{Name: "file_lead_days", Label: q.T("振込データを作る日（営業日前）"), Value: strconv.Itoa(c.FileLeadDays), Unit: q.T("日")},
		{Name: "auto_accept_days", Label: q.T("みなし検収までの日数"), Value: strconv.Itoa(c.AutoAcceptDays), Unit: q.T("日")},
		{Name: "limit_days", Label: q.T("受け取りから支払いまでの限り"), Value: strconv.Itoa(c.LimitDays), Unit: q.T("日")},
		{Name: "escalate_days", Label: q.T("決まらないものを運営が見る日"), Value: strconv.Itoa(c.EscalateDays), Unit: q.T("日")},
	}
}

func clockFields(q *Request, c market.Clocks) []ruleField {
	remind := make([]string, len(c.RemindOn))
	for i, d := range c.RemindOn {
		remind[i] = strconv.Itoa(d)
	}
	return []ruleField{
		{Name: "decide_days", Label: q.T("締切のあと、選ぶまで"), Value: strconv.Itoa(c.DecideDays), Unit: q.T("日")},
		{Name: "fund_days", Label: q.T("採用のあと、仮払いまで"), Value: strconv.Itoa(c.FundDays), Unit: q.T("日")},
		{Name: "revisions", Label: q.T("区切りごとの直しの回数"), Value: strconv.FormatInt(c.Revisions, 10), Unit: q.T("回")},
		{Name: "late_days", Label: q.T("遅れで取り消せるまで"), Value: strconv.Itoa(c.LateDays), Unit: q.T("日")},
		{Name: "silent_days", Label: q.T("返事がなくて取り消せるまで"), Value: strconv.Itoa(c.SilentDays), Unit: q.T("日")},
		{Name: "appeal_days", Label: q.T("決定のあと、不服を言えるまで"), Value: strconv.Itoa(c.AppealDays), Unit: q.T("日")},
		{Name: "remind_on", Label: q.T("検収のお願いを送る日"), Value: strings.Join(remind, ", "), Hint: q.T("納品から数えた日を、コンマで区切ります。")},
	}
}

func capFields(q *Request, c market.Caps) []ruleField {
	return []ruleField{
		{Name: "new_client_job", Label: q.T("1つの依頼"), Value: c.NewClientJob.Digits(), Unit: q.T("円")},
		{Name: "new_client_open", Label: q.T("進んでいる依頼と契約の合計"), Value: c.NewClientOpen.Digits(), Unit: q.T("円")},
	}
}

func trialFields(q *Request, t market.Trials) []ruleField {
	return []ruleField{
		{Name: "pay", Label: q.T("1つのお試しの報酬"), Value: t.Pay.Digits(), Unit: q.T("円")},
		{Name: "days", Label: q.T("納期まで"), Value: strconv.Itoa(t.Days), Unit: q.T("日")},
	}
}

func reviewFields(q *Request, x review.Rules) []ruleField {
	return []ruleField{
		{Name: "window_days", Label: q.T("契約が終わってから、書くまで"), Value: strconv.Itoa(x.WindowDays), Unit: q.T("日")},
		{Name: "change_days", Label: q.T("書いてから、直せるあいだ"), Value: strconv.Itoa(x.ChangeDays), Unit: q.T("日")},
		{Name: "reply_days", Label: q.T("公開されてから、返事を書けるあいだ"), Value: strconv.Itoa(x.ReplyDays), Unit: q.T("日")},
	}
}

func creditFields(q *Request, r credit.Rules) []ruleField {
	var before, after []string
	for _, d := range r.RemindOn {
		if d < 0 {
			before = append([]string{strconv.Itoa(-d)}, before...)
		} else {
			after = append(after, strconv.Itoa(d))
		}
	}
	return []ruleField{
		{Name: "due_months", Label: q.T("請求書の期限は、その月から"), Value: strconv.FormatInt(r.DueMonths, 10), Unit: q.T("か月あとの月末")},
		{Name: "remind_before", Label: q.T("期限の前に知らせる日"), Value: strings.Join(before, ", "), Hint: q.T("期限から数えた日を、コンマで区切ります。")},
		{Name: "remind_after", Label: q.T("期限の日から後に知らせる日"), Value: strings.Join(after, ", "), Hint: q.T("期限の日は0です。")},
		{Name: "two_people_over", Label: q.T("これを超える枠は、2人で決める"), Value: r.TwoPeopleOver.Digits(), Unit: q.T("円")},
	}
}

func roomFields(q *Request, x upload.Quota) []ruleField {
	return []ruleField{
		{Name: "contract", Label: q.T("1つの契約に、それぞれの側が"), Value: strconv.FormatInt(x.Contract, 10), Unit: "MB"},
		{Name: "thread", Label: q.T("契約の前のやりとりに、それぞれの側が"), Value: strconv.FormatInt(x.Thread, 10), Unit: "MB"},
	}
}

func approachFields(q *Request, l message.Limits) []ruleField {
	return []ruleField{
		{Name: "open", Label: q.T("返事を待っているもの"), Value: strconv.FormatInt(l.Open, 10), Unit: q.T("件")},
		{Name: "day", Label: q.T("そのうち、1日に送るもの"), Value: strconv.FormatInt(l.Day, 10), Unit: q.T("件")},
	}
}

func taxFields(q *Request, x billing.TaxRates) []ruleField {
	return []ruleField{
		{Name: "consumption", Label: q.T("消費税"), Value: percent(x.Consumption), Unit: "%"},
		{Name: "withheld", Label: q.T("源泉徴収"), Value: percent(x.Withheld), Unit: "%"},
		{Name: "threshold", Label: q.T("率が上がる金額"), Value: x.Threshold.Digits(), Unit: q.T("円")},
		{Name: "withheld_over", Label: q.T("それを超えた分の源泉徴収"), Value: percent(x.WithheldOver), Unit: "%"},
		{Name: "abroad", Label: q.T("日本に住んでいない人の源泉徴収"), Value: percent(x.Abroad), Unit: "%"},
	}
}

func percent(r yen.Rate) string { return strings.TrimSuffix(r.String(), "%") }
