package query

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
)

// DeskFiles is what the desk knows of the virus scanner's work. It says nothing of what is in a file or to whom it went.
type DeskFiles struct {
	Waiting   int64
	Since     clock.Instant // when the one that waits longest came; zero when none waits
	LastError string        // why that one waits
	Unscanned bool          // some came when there was no scanner
	Found     []FoundFile
	Older     FoundFile // the page behind begins after it; its SHA256 is "" on the last page
}

// FoundFile is a file in which something was found.
type FoundFile struct {
	SHA256 string
	Virus  string
	Size   int64
	At     clock.Instant
	Sender string // who sent it first
	Handle string
}

const foundOnAPage = 30

// Files reads the desk's page of files: of those in which something was found the page that begins after one of them.
func Files(ctx context.Context, r db.Reader, at clock.Instant, after string) (p DeskFiles, err error) {
	defer fault.Wrap(&err, "desk files")
	if err := db.One(ctx, r, []any{&p.Waiting, &p.Since, &p.Unscanned}, `SELECT
		(SELECT COUNT(*) FROM upload_scan WHERE state = 'waiting'),
		CAST(COALESCE((SELECT MIN(asked_at) FROM upload_scan WHERE state = 'waiting'), 0) AS BIGINT),
		EXISTS (SELECT 1 FROM upload_scan WHERE state = 'unscanned')`); err != nil {
		return p, err
	}
	if p.Waiting > 0 {
		if err := db.One(ctx, r, []any{&p.LastError}, "SELECT last_error FROM upload_scan WHERE state = 'waiting' ORDER BY asked_at LIMIT 1"); err != nil && !fault.Is(err, fault.NotFound) {
			return p, err
		}
	}
	older, args := "", []any{foundOnAPage + 1}
	if after != "" {
		older, args = " AND (s.at < $2 OR s.at = $2 AND s.sha256 < $3)", append(args, at, after)
	}
	p.Found, err = db.All(ctx, r, func(f *FoundFile) []any { return []any{&f.SHA256, &f.Virus, &f.Size, &f.At, &f.Sender, &f.Handle} },
		`SELECT s.sha256, s.virus, s.size, s.at, COALESCE(p.display_name, ''), COALESCE(p.handle, '') FROM upload_scan s
			LEFT JOIN people_party p ON p.id = COALESCE((SELECT f.uploaded_by FROM market_file f WHERE f.sha256 = s.sha256 ORDER BY f.id LIMIT 1),
				(SELECT f.uploaded_by FROM message_file f WHERE f.sha256 = s.sha256 ORDER BY f.id LIMIT 1),
				(SELECT f.uploaded_by FROM portfolio_file f WHERE f.sha256 = s.sha256 ORDER BY f.id LIMIT 1))
			WHERE s.state = 'found'`+older+" ORDER BY s.at DESC, s.sha256 DESC LIMIT $1", args...)
	if len(p.Found) > foundOnAPage {
		p.Found = p.Found[:foundOnAPage]
		p.Older = p.Found[foundOnAPage-1]
	}
	return p, err
}

// FileQueue is how many files wait for the scanner, and since when.
func FileQueue(ctx context.Context, r db.Reader) (waiting int64, since clock.Instant, err error) {
	defer fault.Wrap(&err, "file queue")
	err = db.One(ctx, r, []any{&waiting, &since}, `SELECT (SELECT COUNT(*) FROM upload_scan WHERE state = 'waiting'),
		CAST(COALESCE((SELECT MIN(asked_at) FROM upload_scan WHERE state = 'waiting'), 0) AS BIGINT)`)
	return waiting, since, err
}

// Stuck is how long a file waits before somebody should look why.
const Stuck = 10 * clock.Minute

// Late reports whether a file waits longer than a scanner needs.
func (p DeskFiles) Late(now clock.Instant) bool { return p.Waiting > 0 && now.Sub(p.Since) > Stuck }
