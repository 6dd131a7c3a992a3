package web

import (
	"html/template"
	"net/http"

	"nariwai/internal/bank"
	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/phrase"
	"nariwai/internal/policy"
	"nariwai/internal/query"
	"nariwai/internal/usecase/funding"
)

// clientPage is the data of templates/client.html.
type clientPage struct {
	query.ClientPage
	Ordered    []homeContract
	States     []heldState
	Back       []refundLine
	SpentChart template.HTML
	Spends     bool
	Bank       string
}

// Calls are the newest jobs of the client that still run.
func (p clientPage) Calls() []query.OwnJob { return p.Jobs[:min(len(p.Jobs), linesShown)] }

type heldState struct {
	query.HeldMoney
	Name, Says string
	Share      int // per cent of all
}

type refundLine struct {
	query.ClientRefund
	Tag Tag
}

// clientShow is a client's page of money: to pay in, held, coming back.
func (s *Server) clientShow(w http.ResponseWriter, q *Request) error {
	var p clientPage
	if err := s.DB.View(q.Context(), func(r *db.Snapshot) (err error) {
		p.ClientPage, err = query.Client(q.Context(), r, q.Viewer.Party, q.Now)
		return err
	}); err != nil {
		return err
	}
	p.Ordered = q.homeContracts(p.Contracts)
	for _, state := range []market.ItemState{market.ItemFunded, market.ItemDelivered, market.ItemRevising, market.ItemDisputed} {
		for _, h := range p.Held {
			if h.State == state {
				words := heldWords[state]
				p.States = append(p.States, heldState{h, q.T(words[0]), q.T(words[1]), int(100 * h.Sum.Int64() / max(1, p.Secured.Int64()))})
			}
		}
	}
	for _, f := range p.Refunds {
		p.Back = append(p.Back, refundLine{f, refundTag(q.Lang, f.State)})
	}
	for _, m := range p.Spent {
		p.Spends = p.Spends || m.Items > 0
	}
	p.SpentChart = monthsChart(q.Lang, "spent", q.T("12か月の支払い"), p.Spent)
	if b, ok := bank.FindBank(p.Account.Bank); ok {
		p.Bank = b.Name
	}
	return s.show(w, q, "client", p)
}

var heldWords = map[market.ItemState][2]string{
	market.ItemFunded:    {"作業中", "納品を待っています"},
	market.ItemDelivered: {"検収待ち", "検収すると、働く人への支払いが決まります"},
	market.ItemRevising:  {"直し中", "直した納品を待っています"},
	market.ItemDisputed:  {"もめごと相談中", "決まるまで動きません"},
}

func refundTag(lang phrase.Lang, st billing.RefundState) Tag {
	say := func(text, class string) Tag { return Tag{phrase.T(lang, text), class} }
	switch st {
	case billing.RefundWaiting:
		return say("口座待ち", "e")
	case billing.RefundDue:
		return say("次の振込で返します", "m")
	case billing.RefundInRun:
		return say("振込の手続き中", "m")
	}
	return say("返しました", "k")
}

// fundingRequest asks for a number under which chosen items, or all that wait, are paid for.
func (s *Server) fundingRequest(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	cid := id.Contract(q.PathValue("id"))
	var items []id.Item
	for _, i := range q.Forms("item") {
		items = append(items, id.Item(i))
	}
	fid, err := funding.RequestFunding(q.Context(), s.DB, q.Actor(), cid, items)
	if err != nil {
		return err
	}
	return s.done(w, q, "/fundings/"+string(fid), "お支払い番号を出しました")
}

// fundingPage is the data of templates/funding.html.
type fundingPage struct {
	query.FundingPage
	Tag      Tag
	LastDay  calendar.Date
	Operator policy.Identity
	Bank     string
	Branch   string
	Kind     string
	Short    []shortLine
}

type shortLine struct {
	query.ShortDeposit
	Reason string
}

// fundingShow says how to pay a request: amount, number, account, last day.
func (s *Server) fundingShow(w http.ResponseWriter, q *Request) error {
	p, err := s.funding(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "funding", p)
}

func (s *Server) funding(q *Request) (p fundingPage, err error) {
	r := s.DB.Snapshot()
	if p.FundingPage, err = query.Funding(q.Context(), r, id.Funding(q.PathValue("id")), q.Viewer.Party); err != nil {
		return p, err
	}
	op, err := query.Rule[policy.Identity](q.Context(), r, policy.Operator, q.Today)
	if err != nil {
		return p, err
	}
	p.Operator, p.LastDay = op.Rule, calendar.On(p.PayBy-1)
	if b, ok := bank.FindBank(p.Operator.Bank); ok {
		p.Bank = b.Name
	}
	if b, ok := bank.FindBranch(p.Operator.Bank, p.Operator.Branch); ok {
		p.Branch = b.Name
	}
	p.Kind = q.T(accountTypes[p.Operator.Type])
	switch p.State {
	case billing.FundingOpen:
		p.Tag = Tag{q.T("お振込みを待っています"), "m"}
	case billing.FundingPaid:
		p.Tag = Tag{q.T("仮払いずみ"), "k"}
	default:
		p.Tag = Tag{q.T("使えない番号です"), "e"}
	}
	for _, x := range p.FundingPage.Short {
		p.Short = append(p.Short, shortLine{x, q.T(x.Reason)})
	}
	return p, nil
}

// accountTypes are the kinds of accounts as transfer files number them.
var accountTypes = map[string]string{"1": "普通", "2": "当座", "4": "貯蓄", "9": "その他"}

// fundingPay is the demonstration's button.
func (s *Server) fundingPay(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	fid := id.Funding(q.PathValue("id"))
	if err := funding.PayInDemonstration(q.Context(), s.DB, q.Actor(), fid); err != nil {
		p, readErr := s.funding(q)
		if readErr != nil {
			return err
		}
		return s.again(w, q, "funding", p, err)
	}
	f, err := query.Funding(q.Context(), s.DB.Snapshot(), fid, q.Viewer.Party)
	if err != nil {
		return err
	}
	return s.done(w, q, "/contracts/"+string(f.Contract), "仮払いが済みました。働く人に知らせました")
}
