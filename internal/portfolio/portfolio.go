// Package portfolio is what a worker shows of what they have done: works that came of a contract here, which both sides have
// agreed to show, and works of their own, with files and a link. Either side takes its consent back whenever it likes.
package portfolio

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// State is where a work stands.
type State string

const (
	Draft     State = "draft"     // only its worker sees it
	Asked     State = "asked"     // the client is asked, and sees it as it would be
	Public    State = "public"    // everybody sees it
	Refused   State = "refused"   // the client would rather not
	Withdrawn State = "withdrawn" // it was public, and one side took its consent back
)

const (
	MostFiles    = 10 // of one work
	MostWorks    = 60 // of one worker
	MostRefusals = 2  // nobody is asked about the same contract a third time
	mostTitle    = 80
	mostWhat     = 2_000
	mostWhom     = 120
	mostSample   = 600
	mostLink     = 500
)

// Work is a page about one thing that a worker did.
type Work struct {
	ID       id.Work
	Party    id.Party    // who did it
	Contract id.Contract // "" for a work of the party's own
	Client   id.Party    // of the contract
	Field    string      // first level of the categories
	State    State
	Month    calendar.Month // in which it was finished
	Text
	Refusals int64  // how often the client has said no, or taken a yes back
	Note     string // why, in the client's words
	MadeAt   clock.Instant
	AskedAt  clock.Instant
	AgreedBy id.Person // who said yes for the client
	PublicAt clock.Instant
	EndedBy  id.Party // who took it back
	Version  int64
}

// Text is what a work says.
type Text struct {
	Title, What string
	ForWhom     string // "a travel site"; the client's name stands nowhere unless the worker writes it here and the client agrees
	Sample      string // a few lines of it
	Link        string // https://…
	ShowReview  bool   // the client's words about it stand below, once they are revealed
}

// File is a file of a work. Whoever sees the work may save it.
type File struct {
	ID         id.File
	Work       id.Work
	UploadedBy id.Party
	Name       string
	Size       int64
	Type       string
	SHA256     string
	At         clock.Instant
}

// Tidy is the text without the space around it, or what is wrong with it.
func (t Text) Tidy() (Text, error) {
	var f fault.Form
	for _, x := range []struct {
		field string
		text  *string
		most  int
	}{{"title", &t.Title, mostTitle}, {"what", &t.What, mostWhat}, {"for_whom", &t.ForWhom, mostWhom}, {"sample", &t.Sample, mostSample}, {"link", &t.Link, mostLink}} {
		*x.text = strings.TrimSpace(strings.ReplaceAll(*x.text, "\r\n", "\n"))
		if utf8.RuneCountInString(*x.text) > x.most {
			f.Add(x.field, "%d文字までにしてください", x.most)
		}
	}
	if t.Title == "" {
		f.Add("title", "題を書いてください")
	}
	if t.What == "" {
		f.Add("what", "何をしたかを書いてください")
	}
	if t.Link != "" && !Linkable(t.Link) {
		f.Add("link", "https:// で始まるアドレスを書いてください")
	}
	return t, f.Err()
}

// Linkable reports whether a page may lead to an address: only over https, to a host with a name, and without a password.
func Linkable(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.User == nil && strings.Contains(u.Hostname(), ".") && !strings.ContainsAny(s, " \t\r\n\"<>\\")
}

// Own is a work that came of no contract here.
func Own(wid id.Work, by id.Party, field string, month calendar.Month, t Text, now clock.Instant) Work {
	t.ShowReview = false
	return Work{ID: wid, Party: by, Field: field, Month: month, Text: t, State: Draft, MadeAt: now}
}

// OfContract is a work of a contract that has ended and in which something was paid for.
func OfContract(wid id.Work, c id.Contract, worker, client id.Party, field string, ended clock.Instant, t Text, now clock.Instant) Work {
	return Work{ID: wid, Party: worker, Contract: c, Client: client, Field: field, Month: calendar.MonthOf(calendar.On(ended)), Text: t, State: Draft, MadeAt: now}
}

// SeenBy reports whether a party sees a work that is not public: its worker always, its client while it is asked.
func (w Work) SeenBy(p id.Party) bool {
	return p != "" && (p == w.Party || p == w.Client && w.State == Asked)
}

// Changed is the work with another text. What was agreed on was the old one: a public work of a contract goes back to a draft.
func (w *Work) Change(t Text) error {
	if err := w.mayChange(); err != nil {
		return err
	}
	if w.Contract == "" {
		t.ShowReview = false
	} else {
		w.State = Draft
	}
	w.Text = t
	return nil
}

// Refile is Change for its files.
func (w *Work) Refile() error { return w.Change(w.Text) }

func (w *Work) mayChange() error {
	if w.State == Asked {
		return fault.New(fault.Conflict, "相手の方が確かめているあいだは、変えられません。先にお願いを取り下げてください")
	}
	return nil
}

// Ask asks the client whether everybody may see the work as it is.
func (w *Work) Ask(now clock.Instant) error {
	switch {
	case w.Contract == "":
		return fault.New(fault.Conflict, "自分の作品に、相手の了解はいりません")
	case w.State == Asked || w.State == Public:
		return fault.New(fault.Conflict, "もう、お願いしています")
	case w.Refusals >= MostRefusals:
		return fault.New(fault.Conflict, "この契約については、もうお願いできません。相手の方は%d回ことわっています", w.Refusals)
	}
	w.State, w.AskedAt, w.Note, w.EndedBy = Asked, now, "", ""
	return nil
}

// Unask takes the question back.
func (w *Work) Unask() error {
	if w.State != Asked {
		return fault.New(fault.Conflict, "いまは、お願いしていません")
	}
	w.State, w.AskedAt = Draft, 0
	return nil
}

// Agree is the client's yes.
func (w *Work) Agree(by id.Person, now clock.Instant) error {
	if w.State != Asked {
		return fault.New(fault.Conflict, "このお願いは、もう待っていません")
	}
	w.State, w.AgreedBy, w.PublicAt = Public, by, now
	return nil
}

// Refuse is the client's no.
func (w *Work) Refuse(by id.Party, why string) error {
	if w.State != Asked {
		return fault.New(fault.Conflict, "このお願いは、もう待っていません")
	}
	w.State, w.Note, w.EndedBy = Refused, why, by
	w.Refusals++
	return nil
}

// Publish shows a work of the worker's own to everybody.
func (w *Work) Publish(now clock.Instant) error {
	switch {
	case w.Contract != "":
		return fault.New(fault.Conflict, "契約の仕事を見せるには、相手の方の了解がいります")
	case w.State == Public:
		return fault.New(fault.Conflict, "もう公開しています")
	}
	w.State, w.PublicAt, w.EndedBy = Public, now, ""
	return nil
}

// Withdraw takes a side's consent back: nobody else sees the work from then on.
func (w *Work) Withdraw(by id.Party, why string) error {
	if w.State != Public {
		return fault.New(fault.Conflict, "いまは、公開していません")
	}
	w.State, w.EndedBy, w.Note = Withdrawn, by, ""
	if by != w.Party {
		w.Refusals++
		w.Note = why
	}
	return nil
}
