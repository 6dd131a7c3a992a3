package query

import (
	"context"
	"math"
	"strconv"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/policy"
	"nariwai/internal/trust"
	"nariwai/internal/yen"
)

// postingsMost is how many lines the desk's lists of postings show at once.
const postingsMost = 30

// MarkLine is a sentence that waits for the desk, with the job it stands in.
type MarkLine struct {
	Mark           trust.Mark
	Lure           Lure
	Title          string
	JobState       market.JobState
	Client, Handle string
}

const markLines = `SELECT m.id, m.job, m.rule, m.list, m.field, m.sentence, m.mark_from, m.mark_to, m.found_at, m.state, m.decided_by, m.decided_at, m.note, m.version,
	j.title, j.state, p.display_name, p.handle FROM trust_mark m JOIN market_job j ON j.id = m.job JOIN people_party p ON p.id = j.client `

func markFields(l *MarkLine) []any {
	return append(marks.Fields(&l.Mark), &l.Title, &l.JobState, &l.Client, &l.Handle)
}

// explained adds to each line its rule; what this program doesn't know any more keeps its sentence.
func explained(lines []MarkLine) []MarkLine {
	for i, l := range lines {
		r, _ := trust.Lures.Rule(l.Mark.Rule)
		lines[i].Lure = Lure{Finding: l.Mark.Finding(), Rule: r}
	}
	return lines
}

// Marks returns the marks that nobody has decided, the newest first, those before the mark before ("": from the newest);
// next is where the following page begins, "" when there is none.
func Marks(ctx context.Context, r db.Reader, before id.Mark) (lines []MarkLine, next id.Mark, err error) {
	defer fault.Wrap(&err, "marks")
	after, args := olderThan("m.id", before, postingsMost+1)
	lines, err = db.All(ctx, r, markFields, markLines+"WHERE m.state = 'open'"+after+" ORDER BY m.id DESC LIMIT $1", args...)
	if len(lines) > postingsMost {
		lines = lines[:postingsMost]
		next = lines[postingsMost-1].Mark.ID
	}
	return explained(lines), next, err
}

// MarksAsked returns the sentences that clients were asked to mend, the newest first, in jobs that people can still see.
func MarksAsked(ctx context.Context, r db.Reader) (lines []MarkLine, err error) {
	defer fault.Wrap(&err, "marks asked for")
	lines, err = db.All(ctx, r, markFields, markLines+"WHERE m.state = 'right' AND j.state IN ('open', 'deciding') ORDER BY m.id DESC LIMIT $1", postingsMost)
	return explained(lines), err
}

// MarksIn returns the marks of one job that are not mended, for the desk.
func MarksIn(ctx context.Context, r db.Reader, job id.Job) (lines []MarkLine, err error) {
	defer fault.Wrap(&err, "marks in %s", job)
	lines, err = db.All(ctx, r, markFields, markLines+"WHERE m.job = $1 AND m.state <> 'mended' ORDER BY m.id", job)
	return explained(lines), err
}

// ReportLine is a report that waits for the desk. Who reported is for the desk alone.
type ReportLine struct {
	trust.Report
	Title          string
	JobState       market.JobState
	Client, Handle string
	By             string // the name of who reported
	Others         int64  // other reports of the same job that wait
}

// Reports is Marks for reports.
func Reports(ctx context.Context, r db.Reader, before id.Report) (lines []ReportLine, next id.Report, err error) {
	defer fault.Wrap(&err, "reports")
	after, args := olderThan("r.id", before, postingsMost+1)
	lines, err = db.All(ctx, r, func(l *ReportLine) []any {
		return []any{&l.ID, &l.Job, &l.Person, &l.Reason, &l.Words, &l.At, &l.Title, &l.JobState, &l.Client, &l.Handle, &l.By, &l.Others}
	}, `SELECT r.id, r.job, r.person, r.reason, r.words, r.at, j.title, j.state, p.display_name, p.handle, w.display_name,
			(SELECT COUNT(*) FROM trust_report o WHERE o.job = r.job AND o.state = 'open' AND o.id <> r.id)
		FROM trust_report r JOIN market_job j ON j.id = r.job JOIN people_party p ON p.id = j.client JOIN people_party w ON w.id = r.party
		WHERE r.state = 'open'`+after+" ORDER BY r.id DESC LIMIT $1", args...)
	if len(lines) > postingsMost {
		lines = lines[:postingsMost]
		next = lines[postingsMost-1].ID
	}
	return lines, next, err
}

