package web

import (
	"net/http"

	"nariwai/internal/bank"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/query"
	"nariwai/internal/usecase/funding"
)

// deskRefundsPage is the data of templates/desk_refunds.html.
type deskRefundsPage struct {
	deskQueues
	Waiting, Due, Paid []deskRefund
}

// deskRefund is a refund with the names of its bank and branch.
type deskRefund struct {
	query.RefundRow
	Tag          Tag
	Bank, Branch string
	Why          string
}

func (q *Request) deskRefunds(list []query.RefundRow) (out []deskRefund) {
	for _, f := range list {
		line := deskRefund{RefundRow: f, Tag: refundTag(q.Lang, f.State), Why: q.T(f.Reason)}
		if b, ok := bank.FindBank(f.Refund.Bank); ok {
			line.Bank = b.Name
		}
		if b, ok := bank.FindBranch(f.Refund.Bank, f.Refund.Branch); ok {
			line.Branch = b.Name
		}
		out = append(out, line)
	}
	return out
}

// deskRefundsShow lists the money that goes back: what waits for an account, what is on its way, what has arrived.
func (s *Server) deskRefundsShow(w http.ResponseWriter, q *Request) (err error) {
	var p deskRefundsPage
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	var found query.RefundsPage
	if err := s.DB.View(q.Context(), func(r *db.Snapshot) (err error) {
		found, err = query.Refunds(q.Context(), r)
		return err
	}); err != nil {
		return err
	}
	p.Waiting, p.Due, p.Paid = q.deskRefunds(found.Waiting), q.deskRefunds(found.Due), q.deskRefunds(found.Paid)
	return s.show(w, q, "desk_refunds", p)
}

// deskRefundPage is the data of templates/desk_refund.html.
type deskRefundPage struct {
	deskQueues
	deskRefund
	Kinds []Option
}

// deskRefund is one refund, to tell it where to go.
func (s *Server) deskRefund(w http.ResponseWriter, q *Request) error {
	return s.showDeskRefund(w, q, nil)
}

func (s *Server) showDeskRefund(w http.ResponseWriter, q *Request, refused error) (err error) {
	var p deskRefundPage
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	f, err := query.Refund(q.Context(), s.DB.Snapshot(), id.Refund(q.PathValue("id")))
	if err != nil {
		return err
	}
	p.deskRefund, p.Kinds = q.deskRefunds([]query.RefundRow{f})[0], q.accountKinds()
	if refused != nil {
		return s.again(w, q, "desk_refund", p, refused)
	}
	return s.show(w, q, "desk_refund", p)
}

func (s *Server) deskRefundDirect(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	if err := funding.DirectRefund(q.Context(), s.DB, q.Actor(), id.Refund(q.PathValue("id")), q.target()); err != nil {
		return s.showDeskRefund(w, q, err)
	}
	return s.done(w, q, "/desk/refunds", "返金先を決めました。次の振込データで送ります")
}
