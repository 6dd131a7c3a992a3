package teamdb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/team"
)

var parts = db.Table[team.Part]{
	Name: "team_part",
	Columns: "id, contract, item, n, round, member, mentor, pay, mentor_pay, title, due_on, state, reason, by_person, at, agreed_at, notice, " +
		"checked_at, checked_by, version",
	Fixed: "contract, item, n, round, member, mentor, pay, mentor_pay, title, due_on, by_person, at",
	Fields: func(p *team.Part) []any {
		return []any{&p.ID, &p.Contract, &p.Item, &p.N, &p.Round, &p.Member, &p.Mentor, &p.Pay, &p.MentorPay, &p.Title, &p.DueOn, &p.State, &p.Reason, &p.By, &p.At, &p.AgreedAt, &p.Notice,
			&p.CheckedAt, &p.CheckedBy, &p.Version}
	},
}

// Part returns a part, or NotFound.
func Part(ctx context.Context, r db.Reader, pid id.Part) (team.Part, error) {
	return parts.One(ctx, r, "WHERE id = $1", pid)
}

// Parts returns all parts of an item, those that stand no more too, in their order.
func Parts(ctx context.Context, r db.Reader, c id.Contract, it id.Item) ([]team.Part, error) {
	return parts.All(ctx, r, "WHERE contract = $1 AND item = $2 ORDER BY n, round", c, it)
}

// AddPart adds a part.
func AddPart(ctx context.Context, tx *db.Tx, p team.Part) error { return parts.Insert(ctx, tx, p) }

// SavePart writes p if nobody wrote it since it was read.
func SavePart(ctx context.Context, tx *db.Tx, p *team.Part) (err error) {
	*p, err = parts.Update(ctx, tx, *p)
	return err
}

var helps = db.Table[team.Help]{
	Name: "team_helper", Columns: "contract, party, parties, why, state, by_person, at, answered_by, answered_at, reason, version",
	Fields: func(h *team.Help) []any {
		return []any{&h.Contract, &h.Party, &h.Parties, &h.Why, &h.State, &h.By, &h.At, &h.AnsweredBy, &h.AnsweredAt, &h.Reason, &h.Version}
	},
}

// Help returns the request to bring others into a contract, or NotFound.
func Help(ctx context.Context, r db.Reader, c id.Contract) (team.Help, error) {
	return helps.One(ctx, r, "WHERE contract = $1", c)
}

// AddHelp adds a request.
func AddHelp(ctx context.Context, tx *db.Tx, h team.Help) error { return helps.Insert(ctx, tx, h) }

// SaveHelp writes h if nobody wrote it since it was read.
func SaveHelp(ctx context.Context, tx *db.Tx, h *team.Help) (err error) {
	*h, err = helps.Update(ctx, tx, *h)
	return err
}
