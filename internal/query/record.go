package query

import (
	"context"
	"fmt"

	"nariwai/internal/db"
	"nariwai/internal/fault"
)

// AuditLine is a line of the record of what was done at the desk and with money.
type AuditLine struct {
	db.Audit
	ByName  string // the mail address; "" for the machine, and for people who have left
	ForName string // the party in whose name it was done
}

const recordOnAPage = 50

// RecordPage is a page of the record, the newest line first.
type RecordPage struct {
	Lines []AuditLine
	Older string // the page behind begins after it; "" on the last page
}

// Record returns the page that begins after a line ("" for the first), of all lines or of those about one thing.
func Record(ctx context.Context, r db.Reader, subject, after string) (p RecordPage, err error) {
	defer fault.Wrap(&err, "record of %q", subject)
	older, args := olderThan("a.id", after, recordOnAPage+1)
	about := ""
	if subject != "" {
		args = append(args, subject)
		about = fmt.Sprintf(" AND a.subject = $%d", len(args))
	}
	p.Lines, err = db.All(ctx, r, func(a *AuditLine) []any {
		return []any{&a.ID, &a.At, &a.By, &a.For, &a.Verb, &a.Subject, &a.Detail, &a.ByName, &a.ForName}
	}, `SELECT a.id, a.at, a.by_person, a.for_party, a.verb, a.subject, a.detail, COALESCE(q.email, ''), COALESCE(p.display_name, '')
		FROM db_audit a LEFT JOIN people_person q ON q.id = a.by_person LEFT JOIN people_party p ON p.id = a.for_party
		WHERE a.id <> ''`+older+about+" ORDER BY a.id DESC LIMIT $1", args...)
	if len(p.Lines) > recordOnAPage {
		p.Lines = p.Lines[:recordOnAPage]
		p.Older = p.Lines[recordOnAPage-1].ID
	}
	return p, err
}
