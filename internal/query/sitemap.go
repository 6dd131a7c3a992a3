package query

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// SitemapMost is how many addresses a part of the sitemap holds (sitemaps.org: at most 50,000).
const SitemapMost = 50_000

// SitemapPart is a part of the sitemap: open jobs behind one, by id.
type SitemapPart struct {
	After id.Job // "" for the first
	Tag   string // of the part as it stands now: another one if it may have changed
}

// SitemapPage is one address of it.
type SitemapPage struct {
	Job     id.Job
	Changed clock.Instant
}

// SitemapParts returns the parts of the sitemap. It reads an index and no job.
func SitemapParts(ctx context.Context, d *db.DB) (parts []SitemapPart, err error) {
	defer fault.Wrap(&err, "parts of the sitemap")
	err = d.View(ctx, func(s *db.Snapshot) error {
		parts = nil
		for after := id.Job(""); ; {
			p, last, err := sitemapPart(ctx, s, after)
			if err != nil {
				return err
			}
			parts = append(parts, p)
			if last == "" {
				return nil
			}
			after = last
		}
	})
	return parts, err
}

// SitemapPartAfter returns the part behind a job.
func SitemapPartAfter(ctx context.Context, d *db.DB, after id.Job) (p SitemapPart, err error) {
	defer fault.Wrap(&err, "part of the sitemap")
	err = d.View(ctx, func(s *db.Snapshot) error {
		p, _, err = sitemapPart(ctx, s, after)
		return err
	})
	return p, err
}

// sitemapPart returns a part, and the job behind which the next one begins; "" if there is none.
func sitemapPart(ctx context.Context, s *db.Snapshot, after id.Job) (p SitemapPart, last id.Job, err error) {
	var n, newest int64
	var edit, most id.Job
	if err := db.One(ctx, s, []any{&n, &most}, `SELECT COUNT(*), COALESCE(MAX(id), '') FROM
		(SELECT id FROM market_job WHERE state = 'open' AND id > $1 ORDER BY id LIMIT $2) part`, after, SitemapMost); err != nil {
		return p, "", err
	}
	if err := db.One(ctx, s, []any{&newest, &edit}, `SELECT CAST(COALESCE((SELECT MAX(published_at) FROM market_job WHERE state = 'open'), 0) AS BIGINT),
		COALESCE((SELECT MAX(id) FROM market_job_edit), '')`); err != nil {
		return p, "", err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %s %d %s", after, n, most, newest, edit))
	p = SitemapPart{After: after, Tag: hex.EncodeToString(sum[:12])}
	if n == SitemapMost {
		last = most
	}
	return p, last, nil
}

// SitemapJobs returns the next open jobs behind one, by id, with the moment when each was changed. Changes before anybody
// has proposed are not kept, so they don't count.
func SitemapJobs(ctx context.Context, d *db.DB, after id.Job, most int) (pages []SitemapPage, err error) {
	defer fault.Wrap(&err, "jobs of the sitemap")
	return db.All(ctx, d.Snapshot(), func(p *SitemapPage) []any { return []any{&p.Job, &p.Changed} },
		`SELECT j.id, CAST(COALESCE((SELECT MAX(e.at) FROM market_job_edit e WHERE e.job = j.id AND e.at > j.published_at), j.published_at) AS BIGINT)
		FROM market_job j WHERE j.state = 'open' AND j.id > $1 ORDER BY j.id LIMIT $2`, after, most)
}
