package query

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/certification"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/policy"
	"nariwai/internal/yen"
)

// CertificationPage is where a worker stands: the criteria as of the end of this month, with what is counted so far.
type CertificationPage struct {
	Programme certification.Programme
	RuleFrom  calendar.Date
	From, To  calendar.Month // the window
	Next      calendar.Date  // the day of the next screening, which is as of the end of AsOf
	AsOf      calendar.Month
	Fields    []CertifiedField
	Past      []PastScreening
	Pause     certification.Pause // that has not ended; without an id: none
	Appeals   []certification.Appeal
}

// CertifiedField is where a worker stands in one field.
type CertifiedField struct {
	Field string
	Seal  certification.Seal
	Bars  []certification.Bar
	Pay   yen.Yen
	// Of the last screening; 0 before the first.
	Active, Place, Line int64
}

// Short is how many criteria are not met.
func (f CertifiedField) Short() int { return certification.Short(f.Bars) }

// PastScreening is the result of one that is over.
type PastScreening struct {
	Run        id.Screening
	AsOf       calendar.Month
	FinishedAt clock.Instant
	Field      string
	Outcome    certification.Outcome
	Bars       []certification.Bar
	Appealed   bool
}

// pastShown is how many results of past screenings a worker sees.
const pastShown = 12

// CertificationOf reads where a party stands in the programme that gives the seal.
func CertificationOf(ctx context.Context, s *db.Snapshot, party id.Party) (p CertificationPage, err error) {
	defer fault.Wrap(&err, "certification of %s", party)
	today := calendar.On(s.Now)
	rule, err := Rule[certification.Rules](ctx, s, policy.Certification, today)
	if err != nil {
		return p, err
	}
	programme, ok := rule.Rule.Find(certification.Nariwai)
	if !ok || !programme.Enabled {
		return p, fault.New(fault.NotFound, "見つかりませんでした")
	}
	p.Programme, p.RuleFrom, p.AsOf = programme, rule.From, calendar.MonthOf(today)
	for !programme.Falls(p.AsOf) {
		p.AsOf = p.AsOf.Next()
	}
	p.Next = programme.Due(p.AsOf)
	if last := programme.Due(calendar.MonthOf(today).Prev()); today.Before(last) && programme.Falls(calendar.MonthOf(today).Prev()) {
		p.Next, p.AsOf = last, calendar.MonthOf(today).Prev()
	}
	pauses, err := pausesOf(ctx, s, party)
	if err != nil {
		return p, err
	}
	for _, q := range pauses {
		if q.EndedAt.IsZero() {
			p.Pause = q
		}
	}
	months := certification.Window(p.AsOf, programme.WindowMonths, func(m calendar.Month) bool { return certification.Skips(pauses, m) })
	p.From, p.To = months[len(months)-1], months[0]
	if err := p.past(ctx, s, party); err != nil {
		return p, err
	}
	if err := p.fields(ctx, s, party, months); err != nil {
		return p, err
	}
	p.Appeals, err = db.All(ctx, s, func(a *certification.Appeal) []any {
		return []any{&a.ID, &a.Run, &a.Field, &a.State, &a.At, &a.DecidedAt, &a.Words, &a.Note}
	}, "SELECT id, run, field, state, at, decided_at, words, note FROM certification_appeal WHERE party = $1 ORDER BY id DESC LIMIT 5", party)
	for i, past := range p.Past {
		p.Past[i].Appealed = slices.ContainsFunc(p.Appeals, func(a certification.Appeal) bool { return a.Run == past.Run && a.Field == past.Field })
	}
	return p, err
}

func pausesOf(ctx context.Context, s *db.Snapshot, party id.Party) ([]certification.Pause, error) {
	return db.All(ctx, s, func(q *certification.Pause) []any {
		return []any{&q.ID, &q.From, &q.Until, &q.Why, &q.SetAt, &q.EndedAt}
	},
		"SELECT id, from_day, until_day, why, set_at, ended_at FROM certification_pause WHERE party = $1 ORDER BY until_day DESC", party)
}

func (p *CertificationPage) past(ctx context.Context, s *db.Snapshot, party id.Party) error {
	type row struct {
		PastScreening
		figures string
	}
	rows, err := db.All(ctx, s, func(x *row) []any { return []any{&x.Run, &x.AsOf, &x.FinishedAt, &x.Field, &x.Outcome, &x.figures} },
		`SELECT r.id, r.as_of, r.finished_at, x.field, x.outcome, x.figures FROM certification_run r JOIN certification_result x ON x.run = r.id AND x.party = $1
		WHERE r.programme = $2 AND r.state = 'done' ORDER BY r.as_of DESC, x.field LIMIT $3`, party, p.Programme.Key, pastShown)
	for _, x := range rows {
		if err := json.Unmarshal([]byte(x.figures), &x.Bars); err != nil {
			return err
		}
		p.Past = append(p.Past, x.PastScreening)
	}
	return err
}

