package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/certification"
	"nariwai/internal/clock"
	"nariwai/internal/credit"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/message"
	"nariwai/internal/policy"
	"nariwai/internal/review"
	"nariwai/internal/upload"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/yen"
)

// deskSettingsPage is the data of templates/desk_settings.html.
type deskSettingsPage struct {
	deskQueues
	Parts []rulePart
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
	operator, err := operatorRule(q, r)
	if err != nil {
		return p, err
	}
	public, err := publicRules(q, r)
	p.Parts = append([]rulePart{operator}, public...)
	for i := range p.Parts {
		for j, f := range p.Parts[i].Fields {
			if f.Rows != nil && p.Parts[i].Kind == open {
				p.Parts[i].Fields[j].Rows = f.Rows.typed(q)
			}
		}
	}
	return p, err
}

// deskSettingsSet gives one rule its next version.
func (s *Server) deskSettingsSet(w http.ResponseWriter, q *Request) error {
	kind := policy.Kind(q.PathValue("kind"))
	if kind == policy.Floor && q.Form("do") == "row" {
		p, err := s.deskSettingsData(q, kind)
		if err != nil {
			return err
		}
		return s.redraw(w, q, "desk_settings", p)
	}
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
		var lines int
		if q.Form("file_lines") != "" {
			f.number("file_lines", &lines)
		}
		rule = policy.Identity{FileLines: lines, Name: q.Form("name"), Representative: q.Form("representative"), Address: q.Form("address"), Phone: q.Form("phone"), Mail: q.Form("mail"),
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
	case policy.Credit:
		r := credit.Rules{RemindOn: readDays(&f, "remind_before", "remind_after")}
		var months int
		f.number("due_months", &months)
		f.yen("two_people_over", &r.TwoPeopleOver)
		r.DueMonths = int64(months)
		rule = r
	case policy.Trials:
		var r market.Trials
		f.yen("pay", &r.Pay)
		f.number("days", &r.Days)
		rule = r
	case policy.Room:
		var contract, thread int
		f.number("contract", &contract)
		f.number("thread", &thread)
		rule = upload.Quota{Contract: int64(contract), Thread: int64(thread)}
	case policy.Approaches:
		var open, day int
		f.number("open", &open)
		f.number("day", &day)
		rule = message.Limits{Open: int64(open), Day: int64(day)}
	case policy.Reviews:
		var r review.Rules
		f.number("window_days", &r.WindowDays)
		f.number("change_days", &r.ChangeDays)
		f.number("reply_days", &r.ReplyDays)
		rule = r
	case policy.Tax:
		var r billing.TaxRates
		f.rate("consumption", &r.Consumption)
		f.rate("withheld", &r.Withheld)
		f.yen("threshold", &r.Threshold)
		f.rate("withheld_over", &r.WithheldOver)
		f.rate("abroad", &r.Abroad)
		rule = r
	case policy.Floor:
		floors := readFloors(q)
		f.form.Merge(floors.Validate())
		rule = floors
	case policy.Wages:
		w := market.Wages{Source: q.Form("source"), Rows: market.ParseWages(q.Form("rows"))}
		f.form.Merge(w.Validate())
		rule = w
	case policy.Paces:
		p := market.Paces{Rows: market.ParsePaces(q.Form("rows"))}
		f.form.Merge(p.Validate())
		rule = p
	case policy.Certification:
		var c certification.Rules
		if err := json.Unmarshal([]byte(q.Form("body")), &c); err != nil {
			f.form.Add("body", "JSON として読めません")
		} else {
			f.form.Merge(c.Validate())
		}
		rule = c
	case policy.Lures:
		lures := readLures(q)
		f.form.Merge(lures.Validate())
		rule = lures
	default:
		return 0, nil, fault.New(fault.NotFound, "見つかりませんでした")
	}
	return from, rule, f.form.Err()
}

// readDays reads the days before and after a day, as negative and positive numbers in their order.
func readDays(f *ruleForm, before, after string) (days []int) {
	f.numbers(before, &days)
	for i := range days {
		days[i] = -days[i]
	}
	slices.Reverse(days)
	var late []int
	f.numbers(after, &late)
	return append(days, late...)
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
