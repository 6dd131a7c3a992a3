package web

import (
	"net/http"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

// deskDisputesPage is the data of templates/desk_disputes.html.
type deskDisputesPage struct {
	deskQueues
	Waiting, Decided []query.DisputeLine
}

// deskDisputes lists the disputes: those that wait for the desk, then those that wait for the sides.
func (s *Server) deskDisputes(w http.ResponseWriter, q *Request) (err error) {
	var p deskDisputesPage
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	if p.Waiting, p.Decided, err = query.Disputes(q.Context(), s.DB.Snapshot()); err != nil {
		return err
	}
	return s.show(w, q, "desk_disputes", p)
}

// deskDisputePage is the data of templates/desk_dispute.html and desk_dispute_check.html.
type deskDisputePage struct {
	deskQueues
	query.DisputePage
	StateTag Tag
	History  []roomLine
	Blame    []Option
	Split    []splitLine   // of the decision in force, or of the one that is checked
	Until    clock.Instant // what the sides said to each other stays open to the reader; 0 while it is shut
	// A decision that is being checked.
	Pay            yen.Yen
	Fault, Grounds string
}

// Decides reports whether a decision is asked for, and of which kind.
func (p deskDisputePage) Decides() bool { return p.Dispute.State == market.DisputeOpen || p.Appealed() }
func (p deskDisputePage) Appealed() bool {
	return p.Dispute.State == market.DisputeAppealed
}

// Open reports whether the reader may read what the sides said to each other.
func (p deskDisputePage) Open() bool { return !p.Until.IsZero() }

// Ended reports whether there is nothing more to read it for.
func (p deskDisputePage) Ended() bool { return p.Dispute.State == market.DisputeEnded }

// Blamed is whose doing it was, as it was chosen.
func (p deskDisputePage) Blamed() market.Blame { return market.Blame(p.Fault) }

func (s *Server) deskDisputePage(q *Request) (p deskDisputePage, err error) {
	did := id.Dispute(q.PathValue("id"))
	if p.Until, err = working.ReadDispute(q.Context(), s.DB, q.Actor(), did); err != nil {
		return p, err
	}
	if p.deskQueues, err = s.queues(q); err != nil {
		return p, err
	}
	if p.DisputePage, err = query.DisputeForDesk(q.Context(), s.DB, did, q.Form("before"), p.Open()); err != nil {
		return p, err
	}
	p.StateTag, p.Blame = disputeTag(q.Lang, p.Dispute.State), blameOptions(q)
	p.Split = moneyLines(q.Lang, p.DisputePage.Split, p.FeeRate)
	title := q.T("「%s」", p.Item.Title)
	p.History = historyLines(q, p.Sides, p.Log, func(iid id.Item) string {
		if iid == p.Item.ID && p.Several {
			return title
		}
		return q.T("この仕事")
	})
	return p, nil
}

// deskDispute shows a dispute to the desk. The record says who has read it.
func (s *Server) deskDispute(w http.ResponseWriter, q *Request) error {
	p, err := s.deskDisputePage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "desk_dispute", p)
}

// deskDisputeOpen opens what the sides said to each other, with a reason.
func (s *Server) deskDisputeOpen(w http.ResponseWriter, q *Request) error {
	did := id.Dispute(q.PathValue("id"))
	if err := working.OpenDisputedTalk(q.Context(), s.DB, q.Actor(), did, lines(q.Form("why"))); err != nil {
		p, e := s.deskDisputePage(q)
		if e != nil {
			return e
		}
		return s.again(w, q, "desk_dispute", p, err)
	}
	return s.done(w, q, "/desk/disputes/"+string(did), "やりとりを開きました。両方に知らせ、記録に残しました")
}

