package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/place"
	"nariwai/internal/team"
	"nariwai/internal/yen"
)

// TeamLine is a team in the list of teams.
type TeamLine struct {
	Party        id.Party
	Name, Handle string
	Prefecture   place.Prefecture
	Municipality place.Municipality
	Headline     string
	Certified    bool
	Members      int64
	Finished     int64 // contracts
}

const teamsOnAPage = 50

const teamLine = `p.id, p.display_name, p.handle, p.prefecture, p.municipality, p.headline, p.certified,
	(SELECT COUNT(*) FROM team_member m WHERE m.team = p.id AND m.left_at = 0),
	(SELECT COUNT(*) FROM market_contract c WHERE c.worker = p.id AND c.team_form <> '' AND c.state = 'ended')`

func (l *TeamLine) fields() []any {
	return []any{&l.Party, &l.Name, &l.Handle, &l.Prefecture, &l.Municipality, &l.Headline, &l.Certified, &l.Members, &l.Finished}
}

// Teams lists teams of a prefecture ("" for all) behind one, in the order in which they were founded.
func Teams(ctx context.Context, r db.Reader, in place.Prefecture, after id.Party) (list []TeamLine, more bool, err error) {
	where, args := "p.id > $1", []any{after}
	if in != "" {
		where, args = "p.prefecture = $2 AND p.id > $1", []any{after, in}
	}
	list, err = db.All(ctx, r, (*TeamLine).fields,
		"SELECT "+teamLine+" FROM people_party p WHERE p.kind = 'team' AND p.closed_at = 0 AND "+where+" ORDER BY p.id LIMIT 51", args...)
	if len(list) > teamsOnAPage {
		list, more = list[:teamsOnAPage], true
	}
	return list, more, err
}

// TeamFigures are what teams do here, for everybody.
type TeamFigures struct {
	Teams, Members, Apprentices int64
	Running, Finished           int64 // contracts
	Pay                         yen.Yen
}

// FiguresOfTeams counts them. A sum that would tell of one or two teams alone is not shown.
func FiguresOfTeams(ctx context.Context, r db.Reader) (f TeamFigures, err error) {
	defer fault.Wrap(&err, "figures of teams")
	if err = db.One(ctx, r, []any{&f.Teams, &f.Members, &f.Apprentices}, `SELECT COUNT(DISTINCT m.team), COUNT(*),
		CAST(COALESCE(SUM(CASE WHEN m.role = 'apprentice' THEN 1 ELSE 0 END), 0) AS BIGINT) FROM team_member m WHERE m.left_at = 0`); err != nil {
		return f, err
	}
	err = db.One(ctx, r, []any{&f.Running, &f.Finished, &f.Pay}, `SELECT CAST(COALESCE(SUM(CASE WHEN c.state <> 'ended' THEN 1 ELSE 0 END), 0) AS BIGINT),
		CAST(COALESCE(SUM(CASE WHEN c.state = 'ended' THEN 1 ELSE 0 END), 0) AS BIGINT),
		CAST(COALESCE(SUM(CASE WHEN c.state = 'ended' THEN c.pay ELSE 0 END), 0) AS BIGINT) FROM market_contract c WHERE c.team_form <> ''`)
	return f, err
}

// TeamMember is somebody in a team, or asked to join.
type TeamMember struct {
	Party        id.Party
	Person       id.Person
	Name, Handle string
	Certified    bool
	Role         team.Role
	Mentor       id.Party
	MentorName   string
	MentorHandle string
	Weight       int64
	RuleN        int64
	Since        clock.Instant
}

// TeamPage is what a team lets everybody see, and what its members see besides.
type TeamPage struct {
	TeamLine
	team.Team
	Bio      string
	Skills   people.Tags
	Figures  Figures
	Crew     []TeamMember
	Asked    []TeamMember // who has not answered; for the leader
	Rule     team.Rule
	Running  []TeamJob
	Mine     TeamMember // the reader, if they are in it
	Call     TeamMember // the reader's open invitation
	LeaderIs bool       // the reader leads it
}

// TeamJob is a contract that a team works on now, as everybody may know of it.
type TeamJob struct {
	Contract id.Contract
	Title    string
	Pay      yen.Yen
	DueOn    calendar.Date
	State    string
	Form     string
	Shares   []TeamShare // for members only
}

// TeamShare is what one member gets of a contract.
type TeamShare struct {
	Contract id.Contract
	Party    id.Party
	Name     string
	Pay      yen.Yen
}

const memberLine = "m.party, m.person, p.display_name, p.handle, p.certified, m.role, m.mentor, COALESCE(q.display_name, ''), COALESCE(q.handle, ''), m.weight, m.rule_n, m.joined_at"

func (m *TeamMember) fields() []any {
	return []any{&m.Party, &m.Person, &m.Name, &m.Handle, &m.Certified, &m.Role, &m.Mentor, &m.MentorName, &m.MentorHandle, &m.Weight, &m.RuleN, &m.Since}
}

