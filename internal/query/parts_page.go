package query

import (
	"context"
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/team"
	"nariwai/internal/yen"
)

// PartLine is a part with the names of who does and who checks it.
type PartLine struct {
	team.Part
	MemberName, MentorName string
	Mine, Mentoring        bool // the reader does it, checks it
}

// PartsItem is an item with its parts.
type PartsItem struct {
	ID    id.Item
	N     int64
	Title string
	Pay   yen.Yen
	DueOn calendar.Date
	State market.ItemState
	Parts []PartLine
}

// Open reports whether who does what may still change.
func (i PartsItem) Open() bool {
	return i.State == market.ItemAgreed || i.State == market.ItemFunded || i.State == market.ItemRevising
}

// Agreed reports whether everybody has agreed to what stands.
func (i PartsItem) Agreed() bool {
	return len(i.Parts) > 0 && !slices.ContainsFunc(i.Parts, func(p PartLine) bool { return p.State != team.Agreed })
}

// Sum is what the parts come to.
func (i PartsItem) Sum() (y yen.Yen) {
	for _, p := range i.Parts {
		y = y.Add(p.Pay).Add(p.MentorPay)
	}
	return y
}

// PartsPage is who does what of a contract.
type PartsPage struct {
	Contract       id.Contract
	Title          string
	Form           market.TeamForm
	State          market.ContractState
	Client, Worker id.Party
	ClientName     string
	WorkerName     string
	WorkerHandle   string
	IsTeam         bool
	Items          []PartsItem
	Crew           []TeamMember
	Help           team.Help
	Helpers        []Mate // whom the request names
	Leads          bool   // the reader signs for the side that works
	Orders         bool   // the reader is of the client's side
	Sees           bool   // the reader sees everybody's share
}

// Parts reads who does what of a contract, for those of its two sides and for those who have, or are asked to have, a part in it.
func Parts(ctx context.Context, r *db.Snapshot, cid id.Contract, by id.Person) (p PartsPage, err error) {
	defer fault.Wrap(&err, "parts of %s", cid)
	var workerKind string
	if err = db.One(ctx, r, []any{&p.Contract, &p.Title, &p.Form, &p.State, &p.Client, &p.Worker, &p.ClientName, &p.WorkerName, &p.WorkerHandle, &workerKind}, `
		SELECT c.id, c.title, c.team_form, c.state, c.client, c.worker, a.display_name, b.display_name, b.handle, b.kind
		FROM market_contract c JOIN people_party a ON a.id = c.client JOIN people_party b ON b.id = c.worker WHERE c.id = $1`, cid); err != nil {
		return p, err
	}
	p.IsTeam = workerKind == "team"
	type grant struct{ party, role string }
	grants, err := db.All(ctx, r, func(g *grant) []any { return []any{&g.party, &g.role} },
		"SELECT scope_id, role FROM people_grant WHERE person = $1 AND scope = 'party' AND from_at <= $2 AND (until_at = 0 OR until_at > $2)", by, r.Now)
	if err != nil {
		return p, err
	}
	var own id.Party
	crew := false
	for _, g := range grants {
		switch {
		case id.Party(g.party) == p.Client:
			p.Orders = true
		case id.Party(g.party) == p.Worker:
			crew, p.Leads = true, g.role == "self" || g.role == "leader"
		}
		if g.role == "self" {
			own = id.Party(g.party)
		}
	}
	if err := p.items(ctx, r, own); err != nil {
		return p, err
	}
	part := false
	for _, it := range p.Items {
		part = part || slices.ContainsFunc(it.Parts, func(x PartLine) bool { return x.Mine || x.Mentoring })
	}
	if !p.Orders && !crew && !part {
		return p, fault.New(fault.NotFound, "見つかりませんでした")
	}
	p.Sees = crew || part || p.Form == market.Joint
	if p.IsTeam {
		p.Crew, err = db.All(ctx, r, (*TeamMember).fields, "SELECT "+memberLine+` FROM team_member m JOIN people_party p ON p.id = m.party LEFT JOIN people_party q ON q.id = m.mentor
			WHERE m.team = $1 AND m.left_at = 0 ORDER BY CASE WHEN m.role = 'leader' THEN 0 ELSE 1 END, m.joined_at, m.party`, p.Worker)
		return p, err
	}
	return p, p.help(ctx, r)
}

func (p *PartsPage) items(ctx context.Context, r db.Reader, own id.Party) (err error) {
	if p.Items, err = db.All(ctx, r, func(i *PartsItem) []any {
		return []any{&i.ID, &i.N, &i.Title, &i.Pay, &i.DueOn, &i.State}
	}, "SELECT id, n, title, pay, due_on, state FROM market_item WHERE contract = $1 ORDER BY n", p.Contract); err != nil {
		return err
	}
	lines, err := db.All(ctx, r, func(x *PartLine) []any {
		return []any{&x.ID, &x.Item, &x.N, &x.Member, &x.Mentor, &x.Pay, &x.MentorPay, &x.Title, &x.DueOn, &x.State, &x.Reason, &x.Notice, &x.CheckedAt, &x.MemberName, &x.MentorName}
	}, `SELECT x.id, x.item, x.n, x.member, x.mentor, x.pay, x.mentor_pay, x.title, x.due_on, x.state, x.reason, x.notice, x.checked_at, a.display_name, COALESCE(b.display_name, '')
		FROM team_part x JOIN people_party a ON a.id = x.member LEFT JOIN people_party b ON b.id = x.mentor
		WHERE x.contract = $1 AND x.state <> 'replaced' ORDER BY x.item, x.n`, p.Contract)
	for _, x := range lines {
		x.Mine, x.Mentoring = x.Member == own, x.Mentor != "" && x.Mentor == own
		for i := range p.Items {
			if p.Items[i].ID == x.Item {
				p.Items[i].Parts = append(p.Items[i].Parts, x)
			}
		}
	}
	return err
}

// help reads the request to bring others in, and whom it names.
func (p *PartsPage) help(ctx context.Context, r db.Reader) error {
	err := db.One(ctx, r, []any{&p.Help.Contract, &p.Help.Parties, &p.Help.Why, &p.Help.State, &p.Help.At, &p.Help.Reason},
		"SELECT contract, parties, why, state, at, reason FROM team_helper WHERE contract = $1", p.Contract)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil || len(p.Help.List()) == 0 {
		return err
	}
	marks, args := db.In(2, p.Help.List())
	all, err := db.All(ctx, r, func(m *TeamMember) []any { return []any{&m.Party, &m.Name, &m.Handle} },
		"SELECT id, display_name, handle FROM people_party WHERE id = $1 OR id IN ("+marks+") ORDER BY id", append([]any{p.Worker}, args...)...)
	for _, m := range all {
		if m.Party != p.Worker {
			p.Helpers = append(p.Helpers, Mate{m.Name, m.Handle})
		}
		if p.Help.State == team.HelpAgreed {
			m.Role = team.Ordinary
			p.Crew = append(p.Crew, m)
		}
	}
	return err
}