// deskDisputeDecide decides, after a page that shows with the amounts what the decision does.
func (s *Server) deskDisputeDecide(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	p, err := s.deskDisputePage(q)
	if err != nil {
		return err
	}
	p.Fault, p.Grounds = q.Form("fault"), q.Form("grounds")
	var f fault.Form
	if p.Pay, err = yen.Parse(q.Form("pay")); err != nil {
		f.Check("pay", err)
		return s.again(w, q, "desk_dispute", p, f.Err())
	}
	r := market.Ruling{Pay: p.Pay, Fault: market.Blame(p.Fault), Grounds: p.Grounds}
	if q.Form("do") != "decide" {
		trial, it := p.Dispute, p.Item
		if p.Appealed() {
			err = trial.DecideAppeal(&it, r, q.Viewer.Person, q.Now)
		} else {
			err = trial.Decide(p.Contract, it, r, q.Viewer.Person, q.Now)
		}
		if err != nil {
			return s.again(w, q, "desk_dispute", p, err)
		}
		p.Dispute.AppealBy = trial.AppealBy
		split, err := query.Split(q.Context(), s.DB, p.ItemPage, p.Pay)
		if err != nil {
			return err
		}
		p.Split = moneyLines(q.Lang, split, p.FeeRate)
		return s.show(w, q, "desk_dispute_check", p)
	}
	done := "決定を記録し、双方に知らせました"
	if p.Appealed() {
		err, done = working.DecideAppeal(q.Context(), s.DB, q.Actor(), p.Dispute.ID, r), "決定を記録しました。お金は、決めたとおりに動きました"
	} else {
		err = working.DecideDispute(q.Context(), s.DB, q.Actor(), p.Dispute.ID, r)
	}
	if err != nil {
		return s.again(w, q, "desk_dispute", p, err)
	}
	return s.done(w, q, "/desk/disputes", done)
}

// deskDisputeFile gives a file of a disputed contract to the desk.
func (s *Server) deskDisputeFile(w http.ResponseWriter, q *Request) error {
	f, err := s.disputedFile(q)
	if err != nil {
		return err
	}
	return s.sendFile(w, q, f)
}

// deskDisputeSmall shows a small picture of a file of a disputed contract to the desk.
func (s *Server) deskDisputeSmall(w http.ResponseWriter, q *Request) error {
	f, err := s.disputedFile(q)
	if err != nil {
		return err
	}
	return s.sendSmall(w, q, f.State, f.Preview)
}

func (s *Server) disputedFile(q *Request) (f query.RoomFile, err error) {
	did := id.Dispute(q.PathValue("id"))
	if err := working.ReadDisputed(q.Context(), s.DB, q.Actor(), did); err != nil {
		return f, err
	}
	return query.DisputedFile(q.Context(), s.DB.Snapshot(), id.File(q.PathValue("file")), did)
}

// deskEscalatedPage is the data of templates/desk_escalated.html.
type deskEscalatedPage struct {
	deskQueues
	Items []query.EscalatedItem
}

func (s *Server) deskEscalatedPage(q *Request) (p deskEscalatedPage, err error) {
	if p.deskQueues, err = s.queues(q); err != nil {
		return p, err
	}
	p.Items, err = query.Escalated(q.Context(), s.DB.Snapshot())
	return p, err
}

// deskEscalated lists what was received so long ago that its payment would come too late.
func (s *Server) deskEscalated(w http.ResponseWriter, q *Request) error {
	p, err := s.deskEscalatedPage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "desk_escalated", p)
}

// deskTakeUp puts such an item before the desk.
func (s *Server) deskTakeUp(w http.ResponseWriter, q *Request) error {
	did, err := working.TakeUpItem(q.Context(), s.DB, q.Actor(), id.Item(q.PathValue("id")), q.Form("reason"))
	if err != nil {
		p, e := s.deskEscalatedPage(q)
		if e != nil {
			return e
		}
		return s.again(w, q, "desk_escalated", p, err)
	}
	return s.done(w, q, "/desk/disputes/"+string(did), "取り上げました。双方に知らせました")
}
