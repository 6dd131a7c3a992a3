package query

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/trust"
)

// DeskPosting is a posting as the desk looks at it because of a mark or a report: all that is known of its safety.
type DeskPosting struct {
	DeskJob          // its Marks are all that are not mended
	Mark    MarkLine // that is to be decided; the zero one for a report
	Report  ReportLine
	Reports []ReportLine // all that wait
	Card    ClientCard
}

const reportLines = `SELECT r.id, r.job, r.person, r.reason, r.words, r.at, r.state, r.decided_at, r.note, w.display_name
	FROM trust_report r JOIN people_party w ON w.id = r.party `

func reportFields(l *ReportLine) []any {
	return []any{&l.ID, &l.Job, &l.Person, &l.Reason, &l.Words, &l.At, &l.State, &l.DecidedAt, &l.Note, &l.By}
}

// PostingByMark returns the posting of a mark, or NotFound.
func PostingByMark(ctx context.Context, d *db.DB, mid id.Mark) (p DeskPosting, err error) {
	defer fault.Wrap(&err, "posting of mark %s", mid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		p = DeskPosting{}
		m, err := marks.One(ctx, s, "WHERE id = $1", mid)
		if err != nil {
			return err
		}
		r, _ := trust.Lures.Rule(m.Rule)
		p.Mark = MarkLine{Mark: m, Lure: Lure{Finding: m.Finding(), Rule: r}}
		return p.fill(ctx, s, m.Job)
	})
	return p, err
}

// PostingByReport returns the posting of a report, or NotFound.
func PostingByReport(ctx context.Context, d *db.DB, rid id.Report) (p DeskPosting, err error) {
	defer fault.Wrap(&err, "posting of report %s", rid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		p = DeskPosting{}
		if err := db.One(ctx, s, reportFields(&p.Report), reportLines+"WHERE r.id = $1", rid); err != nil {
			return err
		}
		return p.fill(ctx, s, p.Report.Job)
	})
	return p, err
}

func (p *DeskPosting) fill(ctx context.Context, s *db.Snapshot, jid id.Job) (err error) {
	if p.DeskJob, err = JobForDesk(ctx, s, jid); err != nil {
		return err
	}
	if p.Card, err = clientCard(ctx, s, p.Client); err != nil {
		return err
	}
	p.Reports, err = db.All(ctx, s, reportFields, reportLines+"WHERE r.job = $1 AND r.state = 'open' ORDER BY r.id", jid)
	return err
}
