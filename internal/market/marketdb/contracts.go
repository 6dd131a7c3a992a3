package marketdb

import (
	"context"
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

var contracts = db.Table[market.Contract]{
	Name: "market_contract",
	Columns: "id, mall, job, proposal, client, worker, kind, arrangement, category, title, state, pay, due_on, starts_on, awarded_at, fund_by, " +
		"revisions, accept_days, limit_days, escalate_days, late_days, silent_days, appeal_days, fee_rate, client_fee_rate, tax_rate, withholding, " +
		"rules, department, team_form, asked_at, ended_at, version",
	Fixed: "mall, job, proposal, client, worker, kind, arrangement, category, title, starts_on, awarded_at, fund_by, " +
		"revisions, accept_days, limit_days, escalate_days, late_days, silent_days, appeal_days, fee_rate, client_fee_rate, tax_rate, withholding, rules, department",
	Fields: func(c *market.Contract) []any {
		return []any{&c.ID, &c.Mall, &c.Job, &c.Proposal, &c.Client, &c.Worker, &c.Kind, &c.Arrangement, &c.Category, &c.Title, &c.State, &c.Pay, &c.DueOn, &c.StartsOn, &c.AwardedAt, &c.FundBy,
			&c.Revisions, &c.AcceptDays, &c.LimitDays, &c.EscalateDays, &c.LateDays, &c.SilentDays, &c.AppealDays, &c.FeeRate, &c.ClientFeeRate, &c.TaxRate, &c.Withholding,
			&c.Rules, &c.Department, &c.TeamForm, &c.AskedAt, &c.EndedAt, &c.Version}
	},
}

// Contract returns a contract, or NotFound.
func Contract(ctx context.Context, r db.Reader, cid id.Contract) (market.Contract, error) {
	return contracts.One(ctx, r, "WHERE id = $1", cid)
}

// InsertContract adds a contract with its items.
func InsertContract(ctx context.Context, tx *db.Tx, c market.Contract, items []market.Item) (err error) {
	defer fault.Wrap(&err, "insert contract %s", c.ID)
	if err := contracts.Insert(ctx, tx, c); err != nil {
		return err
	}
	for _, it := range items {
		if err := InsertItem(ctx, tx, it); err != nil {
			return err
		}
	}
	return nil
}

// SaveContract writes c if nobody wrote it since it was read, and brings c's version up to date.
func SaveContract(ctx context.Context, tx *db.Tx, c *market.Contract) (err error) {
	*c, err = contracts.Update(ctx, tx, *c)
	return err
}

// ContractsOf returns the contracts of a job.
func ContractsOf(ctx context.Context, r db.Reader, jid id.Job) ([]market.Contract, error) {
	return contracts.All(ctx, r, "WHERE job = $1 ORDER BY id", jid)
}

// Paid reports whether a contract of two parties has ended with something that was accepted.
func Paid(ctx context.Context, r db.Reader, client, worker id.Party) (yes bool, err error) {
	err = db.One(ctx, r, []any{&yes}, `SELECT EXISTS (SELECT 1 FROM market_contract c WHERE c.worker = $1 AND c.client = $2 AND c.state = 'ended'
		AND EXISTS (SELECT 1 FROM market_item i WHERE i.contract = c.id AND i.state IN ('accepted', 'split')))`, worker, client)
	return yes, err
}

// Running is how many contracts of a job have not ended.
func Running(ctx context.Context, r db.Reader, jid id.Job) (n int64, err error) {
	err = db.One(ctx, r, []any{&n}, "SELECT COUNT(*) FROM market_contract WHERE job = $1 AND state IN ('awarded', 'active')", jid)
	return n, err
}

// InHand is how many items of a contract its worker has not yet done with.
func InHand(ctx context.Context, r db.Reader, cid id.Contract) (n int64, err error) {
	err = db.One(ctx, r, []any{&n}, "SELECT COUNT(*) FROM market_item WHERE contract = $1 AND state IN ('funded', 'revising', 'disputed')", cid)
	return n, err
}

var items = db.Table[market.Item]{
	Name: "market_item",
	Columns: "id, contract, n, title, pay, due_on, state, before, security, secured, received_on, delivered_at, accept_by, accepted_at, settled_on, ending, " +
		"revisions, reminded, escalated_at, version",
	Fixed: "contract, n, title",
	Fields: func(i *market.Item) []any {
		return []any{&i.ID, &i.Contract, &i.N, &i.Title, &i.Pay, &i.DueOn, &i.State, &i.Before, &i.Security, &i.Secured, &i.ReceivedOn, &i.DeliveredAt, &i.AcceptBy, &i.AcceptedAt, &i.SettledOn, &i.Ending,
			&i.Revisions, &i.Reminded, &i.EscalatedAt, &i.Version}
	},
}

func payeeFields(p *market.Payee) []any { return []any{&p.N, &p.Party, &p.Share, &p.Withholding} }

// Item returns an item with its payees, or NotFound.
func Item(ctx context.Context, r db.Reader, iid id.Item) (it market.Item, err error) {
	if it, err = items.One(ctx, r, "WHERE id = $1", iid); err != nil {
		return it, err
	}
	it.Payees, err = db.All(ctx, r, payeeFields, "SELECT n, party, share, withholding FROM market_payee WHERE item = $1 ORDER BY n", iid)
	return it, err
}

// ItemAmong returns an item with its payees, and all items of its contract in their order, without payees.
func ItemAmong(ctx context.Context, r db.Reader, iid id.Item) (it market.Item, all []market.Item, err error) {
	defer fault.Wrap(&err, "item %s", iid)
	if all, err = items.All(ctx, r, "WHERE contract = (SELECT contract FROM market_item WHERE id = $1) ORDER BY n", iid); err != nil {
		return it, nil, err
	}
	i := slices.IndexFunc(all, func(it market.Item) bool { return it.ID == iid })
	if i < 0 {
		return it, nil, fault.New(fault.NotFound, "見つかりませんでした")
	}
	it = all[i]
	it.Payees, err = db.All(ctx, r, payeeFields, "SELECT n, party, share, withholding FROM market_payee WHERE item = $1 ORDER BY n", iid)
	return it, all, err
}

// Items returns a contract's items in their order, without payees.
func Items(ctx context.Context, r db.Reader, cid id.Contract) ([]market.Item, error) {
	return items.All(ctx, r, "WHERE contract = $1 ORDER BY n", cid)
}

// ItemsAndPayees is Items with their payees.
func ItemsAndPayees(ctx context.Context, r db.Reader, cid id.Contract) (its []market.Item, err error) {
	if its, err = Items(ctx, r, cid); err != nil {
		return nil, err
	}
	type row struct {
		item int64
		market.Payee
	}
	rows, err := db.All(ctx, r, func(x *row) []any { return append([]any{&x.item}, payeeFields(&x.Payee)...) },
		"SELECT i.n, p.n, p.party, p.share, p.withholding FROM market_item i JOIN market_payee p ON p.item = i.id WHERE i.contract = $1 ORDER BY i.n, p.n", cid)
	for i := range its {
		for _, x := range rows {
			if x.item == its[i].N {
				its[i].Payees = append(its[i].Payees, x.Payee)
			}
		}
	}
	return its, err
}

// InsertItem adds an item with its payees.
func InsertItem(ctx context.Context, tx *db.Tx, it market.Item) error {
	if err := items.Insert(ctx, tx, it); err != nil {
		return err
	}
	return insertPayees(ctx, tx, it)
}

func insertPayees(ctx context.Context, tx *db.Tx, it market.Item) error {
	for _, p := range it.Payees {
		if err := tx.Exec(ctx, 1, "INSERT INTO market_payee (item, n, party, share, withholding) VALUES ($1, $2, $3, $4, $5)",
			it.ID, p.N, p.Party, p.Share, p.Withholding); err != nil {
			return err
		}
	}
	return nil
}

// SavePayees replaces an item's payees by those of it.
func SavePayees(ctx context.Context, tx *db.Tx, it market.Item) error {
	if _, err := tx.Do(ctx, "DELETE FROM market_payee WHERE item = $1", it.ID); err != nil {
		return err
	}
	return insertPayees(ctx, tx, it)
}

// SaveItem writes it if nobody wrote it since it was read, and brings its version up to date.
func SaveItem(ctx context.Context, tx *db.Tx, it *market.Item) (err error) {
	payees := it.Payees
	*it, err = items.Update(ctx, tx, *it)
	it.Payees = payees
	return err
}

// ItemsOverdue returns delivered items whose time for acceptance is over at now, the oldest first, at most limit.
func ItemsOverdue(ctx context.Context, r db.Reader, now clock.Instant, limit int) ([]market.Item, error) {
	return items.All(ctx, r, "WHERE state = 'delivered' AND accept_by <= $1 ORDER BY accept_by, id LIMIT $2", now, limit)
}

// CountOverdue is how many delivered items still wait for their automatic acceptance at now.
func CountOverdue(ctx context.Context, r db.Reader, now clock.Instant) (n int64, err error) {
	err = db.One(ctx, r, []any{&n}, "SELECT COUNT(*) FROM market_item WHERE state = 'delivered' AND accept_by <= $1", now)
	return n, err
}

// ItemsToRemind returns delivered items that were delivered before and whose client was last reminded on a day (0: never), at
// most limit.
func ItemsToRemind(ctx context.Context, r db.Reader, reminded int64, before clock.Instant, after id.Item, limit int) ([]market.Item, error) {
	return items.All(ctx, r, "WHERE state = 'delivered' AND reminded = $1 AND delivered_at < $2 AND id > $3 ORDER BY id LIMIT $4", reminded, before, after, limit)
}

// ItemsToEscalate returns undecided items that were received on or before a day and are not yet marked, at most limit.
func ItemsToEscalate(ctx context.Context, r db.Reader, received calendar.Date, limit int) ([]market.Item, error) {
	return items.All(ctx, r, `WHERE state IN ('funded', 'delivered', 'revising', 'disputed') AND received_on > 0 AND received_on <= $1 AND escalated_at = 0
		ORDER BY received_on, id LIMIT $2`, received, limit)
}

// ContractsUnfunded returns contracts with unfunded items whose time to pay in is over at now, at most limit.
func ContractsUnfunded(ctx context.Context, r db.Reader, now clock.Instant, limit int) ([]market.Contract, error) {
	return contracts.All(ctx, r, `WHERE state IN ('awarded', 'active') AND fund_by <= $1
		AND id IN (SELECT contract FROM market_item WHERE state = 'agreed') ORDER BY fund_by, id LIMIT $2`, now, limit)
}

// Charged returns what the contracts that began in a month have put on a department's cost: the pay of all items that were not
// called off.
func Charged(ctx context.Context, r db.Reader, d id.Department, m calendar.Month) (y yen.Yen, err error) {
	defer fault.Wrap(&err, "charged to %s", d)
	err = db.One(ctx, r, []any{&y}, `SELECT CAST(COALESCE(SUM(i.pay), 0) AS BIGINT) FROM market_contract c JOIN market_item i ON i.contract = c.id
		WHERE c.department = $1 AND c.department <> '' AND c.starts_on BETWEEN $2 AND $3 AND i.state NOT IN ('cancelled', 'lapsed', 'refunded')`,
		d, m.First(), m.Last())
	return y, err
}
