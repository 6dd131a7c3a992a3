package market

import (
	"slices"
	"strings"
	"unicode/utf8"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// Unit is what the pay is counted by.
type Unit string

const (
	LumpSum      Unit = "lump"
	PerPiece     Unit = "piece"
	PerCharacter Unit = "character"
)

// Units are all of them.
var Units = []Unit{LumpSum, PerPiece, PerCharacter}

// AIPolicy says whether machines may help with the work.
type AIPolicy string

const (
	AINone   AIPolicy = "none"
	AIAssist AIPolicy = "assist"
	AIFree   AIPolicy = "free"
)

// AIPolicies are all of them.
var AIPolicies = []AIPolicy{AINone, AIAssist, AIFree}

// Rights says what becomes of the copyright.
type Rights string

const (
	RightsTransfer Rights = "transfer" // passes to the client with the pay
	RightsLicence  Rights = "licence"  // stays with the worker, who licenses the use
	RightsNone     Rights = "none"     // nothing that copyright protects
)

// Word says it to people, as a key of package phrase.
func (r Rights) Word() string {
	switch r {
	case RightsTransfer:
		return "報酬の支払いとともに依頼主へ移ります（対価は報酬に含みます）"
	case RightsLicence:
		return "働く人に残り、依頼主が使えます（対価は報酬に含みます）"
	case RightsNone:
		return "著作権のある作品は生まれません"
	}
	return ""
}

// Word says it to people, as a key of package phrase.
func (p AIPolicy) Word() string {
	switch p {
	case AINone:
		return "使わないでください"
	case AIAssist:
		return "下調べや見直しには使えます。できたものをそのまま納めないでください"
	case AIFree:
		return "自由に使えます"
	}
	return ""
}

// Spec is what a client writes of a job.
type Spec struct {
	Category     string
	Title        string
	Body         string // Markdown
	Deliverable  string
	Place        string // where the work is done; "" is anywhere (online)
	Rights       Rights
	AIPolicy     AIPolicy
	Unit         Unit
	Quantity     int64   // pieces or characters; 1 for a lump sum
	Pay          yen.Yen // total, consumption tax included
	LowReason    string  // why the pay lies below the floor, where it does
	Hires        int64
	ClosesOn     calendar.Date // the last day for proposals
	DueOn        calendar.Date // the delivery date
	Beginners    bool
	Unregistered bool // sellers without a T number are welcome
	Teams        bool // may take it together
	// CertifiedOnly: only who holds the seal may propose.
	CertifiedOnly bool
	// Department bears the cost; nobody but the client sees it.
	Department id.Department
}

// Limits of what a client may write.
const (
	MostTitle    = 80
	MostBody     = 10_000
	MostLine     = 200 // what is delivered, and where the work is done
	MostQuantity = 10_000_000
	MostHires    = 50
)

// CheckDraft refuses what can't even be kept as a draft.
func (s *Spec) CheckDraft() error {
	var f fault.Form
	s.checkDraft(&f)
	return f.Err()
}

func (s *Spec) checkDraft(f *fault.Form) {
	if strings.TrimSpace(s.Title) == "" {
		f.Add("title", "仕事の名前を書いてください")
	}
	if n := utf8.RuneCountInString(s.Title); n > MostTitle {
		f.Add("title", "仕事の名前は%d字までです（いま%d字）", MostTitle, n)
	}
	if n := utf8.RuneCountInString(s.Body); n > MostBody {
		f.Add("body", "仕事の内容は%d字までです（いま%d字）", MostBody, n)
	}
	if n := utf8.RuneCountInString(s.Deliverable); n > MostLine {
		f.Add("deliverable", "納めてもらうものは%d字までです（いま%d字）", MostLine, n)
	}
	if n := utf8.RuneCountInString(s.Place); n > MostLine {
		f.Add("place", "働く場所は%d字までです（いま%d字）", MostLine, n)
	}
	checkLowReason(f, s.LowReason)
}

// Check finds what is missing before a job may be shown. The six items of article 12 of the Freelance Act
// (recruiter's name, address, contact; content, place, pay of the work) are among it: a posting that lacks one is misleading.
func (s *Spec) Check(r Recruiter, today calendar.Date) error {
	var f fault.Form
	s.checkDraft(&f)
	if _, ok := Categories.Leaf(s.Category); !ok {
		f.Add("category", "分野を選んでください")
	}
	if strings.TrimSpace(s.Body) == "" {
		f.Add("body", "仕事の内容を書いてください")
	}
	if strings.TrimSpace(s.Deliverable) == "" {
		f.Add("deliverable", "納めてもらうものを書いてください")
	}
	if !slices.Contains(Units, s.Unit) {
		f.Add("unit", "報酬の決め方を選んでください")
	}
	if s.Quantity < 1 || s.Quantity > MostQuantity {
		f.Add("quantity", "数量を入れてください")
	}
	if s.Pay.Sign() <= 0 {
		f.Add("pay", "報酬を入れてください")
	} else if s.Pay.Less(yen.Of(s.Quantity / 100)) {
		f.Add("pay", "報酬が数量に合っていません")
	}
	if s.Hires < 1 || s.Hires > MostHires {
		f.Add("hires", "採用する人数は1人から%d人までです", MostHires)
	}
	if s.ClosesOn.Before(today) {
		f.Add("closes_on", "募集の締切は今日からあとの日にしてください")
	} else if s.ClosesOn.After(today.AddDays(90)) {
		f.Add("closes_on", "募集の締切は90日以内にしてください")
	}
	if !s.DueOn.After(s.ClosesOn) {
		f.Add("due_on", "納期は募集の締切よりあとの日にしてください")
	} else if s.DueOn.After(today.AddDays(730)) {
		f.Add("due_on", "納期は2年以内にしてください")
	}
	if s.Rights != RightsTransfer && s.Rights != RightsLicence && s.Rights != RightsNone {
		f.Add("rights", "著作権の扱いを選んでください")
	}
	if !slices.Contains(AIPolicies, s.AIPolicy) {
		f.Add("ai_policy", "生成AIの扱いを選んでください")
	}
	if r.Name == "" {
		f.Add("recruiter", "募集する人の名前を設定に入れてください")
	}
	if r.Address == "" {
		f.Add("address", "募集する人の住所を設定に入れてください")
	}
	if r.Contact == "" {
		f.Add("contact", "募集する人の連絡先を設定に入れてください")
	}
	return f.Err()
}

// UnitPay is the pay per piece or character in tenths of a yen, so that 1.6円 can be shown; 0 for a lump sum.
func (s *Spec) UnitPay() int64 {
	if s.Unit == LumpSum || s.Quantity <= 0 {
		return 0
	}
	return s.Pay.Int64() * 10 / s.Quantity
}
