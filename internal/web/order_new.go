package web

import (
	"net/http"
	"strings"

	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/usecase/offering"
	"nariwai/internal/yen"
)

// directPage is the data of templates/order_new.html.
type directPage struct {
	query.OrderForm
	Trial   bool
	Kinds   []Option
	Groups  []categoryGroup
	Rights  []Option
	AIRules []Option
	LastDay string // of a trial
}

func (s *Server) directPage(q *Request, handle string) (p directPage, err error) {
	if p.OrderForm, err = query.OrderTo(q.Context(), s.DB, q.Viewer.Party, handle); err != nil {
		return p, err
	}
	if p.To.ID == q.Viewer.Party {
		return p, fault.New(fault.Forbidden, "自分に仕事を頼むことはできません")
	}
	q.section = "/client"
	p.Trial = q.Form("kind") == "trial"
	p.LastDay = phrase.Show(q.Lang, q.Today.AddDays(p.Trials.Days))
	p.Kinds = []Option{
		{Value: "direct", Label: q.T("ふつうの仕事"), Chosen: !p.Trial},
		{Value: "trial", Label: q.T("お試し"), Hint: q.T("%sまで、納期は%sまで。おたがいに合うかを、小さな仕事で確かめます。報酬はふつうに払います。", p.Trials.Pay, p.LastDay), Chosen: p.Trial},
	}
	p.Groups, p.Rights, p.AIRules = categoryGroups(q, q.Form("category")), rightsOptions(q, market.Rights(q.Form("rights"))), aiOptions(q, market.AIPolicy(q.Form("ai_policy")))
	return p, nil
}

func rightsOptions(q *Request, chosen market.Rights) (out []Option) {
	for _, r := range []market.Rights{market.RightsTransfer, market.RightsLicence, market.RightsNone} {
		out = append(out, Option{Value: string(r), Label: q.T(r.Word()), Chosen: r == chosen})
	}
	return out
}

func aiOptions(q *Request, chosen market.AIPolicy) (out []Option) {
	for _, a := range market.AIPolicies {
		out = append(out, Option{Value: string(a), Label: q.T(a.Word()), Chosen: a == chosen})
	}
	return out
}

// orderNew is the form with which a client asks one party.
func (s *Server) orderNew(w http.ResponseWriter, q *Request) error {
	p, err := s.directPage(q, q.Form("to"))
	if err != nil {
		return err
	}
	return s.show(w, q, "order_new", p)
}

func (s *Server) orderSend(w http.ResponseWriter, q *Request) error {
	p, err := s.directPage(q, q.Form("to"))
	if err != nil {
		return err
	}
	var f fault.Form
	o := offering.Order{To: p.To.ID, Trial: p.Trial, Message: lines(q.Form("message")), Withhold: p.Withholds && q.Ticked("withhold"),
		Spec: market.Spec{Category: q.Form("category"), Title: strings.Join(strings.Fields(q.Form("title")), " "), Body: lines(q.Form("body")), Deliverable: lines(q.Form("deliverable")), Place: q.Form("place"),
			Rights: market.Rights(q.Form("rights")), AIPolicy: market.AIPolicy(q.Form("ai_policy")), Unit: market.LumpSum, Quantity: 1, Unregistered: true}}
	if q.Form("pay") != "" {
		o.Spec.Pay, err = yen.Parse(q.Form("pay"))
		f.Check("pay", err)
	}
	o.Spec.DueOn = dateOrNone(q, &f, "due_on")
	if err := f.Err(); err != nil {
		return s.again(w, q, "order_new", p, err)
	}
	oid, err := offering.SendOffer(q.Context(), s.DB, q.Actor(), o)
	if err != nil {
		return s.again(w, q, "order_new", p, err)
	}
	return s.done(w, q, "/offers/"+string(oid), "お願いを送りました。答えが届いたらお知らせします")
}
