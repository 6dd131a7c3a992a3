package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/policy"
	"nariwai/internal/query"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/yen"
)

// settingsPart is one dated rule as the desk sees it: what is in force, what was and will be, and a form for the next version.
type settingsPart struct {
	Kind     policy.Kind
	Name     string
	Hint     string
	Fields   []settingsField
	From     calendar.Date // the first day that may be chosen
	Versions []settingsVersion
}

// settingsField is one number or word of a rule.
type settingsField struct {
	Name, Label, Value, Unit, Hint string
	Options                        []Option
}

// settingsVersion is one version in the history.
type settingsVersion struct {
	From  calendar.Date
	State string // "now", "later", ""
	Lines []settingsField
}

// deskSettingsPage is the data of templates/desk_settings.html.
type deskSettingsPage struct {
	deskQueues
	Parts []settingsPart
	Open  policy.Kind // the part whose form is shown
}

func (s *Server) deskSettings(w http.ResponseWriter, q *Request) error {
	p, err := s.deskSettingsData(q, policy.Kind(q.Form("part")))
	if err != nil {
		return err
	}
	return s.show(w, q, "desk_settings", p)
}

func (s *Server) deskSettingsData(q *Request, open policy.Kind) (p deskSettingsPage, err error) {
	p.Open = open
	if p.deskQueues, err = s.queues(q); err != nil {
		return p, err
	}
	r := s.DB.Snapshot()
	tomorrow := q.Today.AddDays(1)
	parts := []func() (settingsPart, error){
		func() (settingsPart, error) {
			return ruleVersions(q, r, settingsPart{Kind: policy.Operator, Name: q.T("運営者"), From: q.Today,
				Hint: q.T("特定商取引法の表記、支払明細、銀行への振込データに使います。")}, operatorFields)
		},
		func() (settingsPart, error) {
			return ruleVersions(q, r, settingsPart{Kind: policy.Fee, Name: q.T("手数料"), From: tomorrow,
				Hint: q.T("これから結ぶ契約に使います。いままでの契約の手数料は変わりません。")}, feeFields)
		},
		func() (settingsPart, error) {
			return ruleVersions(q, r, settingsPart{Kind: policy.Closing, Name: q.T("締めと支払い"), From: tomorrow,
				Hint: q.T("フリーランス法4条により、受け取りから60日を過ぎる支払いになる決まりは入れられません。")}, closingFields)
		},
		func() (settingsPart, error) {
			return ruleVersions(q, r, settingsPart{Kind: policy.Clocks, Name: q.T("期限"), From: tomorrow,
				Hint: q.T("これから結ぶ契約と、これから締め切る募集に使います。")}, clockFields)
		},
		func() (settingsPart, error) {
			return ruleVersions(q, r, settingsPart{Kind: policy.Caps, Name: q.T("はじめての依頼主の上限"), From: tomorrow,
				Hint: q.T("はじめての検収が済むまでの上限です。")}, capFields)
		},
		func() (settingsPart, error) {
			return ruleVersions(q, r, settingsPart{Kind: policy.Tax, Name: q.T("税率"), From: tomorrow,
				Hint: q.T("法律が変わったときに、変わる日からの率を入れます。")}, taxFields)
		},
	}
	for _, f := range parts {
		part, err := f()
		if err != nil {
			return p, err
		}
		p.Parts = append(p.Parts, part)
	}
	return p, nil
}

