package teaming

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/team/teamdb"
)

// EndMembership takes a member out of a team: the member's own wish, or the leader's. Whoever still has a part to do stays until it
// is done or taken over.
func EndMembership(ctx context.Context, d *db.DB, a people.Actor, handle string, whom id.Party) (_ string, err error) {
	defer fault.Wrap(&err, "end a membership in %s", handle)
	return once(ctx, d, a, func(tx *db.Tx) (string, error) {
		p, err := named(ctx, tx, handle)
		if err != nil {
			return "", err
		}
		members, err := teamdb.Members(ctx, tx, p.ID)
		if err != nil {
			return "", err
		}
		m, in := members.Of(whom)
		if !in {
			return "", fault.New(fault.NotFound, "見つかりませんでした")
		}
		if m.Person != a.Person {
			if _, _, err := led(ctx, tx, a, p.ID); err != nil {
				return "", err
			}
		}
		if busy, err := teamdb.Busy(ctx, tx, p.ID, whom); err != nil || busy {
			if err == nil {
				err = fault.New(fault.Conflict, "進行中の仕事に受け持ちがあります。受け持ちを終えるか、引き継いでから抜けてください")
			}
			return "", err
		}
		if err := members.Leave(&m, tx.Now); err != nil {
			return "", err
		}
		if err := teamdb.SaveMember(ctx, tx, m); err != nil {
			return "", err
		}
		g, err := peopledb.GrantOf(ctx, tx, m.Person, p.ID)
		if err != nil {
			return "", err
		}
		if err := peopledb.EndGrant(ctx, tx, g); err != nil {
			return "", err
		}
		if err := notify(ctx, tx, m.Party, "team_changed", "/teams/"+p.Handle, "「%s」の仲間ではなくなりました", []any{p.DisplayName}); err != nil {
			return "", err
		}
		return p.Handle, tx.Audit(ctx, a.Person, p.ID, "end_membership", string(whom), string(m.Role))
	})
}

// ChangeSeat gives a member another role, mentor or weight in the default split.
func ChangeSeat(ctx context.Context, d *db.DB, a people.Actor, handle string, whom id.Party, s Seat) (_ string, err error) {
	defer fault.Wrap(&err, "change a seat in %s", handle)
	return once(ctx, d, a, func(tx *db.Tx) (string, error) {
		p, err := named(ctx, tx, handle)
		if err != nil {
			return "", err
		}
		_, members, err := led(ctx, tx, a, p.ID)
		if err != nil {
			return "", err
		}
		mentor, err := mentorOf(ctx, tx, s.Mentor)
		if err != nil {
			return "", err
		}
		m, err := members.Reseat(whom, s.Role, mentor, s.Weight)
		if err != nil {
			return "", err
		}
		if err := teamdb.SaveMember(ctx, tx, m); err != nil {
			return "", err
		}
		g, err := peopledb.GrantOf(ctx, tx, m.Person, p.ID)
		if err != nil {
			return "", err
		}
		if g.Role != grantOf(m.Role) {
			if err := peopledb.ChangeRole(ctx, tx, g, grantOf(m.Role), a.Person); err != nil {
				return "", err
			}
		}
		return p.Handle, tx.Audit(ctx, a.Person, p.ID, "change_seat", string(whom), string(m.Role))
	})
}
