package organising

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	entity "nariwai/internal/organisation"
	"nariwai/internal/organisation/organisationdb"
	"nariwai/internal/people"
	"nariwai/internal/yen"
)

// AddDepartment makes a department, on whose cost orders can be put from now on.
func AddDepartment(ctx context.Context, d *db.DB, a people.Actor, code, name string) (err error) {
	defer fault.Wrap(&err, "add department")
	return command(ctx, d, a, func(tx *db.Tx) error {
		p, err := managed(ctx, tx, a)
		if err != nil {
			return err
		}
		dep, err := entity.NewDepartment(id.Department(tx.NewID()), p.ID, code, name)
		if err != nil {
			return err
		}
		if err := organisationdb.InsertDepartment(ctx, tx, dep); err != nil {
			return err
		}
		return tx.Audit(ctx, a.Person, p.ID, "add_department", string(dep.ID), dep.Label())
	})
}

// CloseDepartment lets a department bear no new costs. What it bears already stays.
func CloseDepartment(ctx context.Context, d *db.DB, a people.Actor, did id.Department) (err error) {
	defer fault.Wrap(&err, "close department %s", did)
	return onDepartment(ctx, d, a, did, func(tx *db.Tx, p people.Party, dep entity.Department) error {
		if dep.ClosedAt != 0 {
			return nil
		}
		dep.ClosedAt = tx.Now
		if err := organisationdb.SaveDepartment(ctx, tx, dep); err != nil {
			return err
		}
		return tx.Audit(ctx, a.Person, p.ID, "close_department", string(did), dep.Label())
	})
}

// SetBudget sets what a department may commit in a month; 0 takes the limit away.
func SetBudget(ctx context.Context, d *db.DB, a people.Actor, did id.Department, m calendar.Month, amount yen.Yen) (err error) {
	defer fault.Wrap(&err, "set budget of %s", did)
	return onDepartment(ctx, d, a, did, func(tx *db.Tx, p people.Party, dep entity.Department) error {
		if amount.Sign() < 0 {
			var f fault.Form
			f.Add("amount", "予算は0円以上にしてください")
			return f.Err()
		}
		if m.IsZero() {
			var f fault.Form
			f.Add("month", "月を選んでください")
			return f.Err()
		}
		if err := organisationdb.SetBudget(ctx, tx, entity.Budget{Department: did, Month: m, Amount: amount}); err != nil {
			return err
		}
		return tx.Audit(ctx, a.Person, p.ID, "set_budget", string(did), m.String()+" "+amount.String())
	})
}

// SetApproval sets the amount above which a second person has to agree; 0 for none.
func SetApproval(ctx context.Context, d *db.DB, a people.Actor, over yen.Yen) (err error) {
	defer fault.Wrap(&err, "set approval")
	return command(ctx, d, a, func(tx *db.Tx) error {
		p, err := managed(ctx, tx, a)
		if err != nil {
			return err
		}
		if over.Sign() < 0 {
			var f fault.Form
			f.Add("over", "金額は0円以上にしてください")
			return f.Err()
		}
		if err := organisationdb.SetApproveOver(ctx, tx, p.ID, over); err != nil {
			return err
		}
		return tx.Audit(ctx, a.Person, p.ID, "set_approval", string(p.ID), over.String())
	})
}

// WithdrawApproval takes back what the actor has asked a second person for.
func WithdrawApproval(ctx context.Context, d *db.DB, a people.Actor, vid id.Approval) (err error) {
	defer fault.Wrap(&err, "withdraw approval %s", vid)
	return command(ctx, d, a, func(tx *db.Tx) error {
		p, err := organisation(ctx, tx, a, people.Order)
		if err != nil {
			return err
		}
		v, err := organisationdb.Approval(ctx, tx, p.ID, vid)
		if err != nil {
			return err
		}
		if v.Kind != entity.Award { // what is more than a wish is taken back where it stands
			return fault.New(fault.NotFound, "見つかりませんでした")
		}
		if err := v.Withdraw(a.Person, tx.Now); err != nil {
			return err
		}
		if err := organisationdb.SaveApproval(ctx, tx, v); err != nil {
			return err
		}
		return tx.Audit(ctx, a.Person, p.ID, "withdraw_approval", string(v.ID), v.Title)
	})
}

func onDepartment(ctx context.Context, d *db.DB, a people.Actor, did id.Department, f func(*db.Tx, people.Party, entity.Department) error) error {
	return command(ctx, d, a, func(tx *db.Tx) error {
		p, err := organisation(ctx, tx, a, people.Manage)
		if err != nil {
			return err
		}
		dep, err := organisationdb.Department(ctx, tx, p.ID, did)
		if err != nil {
			return err
		}
		return f(tx, p, dep)
	})
}
