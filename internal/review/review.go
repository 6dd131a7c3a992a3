// Package review lets the two sides of a contract that was paid for say how it was, without either seeing what the other
// writes before both have written or the time is over: then nobody can answer a bad word with another one. What is revealed
// stands as it is; the reviewed side may answer once.
package review

import (
	"strings"
	"unicode/utf8"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Rules are the times for reviews, dated data.
type Rules struct {
	WindowDays int `json:"window_days"` // to write, from the end of the contract
	ChangeDays int `json:"change_days"` // to change what one has written, from when it was written and before it is revealed
	ReplyDays  int `json:"reply_days"`  // to answer, from when it is revealed
}

// DefaultRules are those of a new site.
func DefaultRules() Rules { return Rules{WindowDays: 14, ChangeDays: 7, ReplyDays: 30} }

// Validate refuses times in which nobody could write.
func (r Rules) Validate() error {
	var f fault.Form
	for _, d := range []struct {
		field     string
		n, lo, hi int
	}{{"window_days", r.WindowDays, 7, 60}, {"change_days", r.ChangeDays, 1, 60}, {"reply_days", r.ReplyDays, 7, 90}} {
		if d.n < d.lo || d.n > d.hi {
			f.Add(d.field, "%dから%dまでにしてください", d.lo, d.hi)
		}
	}
	return f.Err()
}

// Side is the side that is reviewed.
type Side string

const (
	OfWorker Side = "worker" // the client writes about the worker
	OfClient Side = "client"
)

// Window is the time in which both sides of a contract may write.
type Window struct {
	Contract           id.Contract
	Client, Worker     id.Party
	Field              string
	OpenedAt, ClosesAt clock.Instant
	ClientAt, WorkerAt clock.Instant // when each side has written; 0 before
	RevealedAt         clock.Instant
	Reminded           int64 // how many reminders were sent, see Remind
	Version            int64
}

// NewWindow opens at the end of a contract and closes at the end of its last day.
func NewWindow(c id.Contract, client, worker id.Party, field string, r Rules, now clock.Instant) Window {
	return Window{Contract: c, Client: client, Worker: worker, Field: field, OpenedAt: now, ClosesAt: calendar.On(now).AddDays(r.WindowDays + 1).Start()}
}

// LastDay is the last day on which both may write.
func (w Window) LastDay() calendar.Date { return calendar.On(w.ClosesAt).AddDays(-1) }

// SideOf is what a party reviews: the worker or the client. A stranger finds nothing.
func (w Window) SideOf(by id.Party) (about Side, err error) {
	switch by {
	case w.Client:
		return OfWorker, nil
	case w.Worker:
		return OfClient, nil
	}
	return "", fault.New(fault.NotFound, "見つかりませんでした")
}

// Wrote reports whether a party has written.
func (w Window) Wrote(by id.Party) bool {
	if by == w.Client {
		return !w.ClientAt.IsZero()
	}
	return !w.WorkerAt.IsZero()
}

// Open reports whether a party may still write.
func (w Window) Open(now clock.Instant) bool { return w.RevealedAt.IsZero() && now < w.ClosesAt }

func (w Window) stillOpen(now clock.Instant) error {
	if !w.Open(now) {
		return fault.New(fault.Conflict, "評価を書ける期間は終わりました")
	}
	return nil
}

// Write takes the review of a side.
func (w *Window) Write(rid id.Review, by id.Party, person id.Person, c Content, now clock.Instant) (r Review, err error) {
	about, err := w.SideOf(by)
	if err != nil {
		return r, err
	}
	if err := w.stillOpen(now); err != nil {
		return r, err
	}
	if w.Wrote(by) {
		return r, fault.New(fault.Conflict, "評価は、もう書かれています")
	}
	if c, err = c.Check(); err != nil {
		return r, err
	}
	r = Review{ID: rid, Contract: w.Contract, By: by, Person: person, About: w.Worker, Side: about, Field: w.Field, Content: c, WrittenAt: now}
	if about == OfWorker {
		w.ClientAt = now
	} else {
		r.About, w.WorkerAt = w.Client, now
	}
	return r, nil
}

// Reveal ends the window when both have written or its time is over, and says when that was: what time decides is dated by its
// instant, whenever the machine notices.
func (w *Window) Reveal(now clock.Instant) bool {
	both := !w.ClientAt.IsZero() && !w.WorkerAt.IsZero()
	switch {
	case !w.RevealedAt.IsZero():
		return false
	case both:
		w.RevealedAt = max(w.ClientAt, w.WorkerAt)
	case now >= w.ClosesAt:
		w.RevealedAt = w.ClosesAt
	default:
		return false
	}
	return true
}

// LastCall is how long before the end those who have not written are reminded.
const LastCall = 3 * clock.Day

// Remind says whom to tell now: both sides once when the window has opened, those who have not written once more before it closes.
func (w *Window) Remind(now clock.Instant) (who []id.Party) {
	n := int64(1)
	if now >= w.ClosesAt.Add(-LastCall) {
		n = 2
	}
	if !w.Open(now) || w.Reminded >= n {
		return nil
	}
	w.Reminded = n
	for _, p := range []id.Party{w.Client, w.Worker} {
		if !w.Wrote(p) {
			who = append(who, p)
		}
	}
	return who
}

// Content is what one side says of the other.
type Content struct {
	Satisfied Verdict
	Aspects   [5]int64 // 1–5, see Aspects
	Words     string   // for all to read
	Private   int64    // 0–10, "would you again": goes into sums only
}

// Verdict is whether somebody is satisfied.
type Verdict string

const (
	Satisfied    Verdict = "yes"
	NotSatisfied Verdict = "no"
)

// LongestWords and LongestReply bound what is written, in characters.
const (
	LongestWords = 1_000
	LongestReply = 600
)

// Check refuses what is not answered, and returns the words without space around them.
func (c Content) Check() (Content, error) {
	var f fault.Form
	c.Words = strings.TrimSpace(c.Words)
	if c.Satisfied != Satisfied && c.Satisfied != NotSatisfied {
		f.Add("satisfied", "満足か残念かを選んでください")
	}
	for i, a := range c.Aspects {
		if a < 1 || a > 5 {
			f.Add(AspectField(i), "1から5のどれかを選んでください")
		}
	}
	if c.Private < 0 || c.Private > 10 {
		f.Add("private", "0から10のどれかを選んでください")
	}
	switch n := utf8.RuneCountInString(c.Words); {
	case n > LongestWords:
		f.Add("words", "%d文字までにしてください（いまは%d文字です）", LongestWords, n)
	case n == 0 && c.Satisfied == NotSatisfied:
		f.Add("words", "残念だったときは、何があったかを書いてください。相手の方が答えられるようにするためです")
	}
	return c, f.Err()
}

// AspectField is the name of an aspect's field in forms.
func AspectField(i int) string { return "a" + string(rune('1'+i)) }

// Review is what one side has written.
type Review struct {
	ID       id.Review
	Contract id.Contract
	By       id.Party
	Person   id.Person
	About    id.Party
	Side     Side
	Field    string
	Content
	WrittenAt, ChangedAt, RevealedAt clock.Instant
	Adjusted                         int64 // for ranking only, see Adjust; 0 before it is revealed
	Reply                            string
	RepliedAt                        clock.Instant
	Version                          int64
}

// ChangeBy is until when the author may change it, before it is revealed.
func (r Review) ChangeBy(rules Rules) clock.Instant {
	return calendar.On(r.WrittenAt).AddDays(rules.ChangeDays + 1).Start()
}

// Change replaces what was written.
func (r *Review) Change(w Window, rules Rules, by id.Party, person id.Person, c Content, now clock.Instant) (err error) {
	switch {
	case by != r.By:
		return fault.New(fault.NotFound, "見つかりませんでした")
	case !w.RevealedAt.IsZero() || now >= w.ClosesAt:
		return fault.New(fault.Conflict, "公開された評価は、変えられません")
	case now >= r.ChangeBy(rules):
		return fault.New(fault.Conflict, "評価を直せるのは、書いてから%d日のあいだです", rules.ChangeDays)
	}
	if c, err = c.Check(); err != nil {
		return err
	}
	r.Content, r.Person, r.ChangedAt = c, person, now
	return nil
}

// ReplyBy is until when the reviewed side may answer.
func (r Review) ReplyBy(rules Rules) clock.Instant {
	return calendar.On(r.RevealedAt).AddDays(rules.ReplyDays + 1).Start()
}

// MayReply reports whether the reviewed side may answer now.
func (r Review) MayReply(rules Rules, by id.Party, now clock.Instant) bool {
	return by == r.About && !r.RevealedAt.IsZero() && r.RepliedAt.IsZero() && now < r.ReplyBy(rules)
}

// Answer is the reviewed side's one answer. For everybody else, and before the reveal, the review does not exist.
func (r *Review) Answer(rules Rules, by id.Party, words string, now clock.Instant) error {
	words = strings.TrimSpace(words)
	switch {
	case by != r.About || r.RevealedAt.IsZero():
		return fault.New(fault.NotFound, "見つかりませんでした")
	case !r.RepliedAt.IsZero():
		return fault.New(fault.Conflict, "この評価には、もう返事をしています")
	case now >= r.ReplyBy(rules):
		return fault.New(fault.Conflict, "返事を書けるのは、公開から%d日のあいだです", rules.ReplyDays)
	}
	var f fault.Form
	switch n := utf8.RuneCountInString(words); {
	case n == 0:
		f.Add("reply", "返事を書いてください")
	case n > LongestReply:
		f.Add("reply", "%d文字までにしてください（いまは%d文字です）", LongestReply, n)
	}
	if err := f.Err(); err != nil {
		return err
	}
	r.Reply, r.RepliedAt = words, now
	return nil
}
