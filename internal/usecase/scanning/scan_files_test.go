package scanning_test

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"nariwai/internal/blob"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/query"
	"nariwai/internal/upload"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/usecase/scanning"
	"nariwai/internal/usecase/talking"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

var ctx = context.Background()

// clamd answers INSTREAM (blob's own tests look at the protocol more closely): "eicar" is found, "odd" is answered oddly.
func clamd(t *testing.T, addr string) (l net.Listener, looks *atomic.Int64) {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	looks = &atomic.Int64{}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				r := bufio.NewReader(c)
				r.ReadString(0)
				var all strings.Builder
				for {
					var n uint32
					if binary.Read(r, binary.BigEndian, &n) != nil {
						return
					}
					if n == 0 {
						break
					}
					io.CopyN(&all, r, int64(n))
				}
				looks.Add(1)
				switch {
				case strings.Contains(all.String(), "eicar"):
					io.WriteString(c, "stream: Eicar-Signature FOUND\x00")
				case strings.Contains(all.String(), "odd"):
					io.WriteString(c, "Can't allocate memory ERROR\x00")
				default:
					io.WriteString(c, "stream: OK\x00")
				}
			}()
		}
	}()
	return l, looks
}

// room is a contract with a store that has a scanner.
type room struct {
	*testing.T
	d              *db.DB
	clock          *dbtest.Clock
	s              *blob.Store
	client, worker people.Actor
	desk           people.Actor
	contract       id.Contract
}

func newRoom(t *testing.T, d *db.DB, c *dbtest.Clock) *room {
	t.Helper()
	s, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	r := &room{T: t, d: d, clock: c, s: s, client: cast.Client(t, d, "kitamichi"), worker: cast.Worker(t, d, "michiru"), desk: cast.Operator(t, d, "tamaki")}
	r.contract = cast.Award(t, d, r.client, r.worker, false, 10_000).Contract
	return r
}

func (r *room) scanWith(addr string) {
	x, err := blob.NewScanner("tcp://" + addr)
	if err != nil {
		r.Fatal(err)
	}
	r.s.ScanWith(x)
}

func (r *room) share(text string) error {
	r.Helper()
	u, err := working.StoreFile(ctx, r.d, r.s, r.worker, r.contract, "下書き.txt", strings.NewReader(text))
	if err != nil {
		r.Fatal(err)
	}
	return working.ShareFiles(ctx, r.d, r.worker, r.contract, []working.Upload{u})
}

// states are those of the contract's files, in the order in which they came.
func (r *room) states() string {
	r.Helper()
	list, err := query.LooseFiles(ctx, r.d.Snapshot(), r.contract, r.worker.Party)
	if err != nil {
		r.Fatal(err)
	}
	var out []string
	for i := range list {
		out = append(out, string(list[len(list)-1-i].State))
	}
	return strings.Join(out, " ")
}

func (r *room) told(a people.Actor) (n int) {
	r.Helper()
	if err := db.One(ctx, r.d.Snapshot(), []any{&n}, "SELECT COUNT(*) FROM notice_notice WHERE person = $1 AND kind = 'virus'", a.Person); err != nil {
		r.Fatal(err)
	}
	return n
}

func TestScanFiles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		r := newRoom(t, d, c)
		want := func(states string) {
			t.Helper()
			if got := r.states(); got != states {
				t.Errorf("%s, want %s", got, states)
			}
		}
		scan := func() (int, error) { return scanning.ScanFiles(ctx, d, r.s) }

		// Without a scanner everything is given out, and nothing is done.
		ok(t, r.share("はじめ"))
		if n, err := scan(); n != 0 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		want("unscanned")

		l, looks := clamd(t, "127.0.0.1:0")
		r.scanWith(l.Addr().String())
		ok(t, r.share("つぎ"))
		ok(t, r.share("eicar のまえに"))
		want("unscanned waiting waiting")
		if n, err := scan(); n != 3 || err != nil { // what came before is looked at too
			t.Errorf("%d, %v", n, err)
		}
		want("clean clean found")
		if r.told(r.worker) != 1 || r.told(r.client) != 1 || r.told(r.desk) != 1 {
			t.Errorf("told %d, %d, %d", r.told(r.worker), r.told(r.client), r.told(r.desk))
		}
		if n, err := scan(); n != 0 || err != nil || looks.Load() != 3 {
			t.Errorf("once more: %d, %v, %d looks", n, err, looks.Load())
		}

		// The same bytes need no second look, and those of a virus don't come in again.
		ok(t, r.share("つぎ"))
		want("clean clean found clean")
		if err := r.share("eicar のまえに"); !fault.Is(err, fault.Invalid) {
			t.Errorf("bytes with a virus were taken again: %v", err)
		}

		// clamd is down for an hour: all wait, nobody asks more than once a round, nothing is lost.
		addr := l.Addr().String()
		l.Close()
		ok(t, r.share("三つめ"))
		ok(t, r.share("四つめ eicar"))
		for range 60 {
			if n, err := scan(); n != 0 || !errors.Is(err, blob.ErrNoScanner) {
				t.Fatalf("%d, %v", n, err)
			}
			c.Advance(clock.Minute)
		}
		want("clean clean found clean waiting waiting")
		page, err := query.Files(ctx, d.Snapshot(), 0, "")
		ok(t, err)
		if page.Waiting != 2 || !page.Late(c.Now()) || page.LastError == "" || len(page.Found) != 1 || page.Found[0].Virus != "Eicar-Signature" || page.Found[0].Sender == "" {
			t.Errorf("the desk sees %+v", page)
		}
		clamd(t, addr)
		if n, err := scan(); n != 2 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		want("clean clean found clean clean found")
	})
}

