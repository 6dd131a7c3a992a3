// Package prize is the year's prizes: one for each field, and special ones. Clients and colleagues nominate, who is nominated
// decides whether to stand, the desk's jury votes, and the names are read out once.
package prize

import (
	"slices"
	"strings"
	"unicode/utf8"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/place"
)

// State is where a year stands.
type State string

const (
	Open      State = "open"    // for nominations
	Judging   State = "judging" // for the jury's votes
	Announced State = "announced"
)

// Kind is what a prize is for.
type Kind string

const (
	OfField  Kind = "field"
	Newcomer Kind = "newcomer" // who signed up in the year
	Region   Kind = "region"   // who lives outside the three great cities' prefectures
	Parent   Kind = "parent"   // who works beside bringing up children, and says so themselves
	Team     Kind = "team"     // waits until there are teams
)

// Special are the prizes beside those of the fields, in their order. A closed one is there and nobody is nominated for it.
var Special = []struct {
	Kind Kind
	Open bool
}{{Newcomer, true}, {Region, true}, {Parent, true}, {Team, false}}

// Cities are the prefectures in whose great cities the work is thickest anyway (三大都市圏).
var Cities = []place.Prefecture{"11", "12", "13", "14", "23", "26", "27", "28"}

// Name is a kind's name; that of a field is the field's.
func (k Kind) Name() string {
	switch k {
	case Newcomer:
		return "新人賞"
	case Region:
		return "地域賞"
	case Parent:
		return "子育て賞"
	case Team:
		return "チーム賞"
	}
	return "部門賞"
}

// About says for whom a prize is.
func (k Kind) About() string {
	switch k {
	case Newcomer:
		return "この年に登録して、仕事を始めた人へ"
	case Region:
		return "三大都市圏（埼玉・千葉・東京・神奈川・愛知・京都・大阪・兵庫）の外に住んで働く人へ"
	case Parent:
		return "子どもを育てながら働く人へ。育てていることは、本人がそう答えたときだけ分かります"
	case Team:
		return "力を合わせて働くチームへ。チームの仕組みができた年から始めます"
	}
	return "この分野で、この年にいい仕事をした人へ"
}

// Year is the prizes of a year as a whole.
type Year struct {
	Year          int64
	State         State
	NominateUntil calendar.Date // the last day
	OpenedAt      clock.Instant
	OpenedBy      id.Person
	ClosedAt      clock.Instant // nominations
	AnnouncedAt   clock.Instant
	AnnouncedBy   id.Person
	Version       int64
}

// Prize is one prize of a year.
type Prize struct {
	ID    id.Prize
	Year  int64
	N     int64 // its place on the page
	Kind  Kind
	Field string // of OfField
	Open  bool
}

// Side is as what somebody nominates.
type Side string

const (
	Client Side = "client" // has paid the nominee for work
	Peer   Side = "peer"   // works here too
)

// Nomination is what somebody says of somebody else.
type Nomination struct {
	ID       id.Nomination
	Prize    id.Prize
	Party    id.Party // who is nominated
	ByParty  id.Party
	ByPerson id.Person
	Side     Side
	Words    string
	At       clock.Instant
}

// EntryState is what somebody who was nominated has said to it.
type EntryState string

const (
	Waiting  EntryState = "waiting"
	Accepted EntryState = "accepted"
	Declined EntryState = "declined"
)

// Entry is somebody's standing for a prize.
type Entry struct {
	Prize    id.Prize
	Party    id.Party
	State    EntryState
	Declared bool // for Parent: they say so themselves. It is erased when the year is announced
	At       clock.Instant
}

// Vote is what a member of the jury is for.
type Vote struct {
	Prize  id.Prize
	Person id.Person
	Party  id.Party
	At     clock.Instant
}

// Winner is who got a prize. Two may share one.
type Winner struct {
	Prize id.Prize
	Party id.Party
	Votes int64
	Words string // of the first nomination
}

const (
	Jury      = 2 // so many of the desk vote for each prize at least
	mostWords = 600
	longest   = 120 // days of nominations
)

// NewYear opens a year, with the prizes that it has.
func NewYear(year int64, until calendar.Date, fields []string, by id.Person, newID func() string, now clock.Instant) (y Year, all []Prize, err error) {
	var f fault.Form
	today := calendar.On(now)
	if this := int64(today.Year()); year < this-2 || year > this {
		f.Add("year", "ことしか、前の2年のどちらかにしてください")
	}
	if until.Before(today) || until.After(today.AddDays(longest)) {
		f.Add("until", "きょうから%d日のうちにしてください", longest)
	}
	if err := f.Err(); err != nil {
		return y, nil, err
	}
	add := func(k Kind, field string, open bool) {
		all = append(all, Prize{ID: id.Prize(newID()), Year: year, N: int64(len(all) + 1), Kind: k, Field: field, Open: open})
	}
	for _, field := range fields {
		add(OfField, field, true)
	}
	for _, s := range Special {
		add(s.Kind, "", s.Open)
	}
	return Year{Year: year, State: Open, NominateUntil: until, OpenedAt: now, OpenedBy: by}, all, nil
}

// Takes reports whether nominations are taken at a moment.
func (y Year) Takes(now clock.Instant) bool {
	return y.State == Open && now < y.NominateUntil.AddDays(1).Start()
}

