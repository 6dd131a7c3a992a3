package webtest

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"nariwai/internal/blob"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/working"
)

var ctx = context.Background()

// Role is who asks for a page.
type Role string

const (
	Anonymous   Role = "anonymous"
	Worker      Role = "worker"       // hired in the contract "main", author of the proposal "main"
	OtherWorker Role = "other-worker" // has a proposal and a contract of their own
	Client      Role = "client"       // of the job "open" and the contract "main"
	OtherClient Role = "other-client"
	Desk        Role = "desk"      // an operator who has passed the second factor
	Suspended   Role = "suspended" // a worker stopped by the desk, hired in the contract "suspended"
	Half        Role = "half"      // an operator who has given the password and not yet the code: nobody, so far
)

// Roles are all of them, in the order of the matrix.
var Roles = []Role{Anonymous, Worker, OtherWorker, Client, OtherClient, Desk, Suspended, Half}

// SignedIn reports whether the site knows who this is.
func (r Role) SignedIn() bool { return r != Anonymous && r != Half }

// Now is where the stage's clock stands: a Monday noon, two bank days before a payday.
var Now = clock.At(2026, 4, 13, 12, 0)

// Stage is the market and what the tests know of it.
type Stage struct {
	DB    *db.DB
	Clock *dbtest.Clock
	Files *blob.Store

	t        testing.TB
	actors   map[Role]people.Actor
	desk2    people.Actor
	sessions map[Role]string
	objects  map[string]object
	secrets  []Secret
	bank     int64 // the balance at the end of the last list
}

// object is one thing that addresses name.
type object struct {
	id    string
	sides []Role // who may know of it; nil: everybody
}

// New builds the stage in an SQLite file of the test's own.
func New(t testing.TB) *Stage {
	t.Helper()
	s := &Stage{t: t, actors: map[Role]people.Actor{}, sessions: map[Role]string{}, objects: map[string]object{}}
	s.DB, s.Clock = dbtest.SQLite(t)
	var err error
	s.Files, err = blob.Open(filepath.Join(t.TempDir(), "files"))
	s.ok(err)
	t.Cleanup(func() { s.Files.Close() })
	s.ok(s.DB.MarkDemonstration(ctx, 0))
	s.Clock.Set(clock.At(2025, 11, 3, 12, 0))
	s.people()
	s.floors()
	s.jobs()
	s.searches()
	s.months()
	s.offers()
	s.contracts()
	s.bulk()
	s.money()
	s.works()
	s.reviews()
	s.prizes()
	s.teams()
	s.Clock.Set(Now)
	_, err = working.EscalateOld(ctx, s.DB)
	s.ok(err)
	s.identity()
	s.lookIn()
	s.certification()
	s.attests()
	s.organisation()
	s.signIn()
	return s
}

func (s *Stage) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *Stage) at(year int, month time.Month, day int) {
	s.Clock.Set(clock.At(year, month, day, 12, 0))
}

func (s *Stage) today() calendar.Date { return calendar.On(s.Clock.Now()) }

// name lets addresses of tests speak of a thing. sides are the roles that may know that it exists; without any it is public.
func (s *Stage) name(name, id string, sides ...Role) {
	s.t.Helper()
	if _, twice := s.objects[name]; twice || id == "" {
		s.t.Fatalf("object %q is named twice or is nothing", name)
	}
	s.objects[name] = object{id, sides}
}

// ID is the id of a thing with a name such as "contract.main".
func (s *Stage) ID(name string) string {
	s.t.Helper()
	o, ok := s.objects[name]
	if !ok {
		s.t.Fatalf("there is no %q on the stage; it has %q", name, s.Names())
	}
	return o.id
}

// Has reports whether the stage has a thing of that name.
func (s *Stage) Has(name string) bool { _, ok := s.objects[name]; return ok }

