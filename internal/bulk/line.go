package bulk

import (
	"strings"
	"unicode/utf8"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// LineState is where a line stands until it is an item; from then on the item knows more.
type LineState string

const (
	LineDraft     LineState = "draft"
	LineOpen      LineState = "open"      // its money is secured, nobody has it
	LineTaken     LineState = "taken"     // an item of its seat's contract, with the same id
	LineReturned  LineState = "returned"  // given back or taken away: a fresh line has its number
	LineCancelled LineState = "cancelled" // nobody had it; its money went back
)

// Ask is what a row of the client's table says.
type Ask struct {
	Title    string
	Keywords string
	Chars    int64 // 0 is not said
	Price    yen.Yen
	DueOn    calendar.Date
	Notes    string
}

// Line is one piece of work of an order. Its id is that of the item which it becomes.
type Line struct {
	ID    id.Item
	Bulk  id.Bulk
	N     int64 // as the client counts; with Round it is unique in the order
	Round int64 // how many lines had the number before
	Ask
	State    LineState
	Seat     id.Seat
	Secured  yen.Yen       // what stands in its escrow while it is open, or stood there when it was taken
	Fee      yen.Yen       // of that, the client's fee
	Back     yen.Yen       // of that, what went back to the client when it was taken, because tax is withheld
	Before   id.Item       // the returned line whose place and money it has
	TakenAt  clock.Instant // when it became an item
	PassedAt clock.Instant // a director has checked it and found it right
	PassedBy id.Person
	Findings string // JSON of what the checks found in its last delivery
	Version  int64
}

// Limits of a line.
const (
	MostLineTitle = 80
	MostKeywords  = 300
	MostNotes     = 2_000
	MostChars     = 100_000
	MostPrice     = 1_000_000
	MostDueDays   = 365
)

// Check says what is wrong with a row, as a form does: every reason names its field.
func (a *Ask) Check(today calendar.Date) error {
	var f fault.Form
	switch n := utf8.RuneCountInString(a.Title); {
	case strings.TrimSpace(a.Title) == "":
		f.Add("title", "題がありません")
	case n > MostLineTitle:
		f.Add("title", "題は%d字までです（いま%d字）", MostLineTitle, n)
	}
	if n := utf8.RuneCountInString(a.Keywords); n > MostKeywords {
		f.Add("keywords", "キーワードは%d字までです（いま%d字）", MostKeywords, n)
	}
	if n := utf8.RuneCountInString(a.Notes); n > MostNotes {
		f.Add("notes", "備考は%d字までです（いま%d字）", MostNotes, n)
	}
	if a.Chars < 0 || a.Chars > MostChars {
		f.Add("chars", "字数は%d字までです", MostChars)
	}
	if a.Price.Sign() <= 0 || yen.Of(MostPrice).Less(a.Price) {
		f.Add("price", "報酬は1円から%sまでです", yen.Of(MostPrice))
	}
	switch {
	case a.DueOn.IsZero():
		f.Add("due_on", "納期がありません")
	case !a.DueOn.After(today):
		f.Add("due_on", "納期が過ぎています。あすからあとの日にしてください")
	case a.DueOn.After(today.AddDays(MostDueDays)):
		f.Add("due_on", "納期は%d日以内にしてください", MostDueDays)
	}
	return f.Err()
}

// Take makes an open line the work of a seat; need is what its escrow must hold for this worker, and what it holds beyond that is
// returned: tax that the client keeps back need not be paid in.
func (l *Line) Take(seat id.Seat, need yen.Yen, now clock.Instant) (back yen.Yen, err error) {
	if l.State != LineOpen {
		return back, conflict("%d番は、もうほかの人が引き受けています", l.N)
	}
	if l.Secured.Less(need) {
		return back, conflict("%d番は、前の担当のときに源泉徴収の分をお返ししたため、この方には仮払いが足りません。取り消して、あらためて依頼してください", l.N)
	}
	l.State, l.Seat, l.TakenAt, l.Back = LineTaken, seat, now, l.Secured.Sub(need)
	return l.Back, nil
}

// Return takes a line from its seat and makes the fresh one that has its number and its money from now on.
func (l *Line) Return(fresh id.Item) (Line, error) {
	if l.State != LineTaken {
		return Line{}, conflict("%d番は、だれも引き受けていません", l.N)
	}
	next := Line{ID: fresh, Bulk: l.Bulk, N: l.N, Round: l.Round + 1, Ask: l.Ask, State: LineOpen, Secured: l.Secured.Sub(l.Back), Fee: l.Fee, Before: l.ID}
	l.State = LineReturned
	return next, nil
}

// Cancel ends a line that nobody has; its money goes back.
func (l *Line) Cancel() (back yen.Yen, err error) {
	if l.State != LineOpen {
		return back, conflict("取り消せるのは、まだだれも引き受けていない記事だけです")
	}
	l.State = LineCancelled
	return l.Secured, nil
}

// Deliver notes what the checks found in a new delivery. What a director has said of the last one is over.
func (l *Line) Deliver(f Finding) { l.Findings, l.PassedAt, l.PassedBy = f.String(), 0, "" }

// Pass is a director's word that the delivery is as it should be. Acceptance is another's, or another step.
func (l *Line) Pass(by id.Person, now clock.Instant) error {
	if l.State != LineTaken {
		return conflict("%d番は、だれも引き受けていません", l.N)
	}
	if l.PassedAt.IsZero() {
		l.PassedAt, l.PassedBy = now, by
	}
	return nil
}

// Checked refuses to accept, among many, what no director has passed.
func (l *Line) Checked() error {
	if l.PassedAt.IsZero() {
		return conflict("%d番は、まだ確認が済んでいません。先に「確認済みにする」を押してください", l.N)
	}
	return nil
}
