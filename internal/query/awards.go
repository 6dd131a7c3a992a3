package query

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/prize"
)

// AwardsPage is a year's prizes as everybody sees them.
type AwardsPage struct {
	prize.Year
	Prizes []PrizeLine
	Years  []int64 // that there are, the newest first
}

// PrizeLine is a prize, with who got it once that was read out.
type PrizeLine struct {
	prize.Prize
	Winners []WinnerLine
}

// WinnerLine is somebody who got a prize; Name is "" of who has left.
type WinnerLine struct {
	Prize        id.Prize
	Name, Handle string
	Certified    bool
	Words        string
}

// AwardYears are the years that have prizes, the newest first.
func AwardYears(ctx context.Context, r db.Reader) ([]int64, error) {
	return db.All(ctx, r, func(y *int64) []any { return []any{y} }, "SELECT year FROM prize_year WHERE year > 0 ORDER BY year DESC LIMIT 30")
}

func prizesOf(ctx context.Context, r db.Reader, year int64) (y prize.Year, out []PrizeLine, err error) {
	if err := db.One(ctx, r, []any{&y.Year, &y.State, &y.NominateUntil, &y.OpenedAt, &y.ClosedAt, &y.AnnouncedAt},
		"SELECT year, state, nominate_until, opened_at, closed_at, announced_at FROM prize_year WHERE year = $1", year); err != nil {
		return y, nil, err
	}
	out, err = db.All(ctx, r, func(p *PrizeLine) []any { return []any{&p.ID, &p.Prize.Year, &p.N, &p.Kind, &p.Field, &p.Open} },
		"SELECT id, year, n, kind, field, open FROM prize_prize WHERE year = $1 ORDER BY n", year)
	return y, out, err
}

// Awards reads the prizes of a year, or NotFound.
func Awards(ctx context.Context, r db.Reader, year int64) (p AwardsPage, err error) {
	defer fault.Wrap(&err, "awards of %d", year)
	if p.Year, p.Prizes, err = prizesOf(ctx, r, year); err != nil {
		return p, err
	}
	if p.Years, err = AwardYears(ctx, r); err != nil {
		return p, err
	}
	won, err := db.All(ctx, r, func(w *WinnerLine) []any { return []any{&w.Prize, &w.Name, &w.Handle, &w.Certified, &w.Words} },
		`SELECT w.prize, CASE WHEN p.closed_at = 0 THEN p.display_name ELSE '' END, p.handle, p.certified, w.words FROM prize_prize z
		JOIN prize_winner w ON w.prize = z.id JOIN people_party p ON p.id = w.party WHERE z.year = $1 ORDER BY w.prize, w.party`, year)
	for i := range p.Prizes {
		for _, w := range won {
			if w.Prize == p.Prizes[i].ID {
				p.Prizes[i].Winners = append(p.Prizes[i].Winners, w)
			}
		}
	}
	return p, err
}

// OwnEntry is a nomination as who was nominated sees it.
type OwnEntry struct {
	prize.Prize
	State    prize.EntryState
	Declared bool
	Words    []string // of those who nominated, without their names
}

// OwnEntries are what a party was nominated for in years that are not read out yet.
func OwnEntries(ctx context.Context, r db.Reader, p id.Party) (out []OwnEntry, err error) {
	defer fault.Wrap(&err, "entries of %s", p)
	out, err = db.All(ctx, r, func(e *OwnEntry) []any {
		return []any{&e.ID, &e.Year, &e.N, &e.Kind, &e.Field, &e.Open, &e.State, &e.Declared}
	}, `SELECT z.id, z.year, z.n, z.kind, z.field, z.open, e.state, e.declared FROM prize_entry e JOIN prize_prize z ON z.id = e.prize
		JOIN prize_year y ON y.year = z.year WHERE e.party = $1 AND y.state <> 'announced' ORDER BY z.year DESC, z.n`, p)
	if err != nil || len(out) == 0 {
		return out, err
	}
	type said struct {
		prize id.Prize
		words string
	}
	all, err := db.All(ctx, r, func(s *said) []any { return []any{&s.prize, &s.words} }, "SELECT prize, words FROM prize_nomination WHERE party = $1 ORDER BY id", p)
	for _, s := range all {
		for i := range out {
			if out[i].ID == s.prize && s.words != "" {
				out[i].Words = append(out[i].Words, s.words)
			}
		}
	}
	return out, err
}