// ruleVersions fills a part from the versions of its rule.
func ruleVersions[T any](q *Request, r db.Reader, p settingsPart, fields func(*Request, T) []settingsField) (settingsPart, error) {
	versions, err := query.Rules[T](q.Context(), r, p.Kind, id.Site)
	if err != nil {
		return p, err
	}
	current := false
	for _, v := range versions {
		line := settingsVersion{From: v.From, Lines: fields(q, v.Rule)}
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

func operatorFields(q *Request, o policy.Identity) []settingsField {
	types := []Option{{Value: "1", Label: q.T("普通"), Chosen: o.Type == "1"}, {Value: "2", Label: q.T("当座"), Chosen: o.Type == "2"}}
	return []settingsField{
		{Name: "name", Label: q.T("名称"), Value: o.Name}, {Name: "representative", Label: q.T("代表者"), Value: o.Representative},
		{Name: "address", Label: q.T("住所"), Value: o.Address}, {Name: "phone", Label: q.T("電話番号"), Value: o.Phone},
		{Name: "mail", Label: q.T("メールアドレス"), Value: o.Mail}, {Name: "t_number", Label: q.T("登録番号"), Value: o.TNumber, Hint: q.T("ないときは空のままにします。")},
		{Name: "client_code", Label: q.T("委託者コード"), Value: o.ClientCode, Hint: q.T("銀行から知らされた10桁の数字です。")},
		{Name: "client_name", Label: q.T("委託者名（カナ）"), Value: o.ClientName},
		{Name: "bank", Label: q.T("金融機関の番号"), Value: o.Bank, Hint: q.T("お預かりするお金だけの、専用の口座です。")}, {Name: "branch", Label: q.T("支店の番号"), Value: o.Branch},
		{Name: "type", Label: q.T("預金の種類"), Value: o.Type, Options: types}, {Name: "account", Label: q.T("口座番号"), Value: o.Account},
	}
}

func feeFields(q *Request, f billing.FeePolicy) []settingsField {
	return []settingsField{
		{Name: "worker", Label: q.T("働く人の側（報酬から）"), Value: percent(f.Worker), Unit: "%"},
		{Name: "client", Label: q.T("依頼主の側（報酬に足して）"), Value: percent(f.Client), Unit: "%"},
	}
}

func closingFields(q *Request, c calendar.Closing) []settingsField {
	return []settingsField{
		{Name: "pay_day", Label: q.T("翌月の支払日"), Value: strconv.Itoa(c.PayDay), Unit: q.T("日")},
		{Name: "file_lead_days", Label: q.T("振込データを作る日（営業日前）"), Value: strconv.Itoa(c.FileLeadDays), Unit: q.T("日")},
		{Name: "auto_accept_days", Label: q.T("みなし検収までの日数"), Value: strconv.Itoa(c.AutoAcceptDays), Unit: q.T("日")},
		{Name: "limit_days", Label: q.T("受け取りから支払いまでの限り"), Value: strconv.Itoa(c.LimitDays), Unit: q.T("日")},
		{Name: "escalate_days", Label: q.T("決まらないものを運営が見る日"), Value: strconv.Itoa(c.EscalateDays), Unit: q.T("日")},
	}
}

func clockFields(q *Request, c market.Clocks) []settingsField {
	remind := make([]string, len(c.RemindOn))
	for i, d := range c.RemindOn {
		remind[i] = strconv.Itoa(d)
	}
	return []settingsField{
		{Name: "decide_days", Label: q.T("締切のあと、選ぶまで"), Value: strconv.Itoa(c.DecideDays), Unit: q.T("日")},
		{Name: "fund_days", Label: q.T("採用のあと、仮払いまで"), Value: strconv.Itoa(c.FundDays), Unit: q.T("日")},
		{Name: "revisions", Label: q.T("区切りごとの直しの回数"), Value: strconv.FormatInt(c.Revisions, 10), Unit: q.T("回")},
		{Name: "late_days", Label: q.T("遅れで取り消せるまで"), Value: strconv.Itoa(c.LateDays), Unit: q.T("日")},
		{Name: "silent_days", Label: q.T("返事がなくて取り消せるまで"), Value: strconv.Itoa(c.SilentDays), Unit: q.T("日")},
		{Name: "appeal_days", Label: q.T("決定のあと、不服を言えるまで"), Value: strconv.Itoa(c.AppealDays), Unit: q.T("日")},
		{Name: "remind_on", Label: q.T("検収のお願いを送る日"), Value: strings.Join(remind, ", "), Hint: q.T("納品から数えた日を、コンマで区切ります。")},
	}
}

func capFields(q *Request, c market.Caps) []settingsField {
	return []settingsField{
		{Name: "new_client_job", Label: q.T("1つの依頼"), Value: c.NewClientJob.Digits(), Unit: q.T("円")},
		{Name: "new_client_open", Label: q.T("進んでいる依頼と契約の合計"), Value: c.NewClientOpen.Digits(), Unit: q.T("円")},
	}
}

func taxFields(q *Request, x billing.TaxRates) []settingsField {
	return []settingsField{
		{Name: "consumption", Label: q.T("消費税"), Value: percent(x.Consumption), Unit: "%"},
		{Name: "withheld", Label: q.T("源泉徴収"), Value: percent(x.Withheld), Unit: "%"},
		{Name: "threshold", Label: q.T("率が上がる金額"), Value: x.Threshold.Digits(), Unit: q.T("円")},
		{Name: "withheld_over", Label: q.T("それを超えた分の源泉徴収"), Value: percent(x.WithheldOver), Unit: "%"},
		{Name: "abroad", Label: q.T("日本に住んでいない人の源泉徴収"), Value: percent(x.Abroad), Unit: "%"},
	}
}

func percent(r yen.Rate) string { return strings.TrimSuffix(r.String(), "%") }

// deskSettingsSet gives one rule its next version.
func (s *Server) deskSettingsSet(w http.ResponseWriter, q *Request) error {
	kind := policy.Kind(q.PathValue("kind"))
	from, rule, err := readRule(q, kind)
	if err == nil {
		err = desk.SetRule(q.Context(), s.DB, q.Actor(), kind, from, rule)
	}
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return err
		}
		p, failed := s.deskSettingsData(q, kind)
		if failed != nil {
			return failed
		}
		return s.again(w, q, "desk_settings", p, err)
	}
	return s.done(w, q, "/desk/settings", "決まりを入れました。決めた日から使います")
}

