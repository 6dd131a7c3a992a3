package web

import (
	"fmt"
	"net/http"
	"strconv"

	"nariwai/internal/notice"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/usecase/choosing"
)

// noticeChoices is the data of templates/settings_notices.html.
type noticeChoices struct {
	QuietFrom, QuietTo, DigestAt []Option
	Groups                       []noticeGroup
	Always                       []noticeGroup // what comes whatever one chooses
}

type noticeGroup struct {
	notice.Group
	Name  string
	Mail  []Option // for all of the group at once
	Lines []noticeLine
}

// noticeLine is a kind and how it is told. Mail and App name the fields of the form.
type noticeLine struct {
	notice.Entry
	Mail  string
	App   string
	Ways  []Option
	InApp bool
}

func wayWord(w notice.Way) string {
	switch w {
	case notice.Now:
		return "すぐに"
	case notice.Digest:
		return "1日1回"
	}
	return "送らない"
}

// hoursOf are the hours of a day to choose from.
func hoursOf(chosen int64) (list []Option) {
	for h := range int64(24) {
		list = append(list, Option{Value: strconv.FormatInt(h*60, 10), Label: fmt.Sprintf("%d:00", h), Chosen: h*60 == chosen})
	}
	return list
}

func (s *Server) noticeChoices(q *Request) (p noticeChoices, err error) {
	have, err := query.NoticeChoicesOf(q.Context(), s.DB.Snapshot(), q.Viewer.Person)
	if err != nil {
		return p, err
	}
	p.QuietFrom, p.QuietTo, p.DigestAt = hoursOf(have.Hours.From), hoursOf(have.Hours.To), hoursOf(have.Hours.DigestAt)
	for _, g := range notice.Groups {
		if g == notice.Desk && !q.Viewer.Operator {
			continue
		}
		group := noticeGroup{Group: g, Name: q.T(g.Name()), Mail: []Option{{Label: q.T("変えない"), Chosen: true}}}
		for _, w := range notice.Ways {
			group.Mail = append(group.Mail, Option{Value: string(w), Label: q.T(wayWord(w))})
		}
		fixed := group
		for _, c := range have.Choices {
			e := c.Kind.Entry()
			if e.Group != g {
				continue
			}
			l := noticeLine{Entry: e, Mail: "mail." + string(e.Kind), App: "app." + string(e.Kind), InApp: c.App}
			for _, w := range notice.Ways {
				l.Ways = append(l.Ways, Option{Value: string(w), Label: q.T(wayWord(w)), Chosen: w == c.Mail})
			}
			group.Lines = append(group.Lines, l)
		}
		for _, e := range notice.Kinds {
			if e.Group == g && e.Always {
				fixed.Lines = append(fixed.Lines, noticeLine{Entry: e})
			}
		}
		if len(group.Lines) > 0 {
			p.Groups = append(p.Groups, group)
		}
		if len(fixed.Lines) > 0 {
			p.Always = append(p.Always, fixed)
		}
	}
	return p, nil
}

// Words says in a line how the mails of a group come now.
func (g noticeGroup) Words(v *View) string {
	n := map[notice.Way]int{}
	for _, l := range g.Lines {
		for _, o := range l.Ways {
			if o.Chosen {
				n[notice.Way(o.Value)]++
			}
		}
	}
	text := ""
	for _, w := range notice.Ways {
		if n[w] > 0 {
			if text != "" {
				text += comma(v.Lang)
			}
			text += phrase.T(v.Lang, "%s %d件", phrase.T(v.Lang, wayWord(w)), n[w])
		}
	}
	return text
}

func (s *Server) noticeChoicesShow(w http.ResponseWriter, q *Request) error {
	p, err := s.noticeChoices(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "settings_notices", p)
}

func (s *Server) noticeChoicesSet(w http.ResponseWriter, q *Request) error {
	var choices []notice.Choice
	for _, e := range notice.Kinds {
		if e.Always || !q.Request.Form.Has("mail."+string(e.Kind)) {
			continue // of another page, or of a group that this person does not see
		}
		c := notice.Choice{Kind: e.Kind, Mail: notice.Way(q.Form("mail." + string(e.Kind))), App: q.Ticked("app." + string(e.Kind))}
		if all := q.Form("all." + string(e.Group)); all != "" {
			c.Mail = notice.Way(all)
		}
		choices = append(choices, c)
	}
	err := choosing.ChooseNotices(q.Context(), s.DB, q.Actor(), choices,
		notice.Hours{From: minutes(q, "quiet_from"), To: minutes(q, "quiet_to"), DigestAt: minutes(q, "digest_at")})
	if err != nil {
		p, err2 := s.noticeChoices(q)
		if err2 != nil {
			return err2
		}
		return s.again(w, q, "settings_notices", p, err)
	}
	return s.done(w, q, "/settings/notices", "お知らせの受け取り方を保存しました")
}

// minutes reads a time of the day; what is none is refused by the rule.
func minutes(q *Request, field string) int64 {
	n, err := strconv.ParseInt(q.Form(field), 10, 64)
	if err != nil {
		return -1
	}
	return n
}
