package identifying_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nariwai/internal/blob"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/identity"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/account"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/identifying"
)

func card(t *testing.T) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 90, 60))
	for i := range m.Pix {
		m.Pix[i] = byte(i * i)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func store(t *testing.T) (*blob.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	s, err := blob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, dir
}

// lying are the files of the store.
func lying(t *testing.T, dir string) (files [][]byte) {
	t.Helper()
	if err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		files = append(files, b)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return files
}

type row struct {
	id             id.Check
	state          identity.State
	document, key  string
	name           string
	erased, opened clock.Instant
}

// raw is the newest check as it lies in the database, with nothing opened.
func raw(t *testing.T, d *db.DB, p id.Party) (r row) {
	t.Helper()
	if err := db.One(t.Context(), d.Snapshot(), []any{&r.id, &r.state, &r.document, &r.key, &r.name, &r.erased, &r.opened},
		"SELECT id, state, document, doc_key, name, erased_at, opened_at FROM identity_check WHERE party = $1 ORDER BY id DESC LIMIT 1", p); err != nil {
		t.Fatal(err)
	}
	return r
}

func party(t *testing.T, d *db.DB, p id.Party) people.Party {
	t.Helper()
	q, err := peopledb.Party(t.Context(), d.Snapshot(), p)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func refused(t *testing.T, err error, k fault.Kind, what string) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("%s: %v, want kind %d", what, err, k)
	}
}

// The document can't be read in the database or on the disk without the key, and is gone after the check.
func TestIdentity(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx := t.Context()
		files, dir := store(t)
		worker, op, other := cast.Worker(t, d, "michiru"), cast.Operator(t, d, "op"), cast.Operator(t, d, "other")
		picture := card(t)
		show := func(a people.Actor) error {
			return identifying.ShowDocument(ctx, d, files, a, identity.License, bytes.NewReader(picture))
		}
		if err := show(worker); err != nil {
			t.Fatal(err)
		}
		r := raw(t, d, worker.Party)
		// What is read with the keys of the site …
		key := r.key
		if err := db.Unseal(d.Snapshot(), "identity_check.doc_key", r.id, &key); err != nil {
			t.Fatal(err)
		}
		text, err := files.Reveal(r.document, key)
		if err != nil || len(text) < 500 {
			t.Fatal(len(text), err)
		}
		// … stands nowhere in a form that can be read without them.
		for _, f := range lying(t, dir) {
			if bytes.Contains(f, text[300:330]) || bytes.Contains(f, picture[300:330]) || bytes.Contains(f, []byte(key)) {
				t.Error("a file shows the document or its key")
			}
		}
		if strings.Contains(r.key, key) || key == "" {
			t.Error("the database shows the document's key")
		}
		if _, err := files.Reveal(r.document, r.key); err == nil {
			t.Error("what the database holds opens the document")
		}

		refused(t, identifying.OpenDocument(ctx, d, worker, r.id, "見たい"), fault.Forbidden, "opened by who isn't at the desk")
		refused(t, identifying.OpenDocument(ctx, d, op, r.id, ""), fault.Invalid, "opened without a reason")
		refused(t, identifying.PassCheck(ctx, d, files, op, r.id), fault.Conflict, "passed without a look")
		if err := identifying.OpenDocument(ctx, d, op, r.id, "届いた順に確認"); err != nil {
			t.Fatal(err)
		}
		refused(t, identifying.PassCheck(ctx, d, files, other, r.id), fault.Conflict, "passed by who has not looked")
		if party(t, d, worker.Party).IdentityAt != 0 {
			t.Error("checked before it was")
		}
		c.Set(c.Now().Add(clock.Minute))
		if err := identifying.PassCheck(ctx, d, files, op, r.id); err != nil {
			t.Fatal(err)
		}
		p := party(t, d, worker.Party)
		if p.IdentityAt != c.Now() {
			t.Error("the party doesn't show it:", p.IdentityAt)
		}
		if r := raw(t, d, worker.Party); r.state != identity.Passed || r.key+r.document+r.name != "" || r.erased != c.Now() {
			t.Errorf("after the check: %+v", r)
		}
		if n := len(lying(t, dir)); n != 0 {
			t.Errorf("%d files after the check", n)
		}
		if _, err := files.Reveal(r.document, key); !fault.Is(err, fault.NotFound) {
			t.Error("the document is still there:", err)
		}
		if told := cast.Told(t, d, worker); !slices.Contains(told, "identity_decided") {
			t.Error(told)
		}
		if told := cast.Told(t, d, op); !slices.Contains(told, "identity_to_check") {
			t.Error(told)
		}
		var looks int64
		if err := db.One(ctx, d.Snapshot(), []any{&looks}, "SELECT COUNT(*) FROM db_audit WHERE verb = 'identity_opened' AND subject = $1 AND detail = '届いた順に確認' AND by_person = $2", r.id, op.Person); err != nil || looks != 1 {
			t.Error("the look is not in the record:", looks, err)
		}

		// One's own document is somebody else's to check.
		if err := show(op); err != nil {
			t.Fatal(err)
		}
		refused(t, identifying.OpenDocument(ctx, d, op, raw(t, d, op.Party).id, "自分で"), fault.Forbidden, "opened their own")
	})
}

func TestDocumentsEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx := t.Context()
		files, dir := store(t)
		worker, op := cast.Worker(t, d, "michiru"), cast.Operator(t, d, "op")
		picture := card(t)
		show := func() error {
			return identifying.ShowDocument(ctx, d, files, worker, identity.MyNumber, bytes.NewReader(picture))
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		gone := func(s identity.State) {
			t.Helper()
			if r := raw(t, d, worker.Party); r.state != s || r.key+r.document+r.name != "" || r.erased == 0 {
				t.Errorf("%+v, want %s", r, s)
			}
			if n := len(lying(t, dir)); n != 0 {
				t.Errorf("%s: %d files are left", s, n)
			}
		}
		must(show())
		must(identifying.WithdrawDocument(ctx, d, files, worker))
		gone(identity.Withdrawn)
		refused(t, identifying.WithdrawDocument(ctx, d, files, worker), fault.Conflict, "withdrawn twice")

		must(show())
		first := raw(t, d, worker.Party).id
		must(show()) // takes the first one's place
		if r := raw(t, d, worker.Party); r.id == first || r.state != identity.Waiting {
			t.Errorf("%+v", r)
		}
		must(identifying.OpenDocument(ctx, d, op, raw(t, d, worker.Party).id, "確認"))
		must(identifying.RefuseCheck(ctx, d, files, op, raw(t, d, worker.Party).id, "文字が読めません"))
		gone(identity.Refused)

		// A crash between the decision and the file leaves a file that nobody can open, and the clock removes it.
		must(show())
		c.Set(c.Now().Add(identity.KeptFor - clock.Minute))
		if n, err := identifying.EraseDocuments(ctx, d, files); n != 0 || err != nil || raw(t, d, worker.Party).state != identity.Waiting {
			t.Error("erased too early:", n, err)
		}
		c.Set(c.Now().Add(clock.Minute))
		if n, err := identifying.EraseDocuments(ctx, d, files); n != 1 || err != nil {
			t.Error(n, err)
		}
		gone(identity.Expired)

		// Who leaves leaves no document.
		must(show())
		must(identifying.SignPledge(ctx, d, worker, 20260101, "michiru", true))
		hash, err := people.NewHasher(people.Cost{Memory: 64, Passes: 1, Threads: 1}, 1).Hash(ctx, "yukiguni-no-asa")
		must(err)
		cast.Change(t, d, worker, func(p *people.Person, _ *people.Party) { p.Password = hash })
		must(account.CloseAccount(ctx, d, people.NewHasher(people.Cost{Memory: 64, Passes: 1, Threads: 1}, 1), worker, "yukiguni-no-asa"))
		_, err = identifying.EraseDocuments(ctx, d, files)
		must(err)
		gone(identity.Withdrawn)
		var name string
		must(db.One(ctx, d.Snapshot(), []any{&name}, "SELECT name FROM identity_pledge WHERE party = $1", worker.Party))
		if p := party(t, d, worker.Party); name != "" || p.PledgedAt != 0 || p.IdentityAt != 0 {
			t.Errorf("left behind: %q %+v", name, p)
		}
	})
}

func TestShowDocumentRefuses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx := t.Context()
		files, dir := store(t)
		worker, company := cast.Worker(t, d, "michiru"), cast.Client(t, d, "shop")
		picture := card(t)
		show := func(a people.Actor, k identity.Kind, text []byte) error {
			return identifying.ShowDocument(ctx, d, files, a, k, bytes.NewReader(text))
		}
		refused(t, show(worker, "insurance", picture), fault.Invalid, "another kind")
		refused(t, show(worker, identity.License, []byte("%PDF-1.7\n1 0 obj")), fault.Invalid, "a PDF")
		refused(t, show(company, identity.License, picture), fault.Conflict, "a company")
		refused(t, show(people.Actor{}, identity.License, picture), fault.Unsigned, "nobody")
		for range identity.MostShown {
			if err := show(worker, identity.License, picture); err != nil {
				t.Fatal(err)
			}
		}
		refused(t, show(worker, identity.License, picture), fault.Conflict, "one after the other")
		if n, err := identifying.EraseDocuments(ctx, d, files); n != identity.MostShown-1 || err != nil {
			t.Error(n, err)
		}
		if n := len(lying(t, dir)); n != 1 {
			t.Errorf("%d files lie there for one document", n)
		}
		// The second click does nothing more, and leaves nothing more.
		twice := cast.Worker(t, d, "twice")
		twice.Key, twice.Body = "k", "b"
		for range 2 {
			if err := show(twice, identity.License, picture); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(lying(t, dir)); n != 2 {
			t.Errorf("%d files lie there for two documents", n)
		}
	})
}

func TestSignPledge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx := t.Context()
		worker := cast.Worker(t, d, "佐藤みちる")
		refused(t, identifying.SignPledge(ctx, d, worker, 20250101, "佐藤みちる", true), fault.Conflict, "another edition")
		refused(t, identifying.SignPledge(ctx, d, worker, 20260101, "佐藤みちる", false), fault.Invalid, "not agreed")
		for range 2 {
			if err := identifying.SignPledge(ctx, d, worker, 20260101, "佐藤 みちる", true); err != nil {
				t.Fatal(err)
			}
		}
		var n int64
		var sum string
		if err := db.One(ctx, d.Snapshot(), []any{&n, &sum}, "SELECT COUNT(*), MAX(text_sha256) FROM identity_pledge WHERE party = $1", worker.Party); err != nil || n != 1 || sum != identity.PledgeOn(20260101).SHA256() {
			t.Error(n, sum, err)
		}
		if p := party(t, d, worker.Party); p.PledgedAt == 0 {
			t.Error("the party doesn't show it")
		}
	})
}
