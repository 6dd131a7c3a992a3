package query

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
)

// noticeFields maps notice_notice for reading.
func noticeFields(n *notice.Notice) []any {
	return []any{&n.ID, &n.Kind, &n.Text, &n.Link, &n.At, &n.ReadAt}
}

const noticesOnAPage = 30

// NoticeList is a page of what a person was told, newest first.
type NoticeList struct {
	Notices []notice.Notice
	Unread  int64     // of all
	Older   id.Notice // the page behind begins after it; "" on the last page
}

// Notices returns the page of a person's notices that begins after one of them; "" is the first page.
func Notices(ctx context.Context, r db.Reader, person id.Person, after id.Notice) (l NoticeList, err error) {
	defer fault.Wrap(&err, "notices of %s", person)
	older, args := olderThan("id", after, person, noticesOnAPage+1)
	l.Notices, err = db.All(ctx, r, noticeFields, "SELECT id, kind, text, link, at, read_at FROM notice_notice WHERE person = $1"+
		older+" ORDER BY id DESC LIMIT $2", args...)
	if err != nil {
		return l, err
	}
	if len(l.Notices) > noticesOnAPage {
		l.Notices = l.Notices[:noticesOnAPage]
		l.Older = l.Notices[noticesOnAPage-1].ID
	}
	err = db.One(ctx, r, []any{&l.Unread}, "SELECT COUNT(*) FROM notice_notice WHERE person = $1 AND read_at = 0", person)
	return l, err
}

// Notice returns one notice of a person, or NotFound.
func Notice(ctx context.Context, r db.Reader, person id.Person, n id.Notice) (out notice.Notice, err error) {
	err = db.One(ctx, r, noticeFields(&out), "SELECT id, kind, text, link, at, read_at FROM notice_notice WHERE id = $1 AND person = $2", n, person)
	return out, err
}