// Names lists what is on the stage.
func (s *Stage) Names() (names []string) {
	for n := range s.objects {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// MayKnow reports whether a role may know that the thing exists.
func (s *Stage) MayKnow(r Role, name string) bool {
	o := s.objects[name]
	return o.sides == nil || slices.Contains(o.sides, r)
}

// Actor is who stands for a role.
func (s *Stage) Actor(r Role) people.Actor { return s.actors[r] }

// Second is the other operator.
func (s *Stage) Second() people.Actor { return s.desk2 }

// Session is the secret of the role's browser; "" for the anonymous.
func (s *Stage) Session(r Role) string { return s.sessions[r] }

// SessionOf signs somebody in once more; strong says whether they have passed the second factor.
func (s *Stage) SessionOf(a people.Actor, strong bool) string {
	s.t.Helper()
	var secret string
	s.ok(s.DB.Write(ctx, func(tx *db.Tx) error {
		sess, sec, err := peopledb.Begin(ctx, tx, a.Person, a.Party, "Firefox / Linux")
		if err != nil || !strong {
			secret = sec
			return err
		}
		secret, err = peopledb.Strengthen(ctx, tx, sess.ID)
		return err
	}))
	return secret
}

func (s *Stage) signIn() {
	s.t.Helper()
	s.sessions[Half] = s.SessionOf(s.actors[Half], false)
	for _, r := range Roles {
		if !r.SignedIn() {
			continue
		}
		s.sessions[r] = s.SessionOf(s.actors[r], r == Desk)
		other := s.SessionOf(s.actors[r], r == Desk) // to be ended from the first
		s.name("session."+string(r), s.text("SELECT id FROM people_session WHERE token = $1", people.HashSecret(other)), r)
		if n := s.text("SELECT COALESCE(MAX(id), '') FROM notice_notice WHERE person = $1 AND read_at = 0", s.actors[r].Person); n != "" {
			s.name("notice."+string(r), n, r)
		}
		s.name("person."+string(r), string(s.actors[r].Person), Desk)
	}
	s.name("person.second", string(s.desk2.Person), Desk)
	var m notice.Mail
	s.ok(s.DB.Write(ctx, func(tx *db.Tx) (err error) { // its server says that there is no such address
		if m, _, err = noticedb.Claim(ctx, tx); err != nil {
			return err
		}
		return noticedb.Settle(ctx, tx, m, m.Answered(notice.Refused, "550 no such user", tx.Now))
	}))
	s.name("mail.refused", string(m.ID), Desk)
	s.ok(s.DB.Write(ctx, func(tx *db.Tx) error {
		key, err := noticedb.StopKey(ctx, tx)
		if err := noticedb.Bounced(ctx, tx, notice.Mail{Letter: notice.Letter{To: s.text("SELECT email FROM people_person WHERE id = $1", s.actors[OtherWorker].Person)}}, "550 no such user"); err != nil {
			return err
		}
		s.name("stop.worker", notice.Stop{Person: s.actors[Worker].Person, Kind: "declined"}.Token(key))
		return err
	}))
}

// text reads one string, for the ids that use cases don't return.
func (s *Stage) text(q string, args ...any) (out string) {
	s.t.Helper()
	if err := db.One(ctx, s.DB.Snapshot(), []any{&out}, q, args...); err != nil {
		s.t.Fatalf("%s %v: %v", q, args, err)
	}
	return out
}

// Count reads one number, for what a test says of the effects of a request.
func (s *Stage) Count(q string, args ...any) int64 { s.t.Helper(); return s.number(q, args...) }

func (s *Stage) number(q string, args ...any) (n int64) {
	s.t.Helper()
	if err := db.One(ctx, s.DB.Snapshot(), []any{&n}, q, args...); err != nil {
		s.t.Fatalf("%s %v: %v", q, args, err)
	}
	return n
}

func (s *Stage) String() string { return fmt.Sprintf("stage at %s", s.today()) }
