package browsertest

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"nariwai/internal/bank"
	"nariwai/internal/blob"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/web"
	"nariwai/internal/worker"
)

// A site is the whole product at an address of its own, with a clock that the test moves.
type site struct {
	*testing.T
	d     *db.DB
	clock *dbtest.Clock
	url   string
	js    bool // whether its visitors have JavaScript
}

// Cheap hashing: what is tested here is the pages, and the cost of a password stands in a test of its own.
var hasher = people.NewHasher(people.Cost{Memory: 64, Passes: 1, Threads: 1}, 2)

func newSite(t *testing.T, d *db.DB, c *dbtest.Clock, js bool) *site {
	t.Helper()
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := web.New(web.Config{DB: d, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})), Hasher: hasher, Files: files})
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	t.Cleanup(s.EndStreams)
	return &site{t, d, c, server.URL, js}
}

// window opens a window for somebody.
func (s *site) window(name string) *tab { return open(s.T, s.url, name, 1280, s.js) }

// mailed returns the newest link that was mailed to an address.
func (s *site) mailed(to string) string {
	s.Helper()
	var text, link string
	if err := db.One(context.Background(), s.d.Snapshot(), []any{&text, &link}, "SELECT text, link FROM notice_mail WHERE to_address = $1 AND link LIKE '%t=%' ORDER BY id DESC LIMIT 1", to); err != nil {
		s.Fatal(err)
	}
	return regexp.MustCompile(`^https?://[^/]+`).ReplaceAllString(link, "")
}

const passphrase = "雪どけの畑にメロンの苗を植える"

// signUp registers somebody with the mailed link and signs them in.
func (s *site) signUp(name, email, start string) *tab {
	s.Helper()
	w := s.window(name)
	w.visit("/signup")
	w.choose("start", start)
	w.fill("email", email)
	w.fill("name", name)
	w.choose("prefecture", "01")
	w.fill("password", passphrase)
	w.pick("利用規約に同意します")
	w.press("確認のメールを受け取る")
	w.visit(s.mailed(email))
	w.fill("password", passphrase)
	w.press("登録を終える")
	return w
}

// operator gives somebody a place at the desk and signs them in with their second factor.
func (s *site) operator(name string) *tab {
	s.Helper()
	hash, err := hasher.Hash(context.Background(), passphrase)
	if err != nil {
		s.Fatal(err)
	}
	a := cast.Operator(s.T, s.d, name)
	cast.Change(s.T, s.d, a, func(p *people.Person, _ *people.Party) {
		p.Password, p.TOTPSecret, p.TOTPAt = hash, secret, s.clock.Now()
	})
	w := s.window(name)
	s.signIn(w, name+"@example.jp")
	return w
}

const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

// signIn signs somebody in, with the code of the second factor where one is asked for.
func (s *site) signIn(w *tab, email string) {
	s.Helper()
	w.visit("/signin")
	w.fill("email", email)
	w.fill("password", passphrase)
	w.press("ログインする")
	if !eval[bool](w, `() => document.getElementsByName('code').length > 0`) {
		return
	}
	code, err := people.Code(secret, s.clock.Now())
	if err != nil {
		s.Fatal(err)
	}
	w.fill("code", code)
	w.press("ログインする")
}

// identity says who runs the site and which bank account is theirs.
func (s *site) identity() {
	s.Helper()
	if err := s.d.Write(context.Background(), func(tx *db.Tx) error {
		return policydb.Set(context.Background(), tx, policy.Operator, id.Site, calendar.On(tx.Now), policy.Identity{
			Name: "生業の会", Representative: "山口 たまき", Address: "北海道夕張市本町4丁目", Phone: "0123-00-0000", Mail: "desk@example.jp",
			ClientCode: "1234567890", ClientName: "ﾅﾘﾜｲﾉｶｲ", Bank: "0001", Branch: "001", Account: "7654321", Type: "1",
		}, "")
	}); err != nil {
		s.Fatal(err)
	}
}

// until moves the clock and lets the clock-work do what is due on the way, day by day.
func (s *site) until(end clock.Instant) {
	s.Helper()
	for {
		next := min(end, calendar.On(s.clock.Now()).AddDays(1).Start().Add(5*clock.Minute))
		s.clock.Set(next)
		for _, step := range worker.Schedule() {
			if err := step.Run(context.Background(), s.d); err != nil {
				s.Fatalf("%s: %v", step.Name, err)
			}
		}
		if next == end {
			return
		}
	}
}

// depositList is the bank's list with one deposit, in CP932 as a bank writes it.
func (s *site) depositList(on calendar.Date, amount, payer string) string {
	s.Helper()
	plain := strings.ReplaceAll(amount, ",", "")
	csv := "日付,お取引内容,入金額,残高\n" + on.String() + "," + payer + "," + plain + "," + plain + "\n"
	encoded, err := japanese.ShiftJIS.NewEncoder().String(csv)
	if err != nil {
		s.Fatal(err)
	}
	return s.file("nyukin.csv", encoded)
}

// manuscript is a file that somebody could deliver.
func (s *site) manuscript() string {
	return s.file("原稿.txt", strings.Repeat("夕張メロードは、メロンの香りで目が覚める朝市です。\n", 40))
}

func (s *site) file(name, content string) string {
	s.Helper()
	path := filepath.Join(s.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		s.Fatal(err)
	}
	return path
}

func (s *site) read(path string) string {
	s.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		s.Fatal(err)
	}
	return string(b)
}

// transferFile is what the bank must get: four records of 120 bytes, written out here position by position.
func (s *site) transferFile(m calendar.Month, net string) string {
	s.Helper()
	c := func(text string, n int) string { return text + strings.Repeat(" ", n-len([]rune(text))) }
	n := func(digits string, n int) string {
		digits = strings.ReplaceAll(digits, ",", "")
		return strings.Repeat("0", n-len(digits)) + digits
	}
	payday := calendar.DefaultClosing().Payday(m)
	b, _ := bank.FindBank("0001")
	br, _ := bank.FindBranch("0001", "001")
	lines := []string{
		"1" + "21" + "0" + "1234567890" + c("ﾅﾘﾜｲﾉｶｲ", 40) + fmt.Sprintf("%02d%02d", payday.Month(), payday.Day()) + "0001" + c(b.ZenginKana(), 15) + "001" + c(br.ZenginKana(), 15) + "1" + "7654321" + c("", 17),
		"2" + "0001" + c(b.ZenginKana(), 15) + "001" + c(br.ZenginKana(), 15) + "0000" + "1" + "1234567" + c("ｻﾄｳ ﾐﾁﾙ", 30) + n(net, 10) + "0" + n("1", 10) + n("0", 10) + "7" + c("", 8),
		"8" + n("1", 6) + n(net, 12) + c("", 101),
		"9" + c("", 119),
	}
	encoded, err := japanese.ShiftJIS.NewEncoder().String(strings.Join(lines, "\r\n") + "\r\n")
	if err != nil {
		s.Fatal(err)
	}
	return encoded
}