// Candidate is somebody who stands for a prize, as the jury sees them.
type Candidate struct {
	Prize        id.Prize
	Party        id.Party
	Name, Handle string
	Certified    bool
	Noms         []CandidateNom
	Votes        int64
	Mine         bool // the reader's vote
}

// CandidateNom is a nomination as the jury sees it.
type CandidateNom struct {
	By    string
	Side  prize.Side
	Words string
}

// JuryPage is a year at the desk.
type JuryPage struct {
	prize.Year
	Prizes  []JuryPrize
	Waiting int64 // that were nominated and have not answered: the jury doesn't see who
}

// JuryPrize is a prize at the desk.
type JuryPrize struct {
	prize.Prize
	Candidates []Candidate
	Votes      int64
}

// Jury reads a year for somebody at the desk, or NotFound.
func Jury(ctx context.Context, r db.Reader, year int64, reader id.Person) (p JuryPage, err error) {
	defer fault.Wrap(&err, "jury of %d", year)
	y, prizes, err := prizesOf(ctx, r, year)
	if err != nil {
		return p, err
	}
	p.Year = y
	if err := db.One(ctx, r, []any{&p.Waiting}, "SELECT COUNT(*) FROM prize_prize z JOIN prize_entry e ON e.prize = z.id WHERE z.year = $1 AND e.state = 'waiting'", year); err != nil {
		return p, err
	}
	all, err := db.All(ctx, r, func(c *Candidate) []any {
		return []any{&c.Prize, &c.Party, &c.Name, &c.Handle, &c.Certified, &c.Votes, &c.Mine}
	}, `SELECT e.prize, e.party, p.display_name, p.handle, p.certified,
			(SELECT COUNT(*) FROM prize_vote v WHERE v.prize = e.prize AND v.party = e.party),
			EXISTS (SELECT 1 FROM prize_vote v WHERE v.prize = e.prize AND v.party = e.party AND v.person = $2)
		FROM prize_prize z JOIN prize_entry e ON e.prize = z.id JOIN people_party p ON p.id = e.party
		WHERE z.year = $1 AND e.state = 'accepted' AND p.closed_at = 0 ORDER BY z.n, e.at, e.party`, year, reader)
	if err != nil {
		return p, err
	}
	type nom struct {
		CandidateNom
		prize id.Prize
		party id.Party
	}
	noms, err := db.All(ctx, r, func(n *nom) []any { return []any{&n.prize, &n.party, &n.By, &n.Side, &n.Words} },
		`SELECT n.prize, n.party, p.display_name, n.side, n.words FROM prize_prize z JOIN prize_nomination n ON n.prize = z.id JOIN people_party p ON p.id = n.by_party
		WHERE z.year = $1 ORDER BY n.id`, year)
	for _, z := range prizes {
		line := JuryPrize{Prize: z.Prize}
		for _, c := range all {
			if c.Prize != z.ID {
				continue
			}
			for _, n := range noms {
				if n.prize == c.Prize && n.party == c.Party {
					c.Noms = append(c.Noms, n.CandidateNom)
				}
			}
			line.Votes += c.Votes
			line.Candidates = append(line.Candidates, c)
		}
		p.Prizes = append(p.Prizes, line)
	}
	return p, err
}

// PartyPrize is a prize that a party got, for its own page.
type PartyPrize struct {
	Year  int64
	Kind  prize.Kind
	Field string
}

// PartyPrizes are those that a party got, the newest first. The parents' prize stands on its own page only: whoever looks at a
// profile is told nothing of anybody's children.
func PartyPrizes(ctx context.Context, r db.Reader, p id.Party) (out []PartyPrize, err error) {
	return db.All(ctx, r, func(x *PartyPrize) []any { return []any{&x.Year, &x.Kind, &x.Field} },
		"SELECT z.year, z.kind, z.field FROM prize_winner w JOIN prize_prize z ON z.id = w.prize WHERE w.party = $1 AND z.kind <> 'parent' ORDER BY z.year DESC, z.n", p)
}

// Nominee is the name of a handle, "" for nobody.
func Nominee(ctx context.Context, r db.Reader, handle string) (name string, err error) {
	if handle == "" {
		return "", nil
	}
	err = db.One(ctx, r, []any{&name}, "SELECT display_name FROM people_party WHERE handle = $1 AND handle <> '' AND closed_at = 0 AND kind = $2", handle, people.OnePerson)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	return name, err
}
