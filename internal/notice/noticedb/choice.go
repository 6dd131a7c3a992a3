package noticedb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
)

var choices = db.Table[notice.Choice]{
	Name:    "notice_choice",
	Columns: "person, kind, mail, app",
	Fields:  func(c *notice.Choice) []any { return []any{&c.Person, &c.Kind, &c.Mail, &c.App} },
}

var hours = db.Table[notice.Hours]{
	Name:    "notice_hours",
	Columns: "person, quiet_from, quiet_to, digest_at",
	Fields:  func(h *notice.Hours) []any { return []any{&h.Person, &h.From, &h.To, &h.DigestAt} },
}

// Choose writes what a person wants of some kinds. What everybody gets at first is not written: it may change with us.
func Choose(ctx context.Context, tx *db.Tx, list []notice.Choice) (err error) {
	defer fault.Wrap(&err, "choose %d kinds", len(list))
	if len(list) == 0 {
		return nil
	}
	var kinds []notice.Kind
	var own []notice.Choice
	for _, c := range list {
		kinds = append(kinds, c.Kind)
		if c != c.Kind.Entry().Default(c.Person) {
			own = append(own, c)
		}
	}
	marks, args := db.In(2, kinds)
	if _, err := tx.Do(ctx, "DELETE FROM notice_choice WHERE person = $1 AND kind IN ("+marks+")", append([]any{list[0].Person}, args...)...); err != nil {
		return err
	}
	return choices.InsertAll(ctx, tx, own)
}

// SetHours writes when a person wants to be left alone. A day's letter that waits comes at the new time.
func SetHours(ctx context.Context, tx *db.Tx, h notice.Hours) (err error) {
	defer fault.Wrap(&err, "set hours of %s", h.Person)
	if err := hours.InsertAllOr(ctx, tx, []notice.Hours{h},
		" ON CONFLICT (person) DO UPDATE SET quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, digest_at = excluded.digest_at"); err != nil {
		return err
	}
	_, err = tx.Do(ctx, "UPDATE notice_digest SET due_at = $1 WHERE person = $2", h.NextDigest(tx.Now), h.Person)
	return err
}

// ChoicesOf returns what a person has chosen, by kind; kinds without a choice are not in it.
func ChoicesOf(ctx context.Context, r db.Reader, person id.Person) (out map[notice.Kind]notice.Choice, err error) {
	list, err := choices.All(ctx, r, "WHERE person = $1", person)
	out = make(map[notice.Kind]notice.Choice, len(list))
	for _, c := range list {
		out[c.Kind] = c
	}
	return out, err
}

// wishes is what those who are told something in one transaction want.
type wishes struct {
	choices map[notice.Choice]notice.Choice // by person and kind alone
	hours   map[id.Person]notice.Hours
	bounced map[string]bool
}

func wishesOf(ctx context.Context, tx *db.Tx, list []Told) (w wishes, err error) {
	defer fault.Wrap(&err, "wishes")
	var persons []id.Person
	var kinds []notice.Kind
	var addresses []string
	seen := map[any]bool{}
	first := func(x any) bool { is := !seen[x]; seen[x] = true; return is }
	for _, t := range list {
		if address := notice.Mailbox(t.To.Email); address != "" && first(address) {
			addresses = append(addresses, address)
		}
		if t.Kind.Entry().Always {
			continue
		}
		if first(t.To.Person) {
			persons = append(persons, t.To.Person)
		}
		if first(t.Kind) {
			kinds = append(kinds, t.Kind)
		}
	}
	w = wishes{map[notice.Choice]notice.Choice{}, map[id.Person]notice.Hours{}, map[string]bool{}}
	if w.bounced, err = bouncedAmong(ctx, tx, addresses); err != nil || len(persons) == 0 {
		return w, err
	}
	who, args := db.In(1, persons)
	what, more := db.In(1+len(persons), kinds)
	own, err := choices.All(ctx, tx, "WHERE person IN ("+who+") AND kind IN ("+what+")", append(args, more...)...)
	if err != nil {
		return w, err
	}
	for _, c := range own {
		w.choices[notice.Choice{Person: c.Person, Kind: c.Kind}] = c
	}
	times, err := hours.All(ctx, tx, "WHERE person IN ("+who+")", args...)
	for _, h := range times {
		w.hours[h.Person] = h
	}
	return w, err
}

func (w wishes) plan(tx *db.Tx, t Told) notice.Plan {
	e := t.Kind.Entry()
	p := e.Plan(w.choice(t.To.Person, e), w.of(t.To.Person), !w.bounced[notice.Mailbox(t.To.Email)], tx.Now)
	if t.To.Email == "" { // somebody who has left, or never had one
		p.Mail, p.Digest = false, false
	}
	return p
}

func (w wishes) choice(p id.Person, e notice.Entry) notice.Choice {
	if c, ok := w.choices[notice.Choice{Person: p, Kind: e.Kind}]; ok {
		return c
	}
	return e.Default(p)
}

func (w wishes) of(p id.Person) notice.Hours {
	if h, ok := w.hours[p]; ok {
		return h
	}
	return notice.DefaultHours(p)
}
