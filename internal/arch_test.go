// Package internal holds the tests of the architecture: what may import what, who may write which table,
// and how files are written. They are policy: a change to them is a change of design, with a reason beside it
// and, where it matters, a page in docs/decisions.
package internal

import (
	"slices"
	"strings"
	"testing"
)

// A rung is a step of the ladder: packages that may import the same things.
type rung struct {
	name     string
	packages []string // paths under internal/; "x/*" is every package directly below x
	may      []string // other rungs; its own packages never import each other, except where "itself" says so
	why      string
}

var ladder = []rung{
	{"value", []string{"yen", "id", "clock", "calendar", "fault", "place", "photo", "phrase", "seal"}, []string{"itself"},
		"a value means the same everywhere, so it depends on nothing of ours but other values"},

	{"domain", []string{"attest", "bulk", "people", "market", "ledger", "billing", "certification", "collusion", "credit", "notice", "document", "identity", "live", "message", "organisation", "policy", "portfolio", "prize", "ranking", "record", "recurring", "reply", "review", "search", "team", "trust", "upload"}, []string{"value"},
		"rules are pure: they are read, tested and trusted without a database, a clock or a browser; " +
			"a domain takes facts, not another domain's types, so that each can be understood alone"},

	{"db", []string{"db"}, []string{"value"},
		"transactions know nothing of the product"},

	{"storage", []string{"attest/attestdb", "bulk/bulkdb", "people/peopledb", "market/marketdb", "ledger/ledgerdb", "billing/billingdb", "certification/certificationdb",
		"collusion/collusiondb", "credit/creditdb", "notice/noticedb", "document/documentdb", "identity/identitydb", "live/livedb", "message/messagedb", "organisation/organisationdb", "policy/policydb", "portfolio/portfoliodb", "prize/prizedb", "ranking/rankingdb", "record/recorddb", "recurring/recurringdb", "reply/replydb", "review/reviewdb", "search/searchdb", "team/teamdb", "trust/trustdb", "upload/uploaddb"}, []string{"value", "own domain", "db"},
		"one domain's tables have one writer; what needs two of them is a use case"},

	{"adapter", []string{"bank", "blob", "mail", "picture", "sheet"}, []string{"value", "domain"},
		"adapters speak with the outside (a bank, a disk, a mail server, the preview of a link) and hand over our types; what is written down is a use case's decision"},

	{"query", []string{"query"}, []string{"value", "domain", "db"},
		"a page may read any table but writes none: it gets no storage package, and no transaction"},

	{"step", []string{"usecase/concluding", "usecase/committing", "usecase/contracting", "usecase/deputing", "usecase/filing", "usecase/inform", "usecase/inviting", "usecase/listing", "usecase/recording", "usecase/replying", "usecase/securing", "usecase/terms", "usecase/threading", "usecase/vetting"}, []string{"value", "domain", "db", "storage", "adapter", "itself"},
		"what several processes do in the same way and what joins two domains; it runs in the caller's transaction"},

	{"use case", []string{"usecase/*"}, []string{"value", "domain", "db", "storage", "adapter", "step"},
		"a use case is read from top to bottom: it calls no other use case, and it decides on rows of its own transaction, " +
			"never on what a page has read"},

	{"entry point", []string{"web", "worker", "demo", "bench", "ringsim"}, []string{"value", "domain", "db", "adapter", "query", "use case"},
		"who comes in (browser, clock, measurement) does not change what may happen; only use cases write, and no entry point leans on another"},

	{"copier", []string{"backup"}, []string{"db", "adapter"},
		"it copies bytes and knows nothing of what they mean, so that a change of the product can't spoil a backup"},

	{"command", []string{"../cmd/nariwai"}, []string{"value", "db", "adapter", "copier", "use case", "entry point"},
		"the command line wires and prints; it decides nothing"},

	{"test bench", []string{"db/dbtest", "usecase/cast", "bank/zenginread", "browsertest", "sim", "trouble", "webtest", "crashtest", "outage"}, []string{"value", "domain", "db", "storage", "adapter", "query", "use case", "entry point", "itself"},
		"what tests stand on may use everything, and nothing that is shipped may use it"},
}

// exceptions are single imports beyond the ladder, each with its reason.
var exceptions = map[[2]string]string{
	{"billing", "ledger"}: "a settlement is a list of transfers: billing says what is due in the ledger's own words",
	{"demo", "worker"}:    "the demonstration's past is lived through by the same clock-work as its future",
}

