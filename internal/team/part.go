package team

import (
	"strings"
	"unicode/utf8"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// PartState is where a part of an item stands.
//
//	proposed ──Agree──▶ agreed ──Drop──▶ dropped ──(another is named)──▶ replaced
//	   └─Refuse──▶ refused ──(split anew)──▶ replaced
type PartState string

const (
	Proposed PartState = "proposed"
	Agreed   PartState = "agreed"
	Refused  PartState = "refused"
	Dropped  PartState = "dropped"  // its member can't do it: another must be named
	Replaced PartState = "replaced" // history
)

// Part is what one member does of an item, for how much, by when.
type Part struct {
	ID       id.Part
	Contract id.Contract
	Item     id.Item
	N        int64 // its place in the item
	Round    int64 // how many parts stood in its place before
	Ask
	State     PartState
	Reason    string // why it was refused or dropped
	By        id.Person
	At        clock.Instant
	AgreedAt  clock.Instant
	Notice    id.Document // its notice of terms
	CheckedAt clock.Instant
	CheckedBy id.Person
	Version   int64
}

// Ask is what the leader proposes of a part.
type Ask struct {
	Member    id.Party
	Mentor    id.Party // who checks it before it is delivered; "" for nobody
	Pay       yen.Yen  // the member's, tax included
	MentorPay yen.Yen
	Title     string
	DueOn     calendar.Date
}

// Frame is what the parts of an item must fit into.
type Frame struct {
	Item     id.Item
	Pay      yen.Yen
	DueOn    calendar.Date
	Members  Members
	Leader   id.Party
	Withheld yen.Yen // of a prime contract: what the leader's tax keeps back of the whole, which the leader bears alone
}

const (
	maxParts = 30
	maxTitle = 80
)

// Check refuses a split that doesn't add up to the item's pay to the yen, or names somebody who can't do the part.
func (fr Frame) Check(asks []Ask) error {
	var f fault.Form
	if len(asks) == 0 || len(asks) > maxParts {
		return fieldError("parts", "1つの区切りは、1から%dまでの受け持ちに分けてください", maxParts)
	}
	var sum yen.Yen
	for i, a := range asks {
		at := func(name string) string { return Field(name, i) }
		m, in := fr.Members.Of(a.Member)
		mentor, guided := fr.Members.Of(a.Mentor)
		switch {
		case !in:
			f.Add(at("member"), "受け持つ人を、仲間の中から選んでください")
		case m.Role == Apprentice && a.Mentor == "":
			f.Add(at("mentor"), "見習いの受け持ちには、確かめる先輩を選んでください")
		case a.Mentor != "" && (!guided || a.Mentor == a.Member || mentor.Role == Apprentice):
			f.Add(at("mentor"), "先輩を、ほかの仲間の中から選んでください")
		case a.Mentor == "" && !a.MentorPay.IsZero():
			f.Add(at("mentor_pay"), "先輩の分け前は、先輩がいる受け持ちだけに書けます")
		}
		switch n := utf8.RuneCountInString(strings.TrimSpace(a.Title)); {
		case n == 0:
			f.Add(at("title"), "何を受け持つのかを書いてください")
		case n > maxTitle:
			f.Add(at("title"), "受け持ちは%d文字までで書いてください", maxTitle)
		}
		if a.Pay.Sign() <= 0 {
			f.Add(at("pay"), "分け前は1円からにしてください")
		}
		if a.MentorPay.Sign() < 0 {
			f.Add(at("mentor_pay"), "先輩の分け前は0円からにしてください")
		}
		if a.DueOn.IsZero() || a.DueOn.After(fr.DueOn) {
			f.Add(at("due_on"), "期日は、区切りの納期（%s）までの日にしてください", fr.DueOn)
		}
		sum = sum.Add(a.Pay).Add(a.MentorPay)
	}
	if sum != fr.Pay {
		f.Add("parts", "分け前の合計が%sになっています。区切りの報酬%sにそろえてください", sum, fr.Pay)
	}
	if err := f.Err(); err != nil || fr.Withheld.IsZero() {
		return err
	}
	for _, s := range Shares(asks) {
		if s.Party == fr.Leader && !s.Pay.Less(fr.Withheld) {
			return nil
		}
	}
	return fieldError("parts", "元請けの形では、源泉徴収（%s）をまとめ役がまとめて負います。まとめ役の分け前を、それ以上にしてください", fr.Withheld)
}

// Field is the name of a field of the i-th part in a form.
func Field(name string, i int) string {
	return name + "." + string(rune('0'+i/10)) + string(rune('0'+i%10))
}

// Split proposes parts for an item instead of those it has. A part that stays as somebody has agreed to it stays agreed.
// It returns the rows to change and those to add.
func (fr Frame) Split(have []Part, asks []Ask, by id.Person, now clock.Instant, newID func() id.Part) (changed, added []Part, err error) {
	if err := fr.Check(asks); err != nil {
		return nil, nil, err
	}
	var contract id.Contract
	kept := make([]bool, len(asks))
	rounds := map[int64]int64{}
	for _, p := range have {
		contract = p.Contract
		rounds[p.N] = max(rounds[p.N], p.Round+1)
		if p.State == Replaced {
			continue
		}
		if i := int(p.N) - 1; i < len(asks) && asks[i] == p.Ask && p.State == Agreed {
			kept[i] = true
			continue
		}
		p.State = Replaced
		changed = append(changed, p)
	}
	for i, a := range asks {
		if n := int64(i + 1); !kept[i] {
			added = append(added, Part{ID: newID(), Contract: contract, Item: fr.Item, N: n, Round: rounds[n], Ask: a, State: Proposed, By: by, At: now})
		}
	}
	return changed, added, nil
}

// Agree is the member's yes to their part.
func (p *Part) Agree(now clock.Instant) error {
	if p.State != Proposed {
		return overWith()
	}
	p.State, p.AgreedAt = Agreed, now
	return nil
}

// Refuse is the member's no.
func (p *Part) Refuse(reason string) error {
	if p.State != Proposed {
		return overWith()
	}
	if strings.TrimSpace(reason) == "" {
		return fieldError("reason", "受けられない理由を書いてください")
	}
	p.State, p.Reason = Refused, strings.TrimSpace(reason)
	return nil
}

// Drop says that the member can't do what they had agreed to. What is delivered is done.
func (p *Part) Drop(reason string, delivered bool) error {
	switch {
	case p.State != Agreed:
		return overWith()
	case delivered:
		return fault.New(fault.Conflict, "納品したあとは、受け持ちを降りられません")
	case strings.TrimSpace(reason) == "":
		return fieldError("reason", "降りる理由を書いてください")
	}
	p.State, p.Reason, p.CheckedAt, p.CheckedBy = Dropped, strings.TrimSpace(reason), 0, ""
	return nil
}

// Succeed names another for a part that was dropped or refused: the same work, pay and day.
func (p *Part) Succeed(pid id.Part, member, mentor id.Party, by id.Person, now clock.Instant) (next Part, err error) {
	if p.State != Dropped && p.State != Refused {
		return next, overWith()
	}
	if member == p.Member {
		return next, fieldError("member", "ほかの人を選んでください")
	}
	next = Part{ID: pid, Contract: p.Contract, Item: p.Item, N: p.N, Round: p.Round + 1, Ask: p.Ask, State: Proposed, By: by, At: now}
	next.Member, next.Mentor = member, mentor
	if mentor == "" { // nobody to pay for checking it
		next.Pay, next.MentorPay = next.Pay.Add(next.MentorPay), yen.Yen{}
	}
	p.State = Replaced
	return next, nil
}

// Check is the mentor's word that the part can go out.
func (p *Part) Check(by id.Person, now clock.Instant) error {
	if p.State != Agreed || p.Mentor == "" || p.CheckedAt != 0 {
		return overWith()
	}
	p.CheckedAt, p.CheckedBy = now, by
	return nil
}

// Deliverable refuses to hand in an item whose parts are not agreed by everybody, or not checked by their mentors.
func Deliverable(parts []Part) error {
	live := Live(parts)
	if len(live) == 0 {
		return fault.New(fault.Conflict, "まだ受け持ちを分けていません。受け持ちを決めて、全員が同意してから納品してください")
	}
	for _, p := range live {
		switch {
		case p.State != Agreed:
			return fault.New(fault.Conflict, "「%s」を受け持つ人が、まだ同意していません。全員が同意してから納品してください", p.Title)
		case p.Mentor != "" && p.CheckedAt == 0:
			return fault.New(fault.Conflict, "「%s」を、先輩がまだ確かめていません。確かめてから納品してください", p.Title)
		}
	}
	return nil
}

// Live are the parts that stand now.
func Live(parts []Part) (out []Part) {
	for _, p := range parts {
		if p.State != Replaced {
			out = append(out, p)
		}
	}
	return out
}

// AllAgreed reports whether everybody has agreed to what stands now.
func AllAgreed(parts []Part) bool {
	live := Live(parts)
	for _, p := range live {
		if p.State != Agreed {
			return false
		}
	}
	return len(live) > 0
}

// Shares adds up what each party gets, in the order in which they come.
func Shares(asks []Ask) (out []Share) {
	add := func(p id.Party, y yen.Yen) {
		for i := range out {
			if out[i].Party == p {
				out[i].Pay = out[i].Pay.Add(y)
				return
			}
		}
		out = append(out, Share{p, y})
	}
	for _, a := range asks {
		add(a.Member, a.Pay)
		if a.MentorPay.Sign() > 0 {
			add(a.Mentor, a.MentorPay)
		}
	}
	return out
}

// Standing are the shares as they would be paid now: what nobody does is the leader's.
func Standing(parts []Part, leader id.Party) []Share {
	var asks []Ask
	for _, p := range Live(parts) {
		a := p.Ask
		if p.State == Dropped || p.State == Refused {
			a = Ask{Member: leader, Pay: a.Pay.Add(a.MentorPay)}
		}
		asks = append(asks, a)
	}
	return Shares(asks)
}

func overWith() error {
	return fault.New(fault.Conflict, "この受け持ちは、もう次へ進んでいます")
}