// readRule reads the form of a kind of rule.
func readRule(q *Request, kind policy.Kind) (from calendar.Date, rule desk.Rule, err error) {
	f := ruleForm{q: q}
	f.date("from", &from)
	switch kind {
	case policy.Operator:
		rule = policy.Identity{Name: q.Form("name"), Representative: q.Form("representative"), Address: q.Form("address"), Phone: q.Form("phone"), Mail: q.Form("mail"),
			TNumber: q.Form("t_number"), ClientCode: q.Form("client_code"), ClientName: q.Form("client_name"),
			Bank: q.Form("bank"), Branch: q.Form("branch"), Type: q.Form("type"), Account: q.Form("account")}
	case policy.Fee:
		var r billing.FeePolicy
		f.rate("worker", &r.Worker)
		f.rate("client", &r.Client)
		rule = r
	case policy.Closing:
		var r calendar.Closing
		f.number("pay_day", &r.PayDay)
		f.number("file_lead_days", &r.FileLeadDays)
		f.number("auto_accept_days", &r.AutoAcceptDays)
		f.number("limit_days", &r.LimitDays)
		f.number("escalate_days", &r.EscalateDays)
		rule = r
	case policy.Clocks:
		var r market.Clocks
		var revisions int
		f.number("decide_days", &r.DecideDays)
		f.number("fund_days", &r.FundDays)
		f.number("revisions", &revisions)
		f.number("late_days", &r.LateDays)
		f.number("silent_days", &r.SilentDays)
		f.number("appeal_days", &r.AppealDays)
		f.numbers("remind_on", &r.RemindOn)
		r.Revisions = int64(revisions)
		rule = r
	case policy.Caps:
		var r market.Caps
		f.yen("new_client_job", &r.NewClientJob)
		f.yen("new_client_open", &r.NewClientOpen)
		rule = r
	case policy.Tax:
		var r billing.TaxRates
		f.rate("consumption", &r.Consumption)
		f.rate("withheld", &r.Withheld)
		f.yen("threshold", &r.Threshold)
		f.rate("withheld_over", &r.WithheldOver)
		f.rate("abroad", &r.Abroad)
		rule = r
	default:
		return 0, nil, fault.New(fault.NotFound, "見つかりませんでした")
	}
	return from, rule, f.form.Err()
}

// ruleForm reads the fields of a rule and collects what is wrong with them.
type ruleForm struct {
	q    *Request
	form fault.Form
}

func (f *ruleForm) date(field string, to *calendar.Date) {
	d, err := calendar.Parse(f.q.Form(field))
	f.form.Check(field, err)
	*to = d
}

func (f *ruleForm) rate(field string, to *yen.Rate) {
	r, err := yen.ParseRate(f.q.Form(field))
	f.form.Check(field, err)
	*to = r
}

func (f *ruleForm) yen(field string, to *yen.Yen) {
	y, err := yen.Parse(f.q.Form(field))
	f.form.Check(field, err)
	*to = y
}

func (f *ruleForm) number(field string, to *int) { *to = f.count(field, f.q.Form(field)) }

func (f *ruleForm) numbers(field string, to *[]int) {
	for _, s := range strings.FieldsFunc(f.q.Form(field), func(r rune) bool { return strings.ContainsRune(",，、 　", r) }) {
		*to = append(*to, f.count(field, s))
	}
	slices.Sort(*to)
}

// count reads a small number; days and times are typed like amounts, in full width too.
func (f *ruleForm) count(field, s string) int {
	y, err := yen.Parse(s)
	if err != nil || y.Int64() > int64(clock.Day) {
		f.form.Add(field, "数字で入れてください")
		return 0
	}
	return int(y.Int64())
}
