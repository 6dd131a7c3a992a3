package teaming

import (
	"context"
	"strings"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/team"
	"nariwai/internal/team/teamdb"
)

// Seat is what somebody is asked to be in a team. Mentor is a handle.
type Seat struct {
	Role   team.Role
	Mentor string
	Weight int64
}

// InviteMember asks somebody who has an account to join a team.
func InviteMember(ctx context.Context, d *db.DB, a people.Actor, handle, whom string, s Seat) (_ string, err error) {
	defer fault.Wrap(&err, "invite to %s", handle)
	return once(ctx, d, a, func(tx *db.Tx) (string, error) {
		p, err := named(ctx, tx, handle)
		if err != nil {
			return "", err
		}
		t, members, err := led(ctx, tx, a, p.ID)
		if err != nil {
			return "", err
		}
		who, err := worker(ctx, tx, whom)
		if err != nil {
			return "", err
		}
		mentor, err := mentorOf(ctx, tx, s.Mentor)
		if err != nil {
			return "", err
		}
		asked, err := teamdb.Invited(ctx, tx, t.ID)
		if err != nil {
			return "", err
		}
		in := team.Invitation{ID: tx.NewID(), Team: t.ID, Party: who.ID, Role: s.Role, Mentor: mentor, Weight: s.Weight, State: team.Sent, By: a.Person, At: tx.Now}
		if err := members.Invite(in, asked); err != nil {
			return "", err
		}
		if err := teamdb.AddInvitation(ctx, tx, in); err != nil {
			return "", err
		}
		return p.Handle, notify(ctx, tx, who.ID, "team_changed", "/teams/"+p.Handle+"/join", "「%s」の仲間に誘われました。きまりを読んで、返事をしてください", []any{p.DisplayName})
	})
}

// worker is the person, as a party, whom a handle names.
func worker(ctx context.Context, tx *db.Tx, handle string) (p people.Party, err error) {
	p, err = peopledb.PartyByHandle(ctx, tx, strings.TrimPrefix(strings.TrimSpace(handle), "@"))
	if fault.Is(err, fault.NotFound) || err == nil && (p.Kind != people.OnePerson || !p.Works) {
		var f fault.Form
		f.Add("handle", "このIDの働く人は見つかりません。IDを確かめてください")
		return p, f.Err()
	}
	return p, err
}

func mentorOf(ctx context.Context, tx *db.Tx, handle string) (id.Party, error) {
	if handle == "" {
		return "", nil
	}
	p, err := peopledb.PartyByHandle(ctx, tx, handle)
	if fault.Is(err, fault.NotFound) {
		return "?", nil // nobody in the team: the rules say so
	}
	return p.ID, err
}

// AnswerInvitation accepts a team's invitation, and with it the rules that were read, or declines it.
func AnswerInvitation(ctx context.Context, d *db.DB, a people.Actor, handle string, accept bool, ruleN int64) (_ string, err error) {
	defer fault.Wrap(&err, "answer %s", handle)
	return once(ctx, d, a, func(tx *db.Tx) (string, error) {
		p, err := named(ctx, tx, handle)
		if err != nil {
			return "", err
		}
		_, me, err := own(ctx, tx, a, people.Work)
		if err != nil {
			return "", err
		}
		in, err := teamdb.InvitationTo(ctx, tx, p.ID, me.ID)
		if err != nil {
			return "", err
		}
		t, err := teamdb.Team(ctx, tx, p.ID)
		if err != nil {
			return "", err
		}
		state, say := team.Declined, "%sさんは、「%s」への誘いを断りました"
		if accept {
			state, say = team.Accepted, "%sさんが「%s」の仲間に加わりました"
		}
		m, err := in.Answer(state, t, ruleN, a.Person, tx.Now)
		if err != nil {
			return "", err
		}
		if err := teamdb.SaveInvitation(ctx, tx, &in); err != nil {
			return "", err
		}
		if accept {
			if err := teamdb.AddMember(ctx, tx, m); err != nil {
				return "", err
			}
			if err := peopledb.AddGrant(ctx, tx, people.Grant{Person: a.Person, Role: grantOf(m.Role), Scope: people.PartyScope, ScopeID: string(p.ID), By: in.By}); err != nil {
				return "", err
			}
		}
		if err := notify(ctx, tx, t.Leader, "team_changed", "/teams/"+p.Handle, say, []any{me.DisplayName, p.DisplayName}); err != nil {
			return "", err
		}
		return p.Handle, tx.Audit(ctx, a.Person, p.ID, "answer_team", string(p.ID), string(state))
	})
}

func grantOf(r team.Role) people.Role {
	switch r {
	case team.Leader:
		return people.Leader
	case team.Apprentice:
		return people.Apprentice
	}
	return people.Member
}

// AgreeToRules is a member's yes to rules that came after they had joined.
func AgreeToRules(ctx context.Context, d *db.DB, a people.Actor, handle string, ruleN int64) (_ string, err error) {
	defer fault.Wrap(&err, "agree to rules of %s", handle)
	return once(ctx, d, a, func(tx *db.Tx) (string, error) {
		p, err := named(ctx, tx, handle)
		if err != nil {
			return "", err
		}
		_, me, err := own(ctx, tx, a, people.Any)
		if err != nil {
			return "", err
		}
		t, err := teamdb.Team(ctx, tx, p.ID)
		if err != nil {
			return "", err
		}
		members, err := teamdb.Members(ctx, tx, p.ID)
		if err != nil {
			return "", err
		}
		m, in := members.Of(me.ID)
		switch {
		case !in:
			return "", fault.New(fault.NotFound, "見つかりませんでした")
		case ruleN != t.Rules:
			return "", fault.New(fault.Conflict, "チームのきまりが変わりました。もう一度読んでから返事をしてください")
		}
		m.RuleN = ruleN
		return p.Handle, teamdb.SaveMember(ctx, tx, m)
	})
}

// WithdrawInvitation takes an invitation back.
func WithdrawInvitation(ctx context.Context, d *db.DB, a people.Actor, handle string, whom id.Party) (_ string, err error) {
	defer fault.Wrap(&err, "withdraw invitation to %s", handle)
	return once(ctx, d, a, func(tx *db.Tx) (string, error) {
		p, err := named(ctx, tx, handle)
		if err != nil {
			return "", err
		}
		t, _, err := led(ctx, tx, a, p.ID)
		if err != nil {
			return "", err
		}
		in, err := teamdb.InvitationTo(ctx, tx, t.ID, whom)
		if err != nil {
			return "", err
		}
		if _, err := in.Answer(team.Withdrawn, t, 0, a.Person, tx.Now); err != nil {
			return "", err
		}
		return p.Handle, teamdb.SaveInvitation(ctx, tx, &in)
	})
}