// BreachLine is an open job that pays less than its floor of today.
type BreachLine struct {
	ID             id.Job
	Title          string
	Category       string
	Unit           market.Unit
	Quantity       int64
	Pay            yen.Yen
	LowReason      string
	PublishedAt    clock.Instant
	Client, Handle string
	Floor          JobFloor
}

// Spec is as much of the job as its floor asks for.
func (l BreachLine) spec() market.Spec {
	return market.Spec{Category: l.Category, Unit: l.Unit, Quantity: l.Quantity, Pay: l.Pay}
}

// mostLeast is a floor so high that with the greatest quantity it still is a number that databases know.
const mostLeast = math.MaxInt64 / market.MostQuantity / 2

// Breaches returns the open jobs that pay less than the floors of their mall today, as Marks does, and how many there are.
// The database finds them in one index, by each category's own floor.
func Breaches(ctx context.Context, s *db.Snapshot, mall id.Mall, before id.Job) (lines []BreachLine, next id.Job, total int64, err error) {
	defer fault.Wrap(&err, "breaches of floors")
	floors, err := ruleOn[market.Floors](ctx, s, policy.Floor, mall, calendar.On(s.Now))
	if err != nil {
		return nil, "", 0, err
	}
	args := []any{mall}
	var rows []string
	for _, c := range market.Categories {
		if c.Parent == "" {
			continue
		}
		for _, u := range market.Units {
			f := floors.Of(c.Code, u)
			if f.Least <= 0 {
				continue
			}
			at := func(i int) string { return "$" + strconv.Itoa(len(args)+i) }
			rows = append(rows, "SELECT "+at(1)+" AS category, "+at(2)+" AS unit, CAST("+at(3)+" AS BIGINT) AS least, CAST("+at(4)+" AS BIGINT) AS lump")
			lump := int64(0)
			if u == market.LumpSum {
				lump = 1
			}
			args = append(args, c.Code, u, min(int64(f.Least), mostLeast), lump)
		}
	}
	if rows == nil {
		return nil, "", 0, nil
	}
	below := "WITH floor AS (" + strings.Join(rows, " UNION ALL ") + `), low AS (SELECT j.id FROM floor f JOIN market_job j
		ON j.category = f.category AND j.unit = f.unit AND j.state = 'open' AND j.pay * 100 < f.least * (CASE WHEN f.lump = 1 THEN 1 ELSE j.quantity END)) `
	if err := db.One(ctx, s, []any{&total}, below+"SELECT COUNT(*) FROM low l JOIN market_job j ON j.id = l.id WHERE j.mall = $1", args...); err != nil {
		return nil, "", 0, err
	}
	args = append(args, postingsMost+1)
	limit := "$" + strconv.Itoa(len(args))
	after, args := olderThan("l.id", before, args...)
	lines, err = db.All(ctx, s, func(l *BreachLine) []any {
		return []any{&l.ID, &l.Title, &l.Category, &l.Unit, &l.Quantity, &l.Pay, &l.LowReason, &l.PublishedAt, &l.Client, &l.Handle}
	}, below+`SELECT j.id, j.title, j.category, j.unit, j.quantity, j.pay, j.low_reason, j.published_at, p.display_name, p.handle
		FROM low l JOIN market_job j ON j.id = l.id JOIN people_party p ON p.id = j.client WHERE j.mall = $1`+after+" ORDER BY l.id DESC LIMIT "+limit, args...)
	if len(lines) > postingsMost {
		lines = lines[:postingsMost]
		next = lines[postingsMost-1].ID
	}
	for i := range lines {
		lines[i].Floor = floorsOf(lines[i].spec(), floors)
	}
	return lines, next, total, err
}
