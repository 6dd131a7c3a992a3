package query

import (
	"context"
	"encoding/hex"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
)

// NoticeChoices is how a person is told things: what they have chosen, or what everybody gets.
type NoticeChoices struct {
	Hours   notice.Hours
	Choices []notice.Choice // of every kind that one can choose about, in the registry's order
}

// NoticeChoicesOf returns how a person is told things.
func NoticeChoicesOf(ctx context.Context, r db.Reader, p id.Person) (out NoticeChoices, err error) {
	defer fault.Wrap(&err, "notice choices of %s", p)
	out.Hours = notice.DefaultHours(p)
	err = db.One(ctx, r, []any{&out.Hours.From, &out.Hours.To, &out.Hours.DigestAt},
		"SELECT quiet_from, quiet_to, digest_at FROM notice_hours WHERE person = $1", p)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return out, err
	}
	own, err := db.All(ctx, r, func(c *notice.Choice) []any { return []any{&c.Person, &c.Kind, &c.Mail, &c.App} },
		"SELECT person, kind, mail, app FROM notice_choice WHERE person = $1", p)
	if err != nil {
		return out, err
	}
	chosen := map[notice.Kind]notice.Choice{}
	for _, c := range own {
		chosen[c.Kind] = c
	}
	for _, e := range notice.Kinds {
		if e.Always {
			continue
		}
		c, ok := chosen[e.Kind]
		if !ok {
			c = e.Default(p)
		}
		out.Choices = append(out.Choices, c)
	}
	return out, nil
}

// StopOf is what a link of a mail stops; a link that is none of ours is NotFound.
func StopOf(ctx context.Context, r db.Reader, token string) (s notice.Stop, err error) {
	defer fault.Wrap(&err, "stop link")
	var text string
	if err := db.One(ctx, r, []any{&text}, "SELECT key FROM notice_key WHERE id = 'stop'"); err != nil {
		return s, err
	}
	key, err := hex.DecodeString(text)
	if err != nil {
		return s, err
	}
	s, ok := notice.ReadStop(key, token)
	if !ok {
		return s, fault.New(fault.NotFound, "見つかりませんでした")
	}
	return s, nil
}

// BouncedSince is since when no mail arrives at a person's address; zero when mails arrive.
func BouncedSince(ctx context.Context, r db.Reader, p id.Person) (at clock.Instant, err error) {
	err = db.One(ctx, r, []any{&at}, "SELECT b.at FROM people_person p JOIN notice_bounce b ON b.address = LOWER(p.email) WHERE p.id = $1", p)
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return at, err
}
