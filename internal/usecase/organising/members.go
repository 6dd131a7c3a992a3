package organising

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// ChangeRole gives a member another role from now on.
func ChangeRole(ctx context.Context, d *db.DB, a people.Actor, who id.Person, r people.Role) (err error) {
	defer fault.Wrap(&err, "change role of %s", who)
	return command(ctx, d, a, func(tx *db.Tx) error {
		p, err := organisation(ctx, tx, a, people.Manage)
		if err != nil {
			return err
		}
		if err := checkRole(r); err != nil {
			return err
		}
		g, err := peopledb.GrantOf(ctx, tx, who, p.ID)
		if err != nil || g.Role == r {
			return err
		}
		if err := lastOwner(ctx, tx, g); err != nil {
			return err
		}
		if err := peopledb.ChangeRole(ctx, tx, g, r, a.Person); err != nil {
			return err
		}
		return tx.Audit(ctx, a.Person, p.ID, "change_role", string(who), string(g.Role)+" → "+string(r))
	})
}

// EndMember ends a membership at once, also in the browsers that are open. Everybody may end their own; others' only who
// manages the company.
func EndMember(ctx context.Context, d *db.DB, a people.Actor, who id.Person) (err error) {
	defer fault.Wrap(&err, "end member %s", who)
	return command(ctx, d, a, func(tx *db.Tx) error {
		power := people.Manage
		if who == a.Person {
			power = people.Any
		}
		p, err := organisation(ctx, tx, a, power)
		if err != nil {
			return err
		}
		g, err := peopledb.GrantOf(ctx, tx, who, p.ID)
		if err != nil {
			return err
		}
		if err := lastOwner(ctx, tx, g); err != nil {
			return err
		}
		if err := peopledb.EndGrant(ctx, tx, g); err != nil {
			return err
		}
		return tx.Audit(ctx, a.Person, p.ID, "end_member", string(who), string(g.Role))
	})
}