// What comes with a message before a contract is looked at too, and both sides of the thread are told.
func TestScanFilesOfAThread(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		r := newRoom(t, d, c)
		l, _ := clamd(t, "127.0.0.1:0")
		r.scanWith(l.Addr().String())
		jid, err := posting.SaveDraft(ctx, d, r.client, "", market.Spec{
			Category: "writing/travel", Title: "朝市の記事", Body: "朝市を書きます。", Deliverable: "原稿1本", Rights: market.RightsTransfer, AIPolicy: market.AIAssist,
			Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(40_000), Hires: 1, ClosesOn: calendar.On(c.Now()).AddDays(9), DueOn: calendar.On(c.Now()).AddDays(40), Unregistered: true,
		})
		ok(t, err)
		_, err = posting.PublishJob(ctx, d, r.client, jid)
		ok(t, err)
		pid, err := proposing.SubmitProposal(ctx, d, r.worker, jid, market.Offer{Price: yen.Of(40_000), Message: "書きます。", DueOn: calendar.On(c.Now()).AddDays(39)})
		ok(t, err)
		tid := cast.ThreadAbout(t, d, pid)
		u, err := talking.StoreFile(ctx, d, r.s, r.worker, tid, "見本.txt", strings.NewReader("eicar の見本"))
		ok(t, err)
		_, err = talking.SendMessage(ctx, d, r.worker, tid, talking.Words{Uploads: []talking.Upload{u}})
		ok(t, err)
		if n, err := scanning.ScanFiles(ctx, d, r.s); n != 1 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		if r.told(r.worker) != 1 || r.told(r.client) != 1 || r.told(r.desk) != 1 {
			t.Errorf("told %d, %d, %d", r.told(r.worker), r.told(r.client), r.told(r.desk))
		}
		page, err := query.Files(ctx, d.Snapshot(), 0, "")
		ok(t, err)
		if len(page.Found) != 1 || page.Found[0].Sender == "" {
			t.Errorf("the desk sees %+v", page.Found)
		}
	})
}

// Bytes that clamd can't make anything of wait longer and longer, and nobody waits for them.
func TestOddAnswers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		r := newRoom(t, d, c)
		l, looks := clamd(t, "127.0.0.1:0")
		r.scanWith(l.Addr().String())
		ok(t, r.share("odd"))
		c.Advance(clock.Second)
		ok(t, r.share("ふつう"))
		if n, err := scanning.ScanFiles(ctx, d, r.s); n != 1 || err == nil {
			t.Errorf("%d, %v", n, err)
		}
		if got := r.states(); got != "waiting clean" {
			t.Error(got)
		}
		for range 24 * 60 {
			c.Advance(clock.Minute)
			scanning.ScanFiles(ctx, d, r.s)
		}
		if n := looks.Load(); n < 24+7 || n > 24+12 {
			t.Errorf("%d looks in a day", n)
		}
	})
}

// Nodes that look at the same time look once at each; a node that died lets go after its lease.
func TestScanOnManyNodes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		r := newRoom(t, d, c)
		l, looks := clamd(t, "127.0.0.1:0")
		r.scanWith(l.Addr().String())
		const n = 12
		for i := range n {
			ok(t, r.share(fmt.Sprint("原稿 ", i)))
		}
		var nodes sync.WaitGroup
		var done atomic.Int64
		for range 4 {
			nodes.Go(func() {
				k, err := scanning.ScanFiles(ctx, d, r.s)
				if err != nil {
					t.Error(err)
				}
				done.Add(int64(k))
			})
		}
		nodes.Wait()
		if done.Load() != n || looks.Load() != n {
			t.Errorf("%d done, %d looks for %d files", done.Load(), looks.Load(), n)
		}
		if got := r.states(); got != strings.TrimSpace(strings.Repeat(string(upload.Clean)+" ", n)) {
			t.Error(got)
		}
	})
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
