package mailing

import (
	"context"
	"strings"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/phrase"
)

const digestsAtATime = 200

// WriteDigests writes the letter of the day to everybody whose time has come. What stands in it is taken out in the same
// transaction: no line comes twice and none is lost.
func WriteDigests(ctx context.Context, d *db.DB) (written int, err error) {
	defer fault.Wrap(&err, "write digests")
	for ctx.Err() == nil {
		due, err := noticedb.DigestsDue(ctx, d.Snapshot(), d.Clock(), digestsAtATime)
		if err != nil || len(due) == 0 {
			return written, err
		}
		for _, p := range due {
			var wrote bool
			if err := d.Write(ctx, func(tx *db.Tx) (err error) { wrote, err = writeDigest(ctx, tx, p); return err }); err != nil {
				return written, err
			}
			if wrote {
				written++
			}
		}
	}
	return written, ctx.Err()
}

func writeDigest(ctx context.Context, tx *db.Tx, person id.Person) (wrote bool, err error) {
	lines, err := noticedb.TakeDigest(ctx, tx, person)
	if err != nil || len(lines) == 0 {
		return false, err
	}
	p, err := peopledb.Person(ctx, tx, person)
	if err != nil || p.State == people.Closed || p.Email == "" {
		return false, err
	}
	return noticedb.QueueDigest(ctx, tx, digest(notice.To{Person: p.ID, Email: p.Email, Lang: p.Lang}, lines), lines)
}

// digest is a letter of lines, those of a group together.
func digest(to notice.To, lines []notice.Line) notice.Letter {
	subject := phrase.T(to.Lang, "1日のお知らせ（%d件）", len(lines))
	text := []string{subject}
	for _, g := range notice.Groups {
		first := true
		for _, l := range lines {
			if l.Kind.Entry().Group != g {
				continue
			}
			if first {
				text = append(text, notice.Heading+phrase.T(to.Lang, g.Name()))
				first = false
			}
			line := l.Text
			if l.Link != "" {
				line += "\n" + l.Link
			}
			text = append(text, line)
		}
	}
	return notice.Letter{Person: to.Person, To: to.Email, Lang: to.Lang, Kind: notice.DigestKind,
		Subject: subject, Text: strings.Join(text, "\n\n"), Link: "/notices"}
}
