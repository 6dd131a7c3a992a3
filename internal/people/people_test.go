package people

import (
	"strings"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/place"
	"nariwai/internal/yen"
)

func TestTNumber(t *testing.T) {
	for in, want := range map[string]TNumber{
		"":               "",
		"  ":             "",
		"T7000012050002": "T7000012050002",
		"7000012050002":  "T7000012050002",
		"t7000012050002": "T7000012050002",
		"Ｔ７０００-０１２０５０００２":   "T7000012050002",
		"T 7000 0120 50002": "T7000012050002",
	} {
		if got, err := ParseTNumber(in); err != nil || got != want {
			t.Errorf("%q: %q %v", in, got, err)
		}
	}
	for _, in := range []string{"T700001205000", "T70000120500022", "T0000012050002", "TT7000012050002", "7T000012050002", "T700001205000x", "登録番号"} {
		if got, err := ParseTNumber(in); err == nil {
			t.Errorf("%q passed as %q", in, got)
		}
	}
	for _, good := range []TNumber{"T7000012050002", "T4011001098993", "T7010705000725", "T7123456789012"} {
		if !good.CheckDigit() {
			t.Errorf("%s does not check", good)
		}
		if w, err := good.CheckFor(Company); w != "" || err != nil {
			t.Error(good, w, err)
		}
	}
	const bad = TNumber("T7000012050003")
	if _, err := bad.CheckFor(Company); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
	if w, err := bad.CheckFor(SoleTrader); w == "" || err != nil {
		t.Error(w, err)
	}
	if TNumber("").CheckDigit() || TNumber("T1").CheckDigit() {
		t.Error("a short number checks")
	}
}

func FuzzTNumber(f *testing.F) {
	f.Add("T7000012050002")
	f.Add("Ｔ７０００")
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseTNumber(s)
		if err != nil || n == "" {
			return
		}
		if len(n) != 14 || n[0] != 'T' || n[1] < '1' || n[1] > '9' {
			t.Fatalf("%q became %q", s, n)
		}
		if again, err := ParseTNumber(string(n)); err != nil || again != n {
			t.Fatalf("%q is read as %q, %v", n, again, err)
		}
		_ = n.CheckDigit() // whatever was typed, it must not panic
	})
}

func TestHandle(t *testing.T) {
	for in, want := range map[string]string{"aki": "aki", " Aki-Yubari ": "aki-yubari", "ａｋｉ２": "aki2", "@aki": "aki", "a-1-b": "a-1-b", strings.Repeat("a", 30): strings.Repeat("a", 30)} {
		if got, err := ParseHandle(in); err != nil || got != want {
			t.Errorf("%q: %q %v", in, got, err)
		}
	}
	for _, in := range []string{"", "ab", "-aki", "aki-", "a--b", "aki_1", "あき", "aki.jp", "desk", "Admin", "ad-min", "nari-wai", "n a r i", strings.Repeat("a", 31)} {
		if got, err := ParseHandle(in); err == nil {
			t.Errorf("%q passed as %q", in, got)
		}
	}
	if h := FirstHandle("0190b5a0-0000-7000-8000-00003f2a91bc"); h != "n-3f2a91bc" {
		t.Error(h)
	}
	if _, err := ParseHandle(FirstHandle("0190b5a0-0000-7000-8000-00003f2a91bc")); err != nil {
		t.Error(err)
	}
}

func FuzzHandle(f *testing.F) {
	f.Add("aki-1")
	f.Add("ﬁ-ｘ")
	f.Fuzz(func(t *testing.T, s string) {
		h, err := ParseHandle(s)
		if err != nil {
			return
		}
		if len(h) < 3 || len(h) > 30 || strings.Trim(h, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Fatalf("%q became %q", s, h)
		}
		if again, err := ParseHandle(h); err != nil || again != h {
			t.Fatalf("%q is read as %q, %v", h, again, err)
		}
	})
}

