// Package teamdb keeps the team_ tables.
package teamdb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/team"
)

var teams = db.Table[team.Team]{
	Name: "team_team", Columns: "id, form, leader, rules, founded_at, version", Fixed: "founded_at",
	Fields: func(t *team.Team) []any {
		return []any{&t.ID, &t.Form, &t.Leader, &t.Rules, &t.FoundedAt, &t.Version}
	},
}

// Team returns a team, or NotFound.
func Team(ctx context.Context, r db.Reader, p id.Party) (team.Team, error) {
	return teams.One(ctx, r, "WHERE id = $1", p)
}

// InsertTeam adds a team.
func InsertTeam(ctx context.Context, tx *db.Tx, t team.Team) error { return teams.Insert(ctx, tx, t) }

// SaveTeam writes t if nobody wrote it since it was read.
func SaveTeam(ctx context.Context, tx *db.Tx, t *team.Team) (err error) {
	*t, err = teams.Update(ctx, tx, *t)
	return err
}

// AddRule keeps a version of a team's rules.
func AddRule(ctx context.Context, tx *db.Tx, r team.Rule) error {
	return tx.Exec(ctx, 1, "INSERT INTO team_rule (team, n, body, at, by_person) VALUES ($1, $2, $3, $4, $5)", r.Team, r.N, r.Body, r.At, r.By)
}

func memberFields(m *team.Member) []any {
	return []any{&m.Team, &m.Party, &m.JoinedAt, &m.Person, &m.Role, &m.Mentor, &m.Weight, &m.RuleN, &m.LeftAt}
}

// Members returns who is in a team now, the leader first, then as they came.
func Members(ctx context.Context, r db.Reader, p id.Party) (team.Members, error) {
	return db.All(ctx, r, memberFields, `SELECT team, party, joined_at, person, role, mentor, weight, rule_n, left_at FROM team_member
		WHERE team = $1 AND left_at = 0 ORDER BY CASE WHEN role = 'leader' THEN 0 ELSE 1 END, joined_at, party`, p)
}

// AddMember begins a membership.
func AddMember(ctx context.Context, tx *db.Tx, m team.Member) error {
	return tx.Exec(ctx, 1, `INSERT INTO team_member (team, party, joined_at, person, role, mentor, weight, rule_n, left_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, m.Team, m.Party, m.JoinedAt, m.Person, m.Role, m.Mentor, m.Weight, m.RuleN, m.LeftAt)
}

// SaveMember writes what can change of a membership.
func SaveMember(ctx context.Context, tx *db.Tx, m team.Member) error {
	return tx.Exec(ctx, 1, `UPDATE team_member SET role = $4, mentor = $5, weight = $6, rule_n = $7, left_at = $8
		WHERE team = $1 AND party = $2 AND joined_at = $3`, m.Team, m.Party, m.JoinedAt, m.Role, m.Mentor, m.Weight, m.RuleN, m.LeftAt)
}

var invitations = db.Table[team.Invitation]{
	Name: "team_invitation", Columns: "id, team, party, role, mentor, weight, state, by_person, at, answered_at, version", Fixed: "team, party, by_person, at",
	Fields: func(i *team.Invitation) []any {
		return []any{&i.ID, &i.Team, &i.Party, &i.Role, &i.Mentor, &i.Weight, &i.State, &i.By, &i.At, &i.AnsweredAt, &i.Version}
	},
}

// Invited returns a team's open invitations, oldest first.
func Invited(ctx context.Context, r db.Reader, p id.Party) ([]team.Invitation, error) {
	return invitations.All(ctx, r, "WHERE team = $1 AND state = 'sent' ORDER BY id", p)
}

// InvitationTo returns a team's open invitation to a party, or NotFound.
func InvitationTo(ctx context.Context, r db.Reader, t, p id.Party) (team.Invitation, error) {
	return invitations.One(ctx, r, "WHERE party = $1 AND team = $2 AND state = 'sent'", p, t)
}

// AddInvitation adds an invitation.
func AddInvitation(ctx context.Context, tx *db.Tx, i team.Invitation) error {
	return invitations.Insert(ctx, tx, i)
}

// SaveInvitation writes i if nobody wrote it since it was read.
func SaveInvitation(ctx context.Context, tx *db.Tx, i *team.Invitation) (err error) {
	defer fault.Wrap(&err, "invitation %s", i.ID)
	*i, err = invitations.Update(ctx, tx, *i)
	return err
}

// Rule returns a version of a team's rules.
func Rule(ctx context.Context, r db.Reader, t id.Party, n int64) (x team.Rule, err error) {
	err = db.One(ctx, r, []any{&x.Team, &x.N, &x.Body, &x.At, &x.By}, "SELECT team, n, body, at, by_person FROM team_rule WHERE team = $1 AND n = $2", t, n)
	return x, err
}

// Proposing reports whether a proposal of a team waits for its answer.
func Proposing(ctx context.Context, r db.Reader, t id.Party) (yes bool, err error) {
	err = db.One(ctx, r, []any{&yes}, "SELECT EXISTS (SELECT 1 FROM market_proposal WHERE worker = $1 AND state = 'sent')", t)
	return yes, err
}

// Busy reports whether a party has a part in a team's work that goes on.
func Busy(ctx context.Context, r db.Reader, t, p id.Party) (yes bool, err error) {
	err = db.One(ctx, r, []any{&yes}, `SELECT EXISTS (SELECT 1 FROM market_contract c JOIN team_part x ON x.contract = c.id
		JOIN market_item i ON i.id = x.item
		WHERE c.worker = $1 AND c.state IN ('awarded', 'active') AND (x.member = $2 OR x.mentor = $2) AND x.state IN ('proposed', 'agreed')
			AND i.state IN ('agreed', 'funded', 'delivered', 'revising', 'disputed'))`, t, p)
	return yes, err
}