// Facts are what decides whether somebody may be nominated for a prize by somebody.
type Facts struct {
	Self       bool // nominator and nominee are one, or one person acts for both
	Paid       bool // the nominator has paid the nominee for work
	WorksHere  bool // the nominator was paid for work in the year
	Earned     bool // the nominee was paid for work in the year, in the prize's field if it has one
	SignedUp   calendar.Date
	Prefecture place.Prefecture // of the nominee
}

// Nominate is a nomination for a prize, or why not.
func (y Year) Nominate(p Prize, x Facts, n Nomination, now clock.Instant) (Nomination, error) {
	n.Words = strings.TrimSpace(strings.ReplaceAll(n.Words, "\r\n", "\n"))
	n.At = now
	switch {
	case !y.Takes(now) || p.Year != y.Year:
		return n, fault.New(fault.Conflict, "推薦は、もう締め切りました")
	case !p.Open:
		return n, fault.New(fault.Conflict, "この賞は、まだ推薦を受けつけていません")
	case x.Self:
		return n, fault.New(fault.Conflict, "自分を推薦することはできません")
	}
	switch {
	case x.Paid:
		n.Side = Client
	case x.WorksHere:
		n.Side = Peer
	default:
		return n, fault.New(fault.Conflict, "推薦できるのは、この人に仕事を頼んだことがある方か、この年にここで働いて報酬を受け取った方です")
	}
	var f fault.Form
	if n.Words == "" {
		f.Add("words", "推薦の言葉を書いてください")
	}
	if utf8.RuneCountInString(n.Words) > mostWords {
		f.Add("words", "%d文字までにしてください", mostWords)
	}
	switch {
	case !x.Earned && p.Kind == OfField:
		f.Add("prize", "この人は、この年にこの分野で報酬を受け取っていません")
	case !x.Earned:
		f.Add("prize", "この人は、この年に報酬を受け取っていません")
	case p.Kind == Newcomer && int64(x.SignedUp.Year()) != y.Year:
		f.Add("prize", "新人賞は、%d年に登録した人へのものです", y.Year)
	case p.Kind == Region && (x.Prefecture == "" || slices.Contains(Cities, x.Prefecture)):
		f.Add("prize", "地域賞は、三大都市圏の外に住んでいて、そのことを見せている人へのものです")
	}
	return n, f.Err()
}

// Answer is what somebody who was nominated says: yes, no, or a yes taken back. It counts until the names are read out.
func (y Year) Answer(p Prize, e Entry, yes, declared bool, now clock.Instant) (Entry, error) {
	if y.State == Announced {
		return e, fault.New(fault.Conflict, "表彰は、もう発表されました")
	}
	if yes && p.Kind == Parent && !declared {
		var f fault.Form
		f.Add("declared", "子育て賞を受けるには、子どもを育てながら働いていることを、ご自身で答えてください")
		return e, f.Err()
	}
	e.State, e.Declared, e.At = Declined, false, now
	if yes {
		e.State, e.Declared = Accepted, p.Kind == Parent
	}
	return e, nil
}

// Close ends the nominations.
func (y *Year) Close(now clock.Instant) error {
	if y.State != Open {
		return fault.New(fault.Conflict, "推薦は、もう締め切りました")
	}
	y.State, y.ClosedAt = Judging, now
	return nil
}

// MayVote refuses a vote for somebody who doesn't stand, or in whom the juror has a part.
func (y Year) MayVote(stands, own, nominated bool) error {
	switch {
	case y.State != Judging:
		return fault.New(fault.Conflict, "審査は、推薦を締め切ってから発表までです")
	case !stands:
		return fault.New(fault.Conflict, "この人は、推薦を受けると答えていません")
	case own:
		return fault.New(fault.Conflict, "自分の名義には、票を入れられません")
	case nominated:
		return fault.New(fault.Conflict, "自分が推薦した人には、票を入れられません")
	}
	return nil
}

// Winners are who gets a prize: those with the most votes of those who stand. Nobody, where nobody stands. Too few votes are
// a Conflict: a name is not read out because one person at the desk wants it.
func Winners(p Prize, entries []Entry, votes []Vote, noms []Nomination) (out []Winner, err error) {
	for _, e := range entries {
		if e.Prize == p.ID && e.State == Accepted {
			out = append(out, Winner{Prize: p.ID, Party: e.Party})
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	var cast, most int64
	for _, v := range votes {
		for i := range out {
			if v.Prize == p.ID && v.Party == out[i].Party {
				out[i].Votes++
				cast++
				most = max(most, out[i].Votes)
			}
		}
	}
	if cast < Jury {
		return nil, fault.New(fault.Conflict, "候補のいる賞には、%d人以上の票がいります。まだ足りない賞があります", Jury)
	}
	out = slices.DeleteFunc(out, func(w Winner) bool { return w.Votes < most })
	for i := range out {
		for j := len(noms) - 1; j >= 0; j-- { // the oldest stands first
			if noms[j].Prize == p.ID && noms[j].Party == out[i].Party {
				out[i].Words = noms[j].Words
			}
		}
	}
	return out, nil
}

// Announce reads the names out.
func (y *Year) Announce(by id.Person, now clock.Instant) error {
	if y.State != Judging {
		return fault.New(fault.Conflict, "発表は、推薦を締め切ってからです")
	}
	y.State, y.AnnouncedAt, y.AnnouncedBy = Announced, now, by
	return nil
}