// fields reads each field in which the party has earned in the window, or has a seal.
func (p *CertificationPage) fields(ctx context.Context, s *db.Snapshot, party id.Party, months []calendar.Month) error {
	in, args := db.In(2, months)
	counts, err := db.All(ctx, s, func(c *fieldCounts) []any {
		return []any{&c.field, &c.Pay, &c.Done, &c.Failed, &c.Reviews, &c.Satisfied, &c.Scouts}
	}, `SELECT field, CAST(SUM(pay) AS BIGINT), CAST(SUM(done) AS BIGINT), CAST(SUM(failed) AS BIGINT), CAST(SUM(reviews) AS BIGINT), CAST(SUM(satisfied) AS BIGINT),
		CAST(SUM(scouts) AS BIGINT) FROM record_work_month WHERE party = $1 AND month IN (`+in+`) GROUP BY field`, append([]any{party}, args...)...)
	if err != nil {
		return err
	}
	seals, err := db.All(ctx, s, func(x *certification.Seal) []any { return []any{&x.Field, &x.Tier, &x.State, &x.Since, &x.Weak} },
		"SELECT field, tier, state, since, weak FROM certification_seal WHERE party = $1 AND programme = $2 ORDER BY field", party, p.Programme.Key)
	if err != nil {
		return err
	}
	for _, x := range seals {
		if x.State.Shown() && !slices.ContainsFunc(counts, func(c fieldCounts) bool { return c.field == x.Field }) {
			counts = append(counts, fieldCounts{field: x.Field})
		}
	}
	state, answered, missed, err := p.present(ctx, s, party)
	if err != nil {
		return err
	}
	for _, c := range counts {
		f := CertifiedField{Field: c.field, Pay: c.Pay}
		c.Answered, c.Missed = answered, missed
		for _, x := range seals {
			if x.Field == c.field {
				f.Seal = x
			}
		}
		if err := db.One(ctx, s, []any{&f.Active, &f.Line}, `SELECT f.active, f.line FROM certification_run r JOIN certification_field f ON f.run = r.id AND f.field = $1
			WHERE r.programme = $2 AND r.state = 'done' ORDER BY r.as_of DESC LIMIT 1`, c.field, p.Programme.Key); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		for _, past := range p.Past {
			if past.Field == c.field && f.Place == 0 {
				for _, b := range past.Bars {
					f.Place = max(f.Place, b.Place)
				}
				break
			}
		}
		var ladder certification.Ladder
		if f.Line > 0 {
			ladder = certification.Ladder{yen.Of(f.Line)}
		}
		facts := certification.Facts{Party: party, Field: c.field, AsOf: calendar.On(s.Now), Counts: c.Counts, State: state}
		f.Bars, _ = p.Programme.Tier(f.Seal.Tier).Evaluate(facts, ladder)
		p.Fields = append(p.Fields, f)
	}
	slices.SortFunc(p.Fields, func(a, b CertifiedField) int {
		return cmp.Or(-boolean(a.Seal.State.Shown())+boolean(b.Seal.State.Shown()), b.Pay.Cmp(a.Pay), cmp.Compare(a.Field, b.Field))
	})
	return nil
}

type fieldCounts struct {
	field string
	certification.Counts
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// present is what a screening would see of the party today.
func (p *CertificationPage) present(ctx context.Context, s *db.Snapshot, party id.Party) (state certification.State, answered, missed int64, err error) {
	var x people.Party
	if err := db.One(ctx, s, []any{&x.DisplayName, &x.Headline, &x.Bio, &x.Fields, &x.Prefecture, &x.IdentityAt, &x.PledgedAt},
		"SELECT display_name, headline, bio, fields, prefecture, identity_at, pledged_at FROM people_party WHERE id = $1", party); err != nil {
		return state, 0, 0, err
	}
	state = certification.State{Seen: calendar.On(s.Now), Profile: x.Complete(), Identity: !x.IdentityAt.IsZero(), Pledge: !x.PledgedAt.IsZero()}
	err = db.One(ctx, s, []any{&answered, &missed}, `SELECT CAST(COALESCE(SUM(answered), 0) AS BIGINT), CAST(COALESCE(SUM(missed), 0) AS BIGINT)
		FROM reply_day WHERE party = $1 AND day BETWEEN $2 AND $3`, party, p.From.First(), p.To.Last())
	return state, answered, missed, err
}