func TestEmail(t *testing.T) {
	for in, key := range map[string]string{" Aki@Example.JP ": "aki@example.jp", "a.b+c@mail.example.co.jp": "a.b+c@mail.example.co.jp", "ａｋｉ＠ｅｘａｍｐｌｅ．ｊｐ": "aki@example.jp"} {
		if _, got, err := ParseEmail(in); err != nil || got != key {
			t.Errorf("%q: %q %v", in, got, err)
		}
	}
	for _, in := range []string{"", "aki", "aki@", "@example.jp", "aki@localhost", "Aki <aki@example.jp>", "aki@example..jp", "aki@-example.jp",
		"\"a b\"@example.jp", "aki@[127.0.0.1]", "aki@example.jp\r\nBcc: b@example.jp", "あき@example.jp", strings.Repeat("a", 250) + "@example.jp"} {
		if got, _, err := ParseEmail(in); err == nil {
			t.Errorf("%q passed as %q", in, got)
		}
	}
}

func TestPassword(t *testing.T) {
	for _, good := range []string{
		"kumquat ladder violet thursday", "夕張の雪はいつもしずかに降っています", "tsuru-kame-yagi-hato-7", "Vb7!kq9_Zr2@Lm5#", "plumbing under a northern roof",
	} {
		if err := CheckPassword(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{
		"", "short", "14-characters.", strings.Repeat("あ", 14), "aaaaaaaaaaaaaaaa", "passwordpassword", "P@ssw0rd12345678", "qwertyuiopasdfgh",
		"1qaz2wsx3edc4rfv", "abcabcabcabcabcabc", "123456789012345", "nariwai-nariwai-1", "Nariwai Password 2026", "Tokyo2026Summer!!", "iloveyou iloveyou",
		"correct horse battery staple", "ぱすわーどぱすわーどぱすわーど", "あいうえおかきくけこさしすせそ", "0000 0000 0000 000", "!!!!!!!!!!!!!!!!", "ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ",
		"asdfasdfasdfasdf", "hanako.suzuki.2001", strings.Repeat("long password ", 30),
	} {
		if err := CheckPassword(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q passed: %v", bad, err)
		}
	}
	if err := CheckPassword("michirukozakura1999", "michiru@example.jp", "小桜", "kozakura"); err == nil {
		t.Error("a password of one's own names passed")
	}
	if err := CheckPassword("michirukozakura1999"); err != nil {
		t.Error(err)
	}
}

func TestHasher(t *testing.T) {
	ctx := t.Context()
	h := NewHasher(Cost{Memory: 64, Passes: 1, Threads: 1}, 1)
	a, err := h.Hash(ctx, "plumbing under a northern roof")
	if err != nil || !strings.HasPrefix(a, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Fatal(a, err)
	}
	b, _ := h.Hash(ctx, "plumbing under a northern roof")
	if a == b {
		t.Error("no salt")
	}
	for password, want := range map[string]bool{"plumbing under a northern roof": true, "ｐlumbing under a northern roof": true, "": false, "plumbing": false} {
		if ok, err := h.Matches(ctx, a, password); err != nil || ok != want {
			t.Errorf("%q: %v %v", password, ok, err)
		}
	}
	if ok, err := h.Matches(ctx, "", "plumbing"); ok || err != nil {
		t.Error("nobody's password matches", err)
	}
	if ok, err := h.Matches(ctx, "$argon2id$v=19$m=64,t=0,p=1$c2FsdA$a2V5", "x"); ok || err == nil {
		t.Error("a broken hash matches")
	}
	dear := NewHasher(Cost{Memory: 128, Passes: 2, Threads: 1}, 1)
	if ok, err := dear.Matches(ctx, a, "plumbing under a northern roof"); !ok || err != nil || !dear.Stale(a) || h.Stale(a) {
		t.Error("a hash of another cost", ok, err)
	}
	full := NewHasher(DefaultCost(), 1)
	full.wait = 1
	full.gate <- struct{}{}
	if _, err := full.Hash(ctx, "x"); !fault.Is(err, fault.Unavailable) {
		t.Error("the gate is open:", err)
	}
}

func TestLimit(t *testing.T) {
	l := Limit{"x", 3, clock.Hour, 15 * clock.Minute}
	m := func(minutes ...int) (out []clock.Instant) {
		for _, x := range minutes {
			out = append(out, clock.Instant(x)*clock.Instant(clock.Minute))
		}
		return out
	}
	for _, c := range []struct {
		tries []clock.Instant
		free  int
	}{
		{nil, 0}, {m(2, 1), 0},
		{m(3, 2, 1), 61},   // the hour counts
		{m(50, 30, 1), 65}, // the wait counts
		{m(61, 30, 1), 0},  // spread over an hour
	} {
		if got := l.FreeAt(c.tries); got != clock.Instant(c.free)*clock.Instant(clock.Minute) {
			t.Errorf("%v: free at %d", c.tries, got/clock.Instant(clock.Minute))
		}
	}
}

func TestCode(t *testing.T) {
	now := clock.At(2026, 4, 1, 12, 0)
	p := Person{TOTPSecret: NewTOTPSecret()}
	code, err := Code(p.TOTPSecret, now)
	if err != nil || len(code) != 6 {
		t.Fatal(code, err)
	}
	for _, d := range []clock.Duration{-30 * clock.Second, 0, 30 * clock.Second} {
		if _, ok := p.CheckCode(code, now.Add(d)); !ok {
			t.Errorf("refused %d ms away", d)
		}
	}
	for _, d := range []clock.Duration{-61 * clock.Second, 61 * clock.Second, clock.Hour} {
		if _, ok := p.CheckCode(code, now.Add(d)); ok {
			t.Errorf("taken %d ms away", d)
		}
	}
	if _, ok := p.CheckCode(" "+code[:3]+" "+code[3:]+" ", now); !ok {
		t.Error("a code with a space is refused")
	}
	step, _ := p.CheckCode(code, now)
	p.TOTPStep = step
	if _, ok := p.CheckCode(code, now); ok {
		t.Error("a code works twice")
	}
	if _, ok := (Person{}).CheckCode(code, now); ok {
		t.Error("no secret, and a code is taken")
	}
	// RFC 6238, appendix B: the last six of the eight digits at 59 s.
	if c, _ := Code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 59_000); c != "287082" {
		t.Error(c)
	}
	if r := NewRecoveryCode(); len(r) != 19 || CleanCode(strings.ToLower(r)) != strings.ReplaceAll(r, "-", "") {
		t.Error(r)
	}
}

func TestLawFacts(t *testing.T) {
	for _, c := range []struct {
		name                                         string
		p                                            Party
		withholds, withheld, freelance, orderer, biz bool
	}{
		{"private person", Party{Form: PrivatePerson}, false, true, true, false, false},
		{"private person with a helper on pay", Party{Form: PrivatePerson, PaysSalaries: true}, true, true, true, false, true},
		{"sole trader", Party{Form: SoleTrader}, false, true, true, false, true},
		{"sole trader who pays salaries to part-timers", Party{Form: SoleTrader, PaysSalaries: true}, true, true, true, false, true},
		{"sole trader with employees", Party{Form: SoleTrader, HasEmployees: true, PaysSalaries: true}, true, true, false, true, true},
		{"company of one", Party{Form: Company}, true, false, true, false, true},
		{"company with two officers", Party{Form: Company, TwoOfficers: true}, true, false, false, true, true},
		{"company with employees", Party{Form: Company, HasEmployees: true}, true, false, false, true, true},
	} {
		if c.p.Withholds() != c.withholds || c.p.Withheld() != c.withheld || c.p.SpecifiedFreelance() != c.freelance ||
			c.p.SpecifiedOrderer() != c.orderer || c.p.InBusiness() != c.biz {
			t.Errorf("%s: %v %v %v %v %v", c.name, c.p.Withholds(), c.p.Withheld(), c.p.SpecifiedFreelance(), c.p.SpecifiedOrderer(), c.p.InBusiness())
		}
	}
	if m := (Party{Address: "夕張市"}).MissingOrderFacts(); strings.Join(m, " ") != "legal_name contact" {
		t.Error(m)
	}
}

func TestWithLegalFacts(t *testing.T) {
	company := LegalFacts{Form: Company, LegalName: "夕張ことば舎", Address: "北海道夕張市本町1", Contact: "０１２３-４５-６７８９", TNumber: "7000012050002", PaysSalaries: true, TwoOfficers: true, Resident: true}
	p, w, err := Party{}.WithLegalFacts(company)
	if err != nil || w != "" || p.Contact != "0123-45-6789" || p.TNumber != "T7000012050002" || p.PaysSalaries || !p.TwoOfficers || len(p.MissingOrderFacts()) != 0 {
		t.Errorf("%+v %q %v", p, w, err)
	}
	person := LegalFacts{Form: SoleTrader, TNumber: "T7000012050003", TwoOfficers: true}
	if p, w, err = (Party{}).WithLegalFacts(person); err != nil || w == "" || p.TwoOfficers {
		t.Errorf("%+v %q %v", p, w, err)
	}
	_, _, err = Party{}.WithLegalFacts(LegalFacts{Form: Company, TNumber: "T7000012050003", Contact: "でんわ"})
	if e := fault.Of(err); e == nil || len(e.Fields) != 4 {
		t.Error(err)
	}
	known := Party{LegalName: "佐藤みちる", IdentityAt: 5}
	if q, _, err := known.WithLegalFacts(LegalFacts{Form: SoleTrader, LegalName: "佐藤みちる", Address: "夕張市"}); err != nil || q.IdentityAt != 5 {
		t.Error("a new address undid the check of the name:", q.IdentityAt, err)
	}
	if q, _, err := known.WithLegalFacts(LegalFacts{Form: SoleTrader, LegalName: "佐藤はるか"}); err != nil || q.IdentityAt != 0 {
		t.Error("another name has been checked:", q.IdentityAt, err)
	}
	if _, _, err := (Party{}).WithLegalFacts(LegalFacts{Form: "guild"}); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}

func TestWithProfile(t *testing.T) {
	in := Profile{DisplayName: " 佐藤  みちる ", Handle: "Michiru", Prefecture: "01", Municipality: "012092", Headline: "校正と\n翻訳",
		Bio: "一行目\r\n二行目", Skills: "校正、翻訳, 校正\nWordPress、wordpress", HoursWeek: 20, Works: true}
	p, err := Party{Handle: "n-3f2a91bc"}.WithProfile(in)
	if err != nil || p.DisplayName != "佐藤 みちる" || p.Handle != "michiru" || p.Headline != "校正と 翻訳" || p.Bio != "一行目\n二行目" ||
		p.Skills.String() != "校正、翻訳、WordPress" || p.Municipality != place.Municipality("012092") {
		t.Errorf("%+v %v", p, err)
	}
	bad := Profile{DisplayName: "\u202eえん", Handle: "x", Prefecture: "02", Municipality: "012092", Headline: strings.Repeat("長", 81),
		Bio: strings.Repeat("長", 4001), Skills: strings.Repeat("長", 21), HoursWeek: 200}
	_, err = Party{}.WithProfile(bad)
	if e := fault.Of(err); e == nil || len(e.Fields) != 7 {
		t.Error(err)
	}
	if p, err := (Party{Handle: "n-desk"}).WithProfile(Profile{DisplayName: "あ", Handle: "n-desk"}); err != nil || p.Handle != "n-desk" {
		t.Error("the given handle is refused", err)
	}
}

func TestAccounts(t *testing.T) {
	now := clock.At(2026, 4, 1, 12, 0)
	for _, c := range []struct {
		had     bool
		changed clock.Instant
		want    bool
	}{{false, 0, false}, {true, 0, true}, {false, now.Add(-clock.Day), true}, {false, now.Add(-HoldAfterChange), false}} {
		if got := NeedsCheck(c.had, c.changed, now); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	active, checking := Account{ID: "a", State: AccountActive}, Account{ID: "b", State: Checking, PromisedBy: 20260415}
	for _, c := range []struct {
		accounts []Account
		day      calendar.Date
		want     string
	}{
		{nil, 20260415, ""},
		{[]Account{active, checking}, 20260515, "a"},
		{[]Account{checking}, 20260414, ""},
		{[]Account{checking}, 20260415, "b"},
		{[]Account{{ID: "c", State: Retired}, {ID: "d", State: RefusedCheck, PromisedBy: 20260401}}, 20260415, ""},
	} {
		if got, ok := Payable(c.accounts, c.day); string(got.ID) != c.want || ok != (c.want != "") {
			t.Errorf("%v on %v: %v %v", c.accounts, c.day, got, ok)
		}
	}
	if a, err := checking.Approve("op", now); err != nil || a.State != AccountActive || a.CheckedBy != "op" || a.CheckedAt != now {
		t.Error(a, err)
	}
	if _, err := active.Approve("op", now); !fault.Is(err, fault.Conflict) {
		t.Error(err)
	}
	if _, err := checking.Refuse("op", "", now); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
	if (Account{Number: "0012345"}).Last4() != "2345" {
		t.Error("last four")
	}
}

func TestClose(t *testing.T) {
	now := clock.At(2026, 4, 1, 12, 0)
	p := Party{ID: "0190b5a0-0000-7000-8000-00003f2a91bc", DisplayName: "みちる", Handle: "michiru", Bio: "長い話", Skills: Tags{"校正"}, LegalName: "佐藤みちる",
		Address: "夕張市", Contact: "a@example.jp", TNumber: "T7000012050002", Form: SoleTrader, Prefecture: "01", Municipality: "012092", Works: true}
	q, e := p.Close("p1", 20260315, now)
	if q.DisplayName != "退会した方 3f2a91bc" || q.Handle+q.Bio+q.LegalName+q.Address+q.Contact+string(q.TNumber)+string(q.Municipality) != "" || len(q.Skills) != 0 || q.Works || q.ClosedAt != now {
		t.Errorf("%+v", q)
	}
	if e.LegalName != "佐藤みちる" || e.KeepUntil != 20350228 || e.ErasedAt != 0 {
		t.Errorf("%+v", e)
	}
	if _, e := p.Close("p1", 0, now); e.LegalName != "" || e.ErasedAt != now || e.KeepUntil != 0 {
		t.Errorf("%+v", e)
	}
	if KeepUntil(20271231) != 20360229 {
		t.Error(KeepUntil(20271231))
	}
	for _, c := range []struct {
		t    Ties
		kind fault.Kind
	}{{Ties{OpenWork: 1}, fault.Conflict}, {Ties{MoneyDue: yen.Of(1)}, fault.Conflict}} {
		if !fault.Is(c.t.Leave(), c.kind) {
			t.Error(c.t, c.t.Leave())
		}
	}
	if err := (Ties{LastTransaction: 20260315}).Leave(); err != nil {
		t.Error(err)
	}
}

func TestAgent(t *testing.T) {
	for in, want := range map[string]string{
		"": "",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/150.0":        "Edge / Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile Safari/604.1": "Safari / iPhone",
		"Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0":                                                           "Firefox / Linux",
		"curl/8": "",
	} {
		if got := Agent(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestToken(t *testing.T) {
	secret, hash := NewSecret()
	if HashSecret(secret) != hash || len(secret) != 43 || len(hash) != 64 {
		t.Error(secret, hash)
	}
	tok := Token{Kind: ResetLink, ExpiresAt: 100}
	if tok.Check(ResetLink, 99) != nil || tok.Check(ResetLink, 100) == nil || tok.Check(VerifyLink, 99) == nil {
		t.Error("check")
	}
	tok.UsedAt = 1
	if tok.Check(ResetLink, 99) == nil {
		t.Error("used twice")
	}
}

// The six last digits of the values that RFC 6238, appendix B, gives for SHA-1.
func TestCodesOfTheStandard(t *testing.T) {
	secret := base32Plain.EncodeToString([]byte("12345678901234567890"))
	for seconds, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got, err := Code(secret, clock.Instant(seconds*1000)); got != want || err != nil {
			t.Errorf("at %d: %s, %v, want %s", seconds, got, err, want)
		}
	}
	if _, err := Code("not base32", 0); err == nil {
		t.Error("a broken secret has a code")
	}
}