// TeamOf reads the page of a team for somebody ("" for a stranger).
func TeamOf(ctx context.Context, r *db.Snapshot, handle string, by id.Person) (p TeamPage, err error) {
	defer fault.Wrap(&err, "team %s", handle)
	if handle == "" {
		return p, fault.New(fault.NotFound, "見つかりませんでした")
	}
	if err = db.One(ctx, r, append(p.TeamLine.fields(), &p.Team.ID, &p.Form, &p.Leader, &p.Rules, &p.FoundedAt, &p.Bio, &p.Skills),
		"SELECT "+teamLine+", t.id, t.form, t.leader, t.rules, t.founded_at, p.bio, p.skills FROM people_party p JOIN team_team t ON t.id = p.id WHERE p.handle = $1 AND p.handle <> '' AND p.closed_at = 0", handle); err != nil {
		return p, err
	}
	if p.Crew, err = db.All(ctx, r, (*TeamMember).fields, "SELECT "+memberLine+` FROM team_member m JOIN people_party p ON p.id = m.party LEFT JOIN people_party q ON q.id = m.mentor
		WHERE m.team = $1 AND m.left_at = 0 ORDER BY CASE WHEN m.role = 'leader' THEN 0 ELSE 1 END, m.joined_at, m.party`, p.Party); err != nil {
		return p, err
	}
	for _, m := range p.Crew {
		if by != "" && m.Person == by {
			p.Mine, p.LeaderIs = m, m.Role == team.Leader
		}
	}
	if err = db.One(ctx, r, []any{&p.Rule.Team, &p.Rule.N, &p.Rule.Body, &p.Rule.At, &p.Rule.By},
		"SELECT team, n, body, at, by_person FROM team_rule WHERE team = $1 AND n = $2", p.Party, p.Rules); err != nil {
		return p, err
	}
	if p.Figures, err = FiguresOf(ctx, r, p.Party, calendar.On(r.Now)); err != nil {
		return p, err
	}
	if by != "" {
		calls, err := db.All(ctx, r, (*TeamMember).fields, `SELECT m.party, '', p.display_name, p.handle, p.certified, m.role, m.mentor, COALESCE(q.display_name, ''), COALESCE(q.handle, ''), m.weight, 0, m.at
			FROM team_invitation m JOIN people_party p ON p.id = m.party LEFT JOIN people_party q ON q.id = m.mentor WHERE m.team = $1 AND m.state = 'sent' ORDER BY m.id`, p.Party)
		if err != nil {
			return p, err
		}
		own, err := ownPartyOf(ctx, r, by)
		if err != nil {
			return p, err
		}
		for _, c := range calls {
			if c.Party == own {
				p.Call = c
			}
		}
		if p.LeaderIs {
			p.Asked = calls
		}
	}
	return p, p.jobs(ctx, r)
}

func (p *TeamPage) jobs(ctx context.Context, r db.Reader) (err error) {
	if p.Mine.Party == "" {
		return nil
	}
	if p.Running, err = db.All(ctx, r, func(j *TeamJob) []any {
		return []any{&j.Contract, &j.Title, &j.Pay, &j.DueOn, &j.State, &j.Form}
	}, "SELECT id, title, pay, due_on, state, team_form FROM market_contract WHERE worker = $1 AND state IN ('awarded', 'active') ORDER BY id DESC LIMIT 10", p.Party); err != nil {
		return err
	}
	shares, err := db.All(ctx, r, func(s *TeamShare) []any { return []any{&s.Contract, &s.Party, &s.Name, &s.Pay} }, `SELECT i.contract, y.party, p.display_name, CAST(SUM(y.share) AS BIGINT)
		FROM market_contract c JOIN market_item i ON i.contract = c.id JOIN market_payee y ON y.item = i.id JOIN people_party p ON p.id = y.party
		WHERE c.worker = $1 AND c.state IN ('awarded', 'active') AND y.share > 1 GROUP BY i.contract, y.party, p.display_name ORDER BY i.contract, 4 DESC, y.party`, p.Party)
	for i := range p.Running {
		for _, s := range shares {
			if s.Contract == p.Running[i].Contract {
				p.Running[i].Shares = append(p.Running[i].Shares, s)
			}
		}
	}
	return err
}

// ownPartyOf is the party of a person alone.
func ownPartyOf(ctx context.Context, r db.Reader, by id.Person) (p id.Party, err error) {
	err = db.One(ctx, r, []any{&p}, "SELECT CAST(COALESCE(MAX(scope_id), '') AS TEXT) FROM people_grant WHERE person = $1 AND scope = 'party' AND role = 'self'", by)
	return p, err
}

// Mate is somebody whom a leader may want to ask: they have been paid for the same contract.
type Mate struct{ Name, Handle string }

// Mates are those who have worked beside a party and are not in a team.
func Mates(ctx context.Context, r db.Reader, p, not id.Party) ([]Mate, error) {
	return db.All(ctx, r, func(m *Mate) []any { return []any{&m.Name, &m.Handle} }, `SELECT DISTINCT q.display_name, q.handle FROM billing_settlement a
		JOIN billing_settlement b ON b.contract = a.contract AND b.payee <> a.payee JOIN people_party q ON q.id = b.payee
		WHERE a.payee = $1 AND q.kind = 'person' AND q.closed_at = 0
			AND NOT EXISTS (SELECT 1 FROM team_member m WHERE m.team = $2 AND m.party = q.id AND m.left_at = 0) ORDER BY q.display_name LIMIT 12`, p, not)
}

// MyTeams are the teams that a person is in, and those that ask them to join.
func MyTeams(ctx context.Context, r db.Reader, by id.Person) (in, calls []TeamLine, err error) {
	own, err := ownPartyOf(ctx, r, by)
	if err != nil || own == "" {
		return nil, nil, err
	}
	if in, err = db.All(ctx, r, (*TeamLine).fields, "SELECT "+teamLine+" FROM team_member t JOIN people_party p ON p.id = t.team WHERE t.party = $1 AND t.left_at = 0 ORDER BY p.id", own); err != nil {
		return nil, nil, err
	}
	calls, err = db.All(ctx, r, (*TeamLine).fields, "SELECT "+teamLine+" FROM team_invitation t JOIN people_party p ON p.id = t.team WHERE t.party = $1 AND t.state = 'sent' ORDER BY p.id", own)
	return in, calls, err
}
