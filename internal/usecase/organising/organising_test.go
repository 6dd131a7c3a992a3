package organising_test

import (
	"context"
	"regexp"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/account"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/organising"
	"nariwai/internal/yen"
)

var ctx = context.Background()

// A company from its founding to the day on which a member has gone: what each may do follows from the grant in force.
func TestCompany(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ok := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		refused := func(err error, k fault.Kind) {
			t.Helper()
			if !fault.Is(err, k) {
				t.Errorf("%v, want %v", err, k)
			}
		}
		rin, sora := cast.Worker(t, d, "rin"), cast.Worker(t, d, "sora")
		in := func(a people.Actor) people.Actor { // with a browser
			ok(d.Write(ctx, func(tx *db.Tx) error {
				s, _, err := peopledb.Begin(ctx, tx, a.Person, a.Party, "Firefox")
				a.Session = s.ID
				return err
			}))
			return a
		}
		rin, sora = in(rin), in(sora)
		pid, err := organising.Found(ctx, d, rin, organising.Form{Name: "みさき水産", Prefecture: "01"})
		ok(err)
		owner := rin
		owner.Party = pid
		party := func(s id.Session) (p id.Party) {
			ok(db.One(ctx, d.Snapshot(), []any{&p}, "SELECT party FROM people_session WHERE id = $1", s))
			return p
		}
		if party(rin.Session) != pid {
			t.Error("the founder's session acts for the company")
		}
		refused(organising.Invite(ctx, d, rin, "x@example.jp", people.Owner, "", "ja"), fault.Conflict) // in their own name
		refused(organising.Invite(ctx, d, owner, "x@", people.Owner, "", "ja"), fault.Invalid)
		refused(organising.Invite(ctx, d, owner, "x@example.jp", people.Self, "", "ja"), fault.Invalid)
		ok(organising.Invite(ctx, d, owner, "sora@example.jp", people.Director, "", "ja"))
		refused(organising.Invite(ctx, d, owner, "Sora@example.jp", people.Orderer, "", "ja"), fault.Conflict)
		link := regexp.MustCompile(`/invitations/([\w-]+)`)
		secret := func() string {
			t.Helper()
			var body string
			ok(db.One(ctx, d.Snapshot(), []any{&body}, "SELECT link FROM notice_mail WHERE kind = 'invitation' ORDER BY id DESC LIMIT 1"))
			m := link.FindStringSubmatch(body)
			if m == nil {
				t.Fatal(body)
			}
			return m[1]
		}
		refused(organising.Join(ctx, d, sora, "nothing"), fault.NotFound)
		ok(organising.Join(ctx, d, sora, secret()))
		refused(organising.Join(ctx, d, cast.Worker(t, d, "late"), secret()), fault.NotFound)
		member := sora
		member.Party = pid
		if party(sora.Session) != pid {
			t.Error("the session of who joined acts for the company")
		}
		may := func(a people.Actor, p people.Power) (err error) {
			d.Write(ctx, func(tx *db.Tx) error { err = peopledb.Entitled(ctx, tx, a, p); return nil })
			return err
		}
		ok(may(member, people.Direct))
		refused(may(member, people.Order), fault.Forbidden)
		refused(organising.ChangeRole(ctx, d, member, sora.Person, people.Owner), fault.Forbidden)
		refused(organising.AddDepartment(ctx, d, member, "1", "a"), fault.Forbidden)
		c.Advance(60_000)
		ok(organising.ChangeRole(ctx, d, owner, sora.Person, people.Orderer))
		ok(may(member, people.Order))
		refused(may(member, people.Accounts), fault.Forbidden)
		refused(organising.ChangeRole(ctx, d, owner, rin.Person, people.Accountant), fault.Conflict) // the last owner
		refused(organising.EndMember(ctx, d, owner, rin.Person), fault.Conflict)
		refused(organising.EndMember(ctx, d, member, rin.Person), fault.Forbidden)

		ok(organising.AddDepartment(ctx, d, owner, "110", "広報課"))
		refused(organising.AddDepartment(ctx, d, owner, "110", "別の課"), fault.Invalid)
		var did id.Department
		ok(db.One(ctx, d.Snapshot(), []any{&did}, "SELECT id FROM organisation_department WHERE party = $1", pid))
		month := calendar.MonthOf(calendar.On(c.Now()))
		ok(organising.SetBudget(ctx, d, owner, did, month, yen.Of(100_000)))
		ok(organising.SetBudget(ctx, d, owner, did, month, yen.Of(0)))
		ok(organising.SetApproval(ctx, d, owner, yen.Of(50_000)))
		ok(organising.CloseDepartment(ctx, d, owner, did))
		stranger := cast.Client(t, d, "yoso")
		refused(organising.CloseDepartment(ctx, d, stranger, did), fault.NotFound)
		refused(organising.ChangeRole(ctx, d, stranger, sora.Person, people.Owner), fault.NotFound)

		ok(account.ActFor(ctx, d, sora, sora.Party))
		ok(account.ActFor(ctx, d, sora, pid))
		refused(account.ActFor(ctx, d, sora, stranger.Party), fault.NotFound)
		c.Advance(60_000)
		ok(organising.EndMember(ctx, d, owner, sora.Person))
		refused(may(member, people.Any), fault.Forbidden)
		refused(account.ActFor(ctx, d, sora, pid), fault.NotFound)
		if party(sora.Session) != sora.Party {
			t.Error("the session of who has gone falls back to their own party")
		}
	})
}
