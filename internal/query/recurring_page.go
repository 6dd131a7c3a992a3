package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/recurring"
	"nariwai/internal/yen"
)

// RecurringLine is an order that comes again, in a list.
type RecurringLine struct {
	ID          id.Recurring
	Title       string
	Other       string
	Mine        bool // the viewer is the client
	State       recurring.State
	Quantity    int64
	UnitPay     yen.Yen
	First, Last calendar.Month
	EndsOn      calendar.Date
	RenewTo     calendar.Month
}

// Pay is what a month costs.
func (l RecurringLine) Pay() yen.Yen { return l.UnitPay.Times(l.Quantity) }

func recurringOf(ctx context.Context, s *db.Snapshot, viewer id.Party) ([]RecurringLine, error) {
	return db.All(ctx, s, func(l *RecurringLine) []any {
		return []any{&l.ID, &l.Title, &l.Other, &l.Mine, &l.State, &l.Quantity, &l.UnitPay, &l.First, &l.Last, &l.EndsOn, &l.RenewTo}
	}, `SELECT r.id, r.title, p.display_name, r.client = $1, r.state, r.quantity, r.unit_pay, r.first_month, r.last_month, r.ends_on, r.renew_to
		FROM recurring_order r JOIN people_party p ON p.id = CASE WHEN r.client = $1 THEN r.worker ELSE r.client END
		WHERE r.client = $1 OR r.worker = $1 ORDER BY r.id DESC LIMIT $2`, viewer, offersShown)
}

// RecurringMonth is a month of an order that had its turn; one without a contract was left out.
type RecurringMonth struct {
	Month    calendar.Month
	Contract id.Contract
	State    market.ContractState
	Pay      yen.Yen
	DueOn    calendar.Date
}

// RecurringPage is an order as one of its two sides sees it.
type RecurringPage struct {
	recurring.Order
	Mine   bool // the viewer is the client
	Other  Asked
	Quote  Quote // of a month
	Months []RecurringMonth
	Open   bool // the offer can be answered
}

// RecurringShown returns an order for one of its two sides; for everybody else there is none.
func RecurringShown(ctx context.Context, d *db.DB, rid id.Recurring, viewer id.Party) (p RecurringPage, err error) {
	defer fault.Wrap(&err, "recurring order page %s", rid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		p = RecurringPage{}
		o := &p.Order
		if err := db.One(ctx, s, []any{&o.ID, &o.Client, &o.Worker, &o.Trial, &o.State, &o.Category, &o.Title, &o.Body, &o.Deliverable, &o.Rights, &o.AIPolicy, &o.Quantity, &o.UnitPay, &o.DueDay, &o.Withhold,
			&o.First, &o.Last, &o.Made, &o.PauseFrom, &o.PauseTo, &o.RenewTo, &o.Message, &o.AnswerBy, &o.NoticeOn, &o.NoticeBy, &o.EndsOn, &o.Cause, &o.Reason, &o.ReasonAskedAt, &o.EndedAt},
			`SELECT id, client, worker, trial, state, category, title, body, deliverable, rights, ai_policy, quantity, unit_pay, due_day, withhold,
				first_month, last_month, made, pause_from, pause_to, renew_to, message, answer_by, notice_on, notice_by, ends_on, cause, reason, reason_asked_at, ended_at
			FROM recurring_order WHERE id = $1 AND (client = $2 OR worker = $2)`, rid, viewer); err != nil {
			return err
		}
		p.Mine, p.Open = o.Client == viewer, o.State == recurring.Offered && s.Now < o.AnswerBy
		if p.Other, err = asked(ctx, s, o.Other(viewer)); err != nil {
			return err
		}
		prices := make([]yen.Yen, o.Quantity)
		for i := range prices {
			prices[i] = o.UnitPay
		}
		month := market.Job{Spec: market.Spec{Unit: market.PerPiece, Quantity: o.Quantity, Pay: o.Pay(), DueOn: o.DueOn(o.First)}}
		if p.Quote, err = offered(ctx, s, o.Client, o.Worker, o.Withhold, month, prices); err != nil {
			return err
		}
		p.Months, err = db.All(ctx, s, func(m *RecurringMonth) []any { return []any{&m.Month, &m.Contract, &m.State, &m.Pay, &m.DueOn} },
			`SELECT m.month, m.contract, COALESCE(c.state, ''), COALESCE(c.pay, 0), COALESCE(c.due_on, 0)
			FROM recurring_month m LEFT JOIN market_contract c ON c.id = m.contract WHERE m.recurring = $1 ORDER BY m.month DESC LIMIT 60`, rid)
		return err
	})
	return p, err
}

// AfterTrial is what can follow a trial whose client looks at its contract.
type AfterTrial struct {
	Trial  market.Contract
	Items  []market.Item
	Job    market.Job
	Order  id.Recurring // that has followed already
	Handle string       // of the worker
}

// TrialFollowed returns a trial of a client with what it holds; NotFound when it is none, or somebody else's.
func TrialFollowed(ctx context.Context, d *db.DB, cid id.Contract, client id.Party) (a AfterTrial, err error) {
	defer fault.Wrap(&err, "after trial %s", cid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		a = AfterTrial{}
		c := &a.Trial
		if err := db.One(ctx, s, []any{&c.ID, &c.Job, &c.Worker, &c.Category, &c.Title, &c.Arrangement, &c.Withholding, &a.Handle},
			`SELECT c.id, c.job, c.worker, c.category, c.title, c.arrangement, c.withholding, w.handle FROM market_contract c JOIN people_party w ON w.id = c.worker
			WHERE c.id = $1 AND c.client = $2 AND c.arrangement = 'trial'`, cid, client); err != nil {
			return err
		}
		if a.Items, err = db.All(ctx, s, func(i *market.Item) []any { return []any{&i.Pay, &i.State} },
			"SELECT pay, state FROM market_item WHERE contract = $1 ORDER BY n", cid); err != nil {
			return err
		}
		if a.Job, err = jobs.One(ctx, s, "WHERE id = $1", c.Job); err != nil {
			return err
		}
		err = db.One(ctx, s, []any{&a.Order}, "SELECT id FROM recurring_order WHERE trial = $1 AND trial <> '' AND state NOT IN ('declined', 'withdrawn', 'expired') ORDER BY id DESC LIMIT 1", cid)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		return err
	})
	return a, err
}