// doors are the standard library's doors to the outside, and who may open them.
var doors = []struct {
	door string
	may  []string // rungs
	why  string
}{
	{"database/sql", []string{"db", "test bench"}, "whoever writes goes through db.Write, which makes it durable and safe to repeat"},
	{"net/http", []string{"entry point", "command", "test bench"}, "rules and transactions know no requests"},
	{"html/template", []string{"entry point", "adapter", "test bench"}, "pages and mails are written at the edge"},
	{"os", []string{"adapter", "copier", "entry point", "command", "test bench"}, "rules and transactions touch no files and no environment"},
	{"os/exec", []string{"test bench"}, "the program starts no other program"},
	{"log/slog", []string{"copier", "entry point", "command", "test bench"}, "inner packages return errors; the edge logs each once"},
	{"log", nil, "there is one log, log/slog"},
	{"math/rand", nil, "math/rand/v2 for waiting times, crypto/rand for secrets, tx.NewID for ids"},
	{"unsafe", nil, "nothing here is that fast or that old"},
}

// rungOf returns the step that a package stands on, or nil.
func rungOf(path string) *rung {
	for i, r := range ladder {
		for _, p := range r.packages {
			if p == path {
				return &ladder[i]
			}
		}
	}
	for i, r := range ladder {
		for _, p := range r.packages {
			dir, all := strings.CutSuffix(p, "/*")
			rest, below := strings.CutPrefix(path, dir+"/")
			if all && below && !strings.Contains(rest, "/") {
				return &ladder[i]
			}
		}
	}
	return nil
}

// own reports whether a storage package is that of this domain.
func own(storage, domain string) bool { return strings.HasPrefix(storage, domain+"/") }

func mayImport(from, to string) (ok bool, why string) {
	f, t := rungOf(from), rungOf(to)
	if f == nil || t == nil {
		return true, "" // said once, by the package itself
	}
	if _, ok := exceptions[[2]string{from, to}]; ok {
		return true, ""
	}
	switch {
	case t == f:
		return slices.Contains(f.may, "itself"), f.why
	case t.name == "test bench":
		return false, t.why
	case t.name == "domain" && slices.Contains(f.may, "own domain"):
		return own(from, to), f.why
	}
	return slices.Contains(f.may, t.name), f.why
}

func TestLadder(t *testing.T) {
	for _, p := range packages(t) {
		r := rungOf(p.path)
		if r == nil {
			t.Errorf("%s stands on no step of the ladder: say in internal/arch_test.go where it belongs, and why", p.path)
			continue
		}
		for imported, where := range p.imports {
			if to, ours := strings.CutPrefix(imported, module+"/internal/"); ours {
				if ok, why := mayImport(p.path, to); !ok {
					t.Errorf("%s: %s (%s) imports %s (%s): %s", where, p.path, r.name, to, rungOf(to).name, why)
				}
			}
			for _, d := range doors {
				if d.door == imported && !slices.Contains(d.may, r.name) {
					t.Errorf("%s: %s (%s) imports %s: %s", where, p.path, r.name, imported, d.why)
				}
			}
		}
	}
}

// A ladder that names what is gone is not read any more.
func TestLadderIsTrue(t *testing.T) {
	all := packages(t)
	there := func(path string) bool {
		return slices.ContainsFunc(all, func(p *pkg) bool { return p.path == path })
	}
	for _, r := range ladder {
		for _, p := range r.packages {
			if !strings.HasSuffix(p, "/*") && !there(p) {
				t.Errorf("the ladder names %s, which is not there", p)
			}
		}
	}
	for e, why := range exceptions {
		i := slices.IndexFunc(all, func(p *pkg) bool { return p.path == e[0] })
		if i < 0 || all[i].imports[module+"/internal/"+e[1]] == "" {
			t.Errorf("nobody needs the exception %s → %s any more (%s)", e[0], e[1], why)
		}
	}
	for _, p := range all {
		switch base := p.path[strings.LastIndex(p.path, "/")+1:]; base {
		case "util", "utils", "common", "helper", "helpers", "models", "types", "misc", "shared":
			t.Errorf("%s: %q says nothing of what is in it", p.path, base)
		}
	}
}
