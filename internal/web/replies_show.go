package web

import (
	"html/template"
	"net/http"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/phrase"
	"nariwai/internal/reply"
)

// replyFuncs are the functions of what says how somebody answers.
func replyFuncs(lang phrase.Lang) template.FuncMap {
	return template.FuncMap{
		"usualTime": func(d clock.Duration) string { return usualTime(lang, d) },
		"timeLeft":  func(now, due clock.Instant) string { return timeLeft(lang, now, due) },
	}
}

// repliesPage is the data of templates/replies.html. Its numbers are those that the program counts by, its examples those
// that the tests run.
type repliesPage struct {
	Hours, From, To int
	Past, Recent    int // days
	Newest, Fewest  int
	Examples        []replyExample
}

// replyExample is a short history and what the rules make of it.
type replyExample struct {
	Says     string
	Steps    []string
	Outcomes []replyOutcome // none for what asks nothing
}

type replyOutcome struct {
	Tag   Tag
	Until string
}

// repliesShow says how the reply rate is counted.
func (s *Server) repliesShow(w http.ResponseWriter, q *Request) error {
	all, err := reply.Examples()
	if err != nil {
		return err
	}
	p := repliesPage{
		Hours: int(reply.Within / clock.Hour), From: reply.NightFrom, To: reply.NightTo,
		Past: reply.Past, Recent: int(reply.Recent / clock.Day), Newest: reply.Newest, Fewest: reply.Fewest,
	}
	for _, x := range all {
		e := replyExample{Says: x.Says(q.Lang)}
		for _, st := range x.Steps {
			e.Steps = append(e.Steps, exampleTime(q.Lang, st.At)+" "+phrase.T(q.Lang, stepWord(st)))
		}
		for _, o := range x.Asks {
			e.Outcomes = append(e.Outcomes, replyOutcome{replyTag(q.Lang, o.State), exampleTime(q.Lang, o.Due)})
		}
		p.Examples = append(p.Examples, e)
	}
	return s.show(w, q, "replies", p)
}

// exampleTime is a moment of an example: 1日目 10:00.
func exampleTime(lang phrase.Lang, i clock.Instant) string {
	return phrase.T(lang, "%d日目 %s", calendar.On(i).Sub(reply.FirstDay)+1, i.Time().Format("15:04"))
}

func stepWord(s reply.Step) string {
	they := s.Who == reply.They
	switch s.What {
	case reply.Message:
		if they {
			return "相手がメッセージを送る"
		}
		return "あなたがメッセージを送る"
	case reply.Question:
		return "相手が「返事がほしい」を付けて送る"
	case reply.Propose:
		return "相手が提案する"
	case reply.Act:
		return "あなたが採用や納品などをする"
	case reply.End:
		return "仕事や契約が終わる"
	case reply.Withdraw:
		return "相手が取り下げる"
	case reply.Block:
		return "あなたが相手をブロックする"
	case reply.Report:
		return "あなたが通報する"
	}
	return "いま"
}

func replyTag(lang phrase.Lang, s reply.State) Tag {
	switch s {
	case reply.Answered:
		return Tag{phrase.T(lang, "時間内の返事"), "k"}
	case reply.Missed:
		return Tag{phrase.T(lang, "時間を過ぎた"), "e"}
	case reply.Open:
		return Tag{phrase.T(lang, "まだ入れません"), "m"}
	}
	return Tag{phrase.T(lang, "数えません"), "g"}
}

// usualTime is how long somebody usually takes to answer, in words; "" when too little says so.
func usualTime(lang phrase.Lang, d clock.Duration) string {
	switch hours := (d + clock.Hour/2) / clock.Hour; {
	case d <= 0:
		return ""
	case d <= 30*clock.Minute:
		return phrase.T(lang, "ふだん30分以内に返事")
	case hours < 24:
		return phrase.T(lang, "ふだん%d時間ほどで返事", max(1, int(hours)))
	default:
		return phrase.T(lang, "ふだん%d日ほどで返事", int((d+clock.Day/2)/clock.Day))
	}
}

// timeLeft is how much of the time for an answer is left, in words.
func timeLeft(lang phrase.Lang, now, due clock.Instant) string {
	switch d := due.Sub(now); {
	case d < 0:
		return phrase.T(lang, "時間を過ぎました")
	case d < clock.Hour:
		return phrase.T(lang, "あと%d分", max(1, int(d/clock.Minute)))
	default:
		return phrase.T(lang, "あと%d時間", int(d/clock.Hour))
	}
}
