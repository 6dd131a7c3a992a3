package web

import (
	"html/template"
	"net/http"
	"strings"

	"nariwai/internal/bank"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/usecase/profile"
	"nariwai/internal/yen"
)

// dashboardPage is the data of templates/dashboard.html, the home of those who are signed in.
type dashboardPage struct {
	query.HomePage
	Holiday   string
	Bounced   clock.Instant // since when no mail arrives; zero when mails arrive
	Tasks     []task
	MoreTasks int
	Earns     bool // has earned, is at work, or has asked for work
	Missing   yen.Yen
	GoalChart template.HTML
	YearChart template.HTML
	Bank      string
	Calendar  monthPage
	Doing     []homeContract // as the worker
	Ordered   []homeContract // as the client
}

// homeContract is a contract with the item that is next.
type homeContract struct {
	query.OpenContract
	Item   query.OpenItem
	Tag    Tag
	On     calendar.Date
	Amount yen.Yen // of all that is open: net for the worker, gross for the client
}

// On a page that says what is next, more of it is no help.
const (
	tasksShown     = 8
	contractsShown = 8
	linesShown     = 5
)

// dashboardShow is where a person who is signed in begins: what to do, what it brings, what comes.
func (s *Server) dashboardShow(w http.ResponseWriter, q *Request) error {
	page, err := s.dashboard(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "dashboard", page)
}

func (s *Server) dashboard(q *Request) (p dashboardPage, err error) {
	if err := s.DB.View(q.Context(), func(r *db.Snapshot) (err error) {
		if p.Bounced, err = query.BouncedSince(q.Context(), r, q.Viewer.Person); err != nil {
			return err
		}
		p.HomePage, err = query.Home(q.Context(), r, q.Viewer.Person, q.Viewer.Party, q.Now)
		return err
	}); err != nil {
		return p, err
	}
	if !q.Viewer.May(people.Accounts) { // what there is to do is for everybody, what it brings is not
		p.HomePage = p.WithoutMoney()
	}
	p.Doing, p.Ordered = q.homeContracts(p.HomePage.Doing), q.homeContracts(p.HomePage.Ordered)
	p.Holiday, _ = calendar.Holiday(q.Today)
	for i, t := range p.Todos {
		if i == tasksShown {
			p.MoreTasks = len(p.Todos) - tasksShown
			break
		}
		p.Tasks = append(p.Tasks, q.task(t))
	}
	for _, m := range p.Year {
		p.Earns = p.Earns || m.Items > 0
	}
	p.Earns = q.Viewer.May(people.Accounts) && (p.Earns || p.Works || len(p.Doing) > 0 || len(p.Proposals) > 0 || p.Goal.Sign() > 0)
	if total := p.Month.Total(); total.Less(p.Goal) {
		p.Missing = p.Goal.Sub(total)
	}
	p.GoalChart = goalChart(q.Lang, p.Month, p.Goal, q.Today)
	p.YearChart = yearChart(q.Lang, p.Year, p.Goal)
	if b, ok := bank.FindBank(p.Coming.Account.Bank); ok {
		p.Bank = b.Name
	}
	p.Calendar = q.monthPage(p.HomePage.Calendar())
	return p, nil
}

func (q *Request) homeContracts(list []query.OpenContract) (out []homeContract) {
	for _, c := range list[:min(len(list), contractsShown)] {
		line := homeContract{OpenContract: c, Item: c.Current(), On: c.Date()}
		line.Tag = itemTag(q.Lang, line.Item.State)
		for _, it := range c.Items {
			switch {
			case it.State.Ended():
			case c.Side == market.WorkerSide:
				line.Amount = line.Amount.Add(it.Net)
			default:
				line.Amount = line.Amount.Add(it.Pay)
			}
		}
		out = append(out, line)
	}
	return out
}

// itemTag says where an open item stands.
func itemTag(lang phrase.Lang, s market.ItemState) Tag {
	say := func(text, class string) Tag { return Tag{phrase.T(lang, text), class} }
	switch s {
	case market.ItemAgreed:
		return say("仮払い待ち", "g")
	case market.ItemFunded:
		return say("納品待ち", "m")
	case market.ItemDelivered:
		return say("検収待ち", "k")
	case market.ItemRevising:
		return say("直し待ち", "m")
	case market.ItemDisputed:
		return say("もめごと相談中", "e")
	}
	return say("終わりました", "g")
}

// Offers are the newest proposals, those that wait first.
func (p dashboardPage) Offers() []query.SentProposal {
	return p.Proposals[:min(len(p.Proposals), linesShown)]
}

// Calls are the newest jobs of one's own.
func (p dashboardPage) Calls() []query.OwnJob { return p.Jobs[:min(len(p.Jobs), linesShown)] }

// task is a to-do as the page writes it.
type task struct {
	query.Todo
	Text   template.HTML // 「…」を納品する, with a link on the name
	Detail string
	Button string // "" where nothing can be done
	Hot    bool   // due tomorrow at the latest
	Left   string // of the time, where it goes by the hour
	First  bool   // the main button
}

func (q *Request) task(t query.Todo) task {
	words := todoWords[t.Kind]
	out := task{Todo: t, Hot: !t.Due.IsZero() && t.Due.Sub(q.Today) <= 1, First: words.first}
	if !t.DueAt.IsZero() {
		out.Left = timeLeft(q.Lang, q.Now, t.DueAt)
	}
	link := template.HTML(`<a href="` + template.HTMLEscapeString(q.Link(t.Link)) + `">` + template.HTMLEscapeString(t.Title) + `</a>`)
	if t.Title == "" {
		out.Text = template.HTML(template.HTMLEscapeString(q.T(words.say)))
	} else {
		out.Text = markup(q.Lang, words.say, link)
	}
	if words.button != "" {
		out.Button = q.T(words.button)
	}
	var parts []string
	if t.Other != "" {
		parts = append(parts, t.Other)
	}
	switch {
	case t.Amount.Sign() <= 0:
	case words.net:
		parts = append(parts, q.T("手取り%s", t.Amount))
	default:
		parts = append(parts, phrase.Show(q.Lang, t.Amount))
	}
	if words.note != "" {
		parts = append(parts, q.T(words.note))
	}
	out.Detail = strings.Join(parts, dot(q.Lang))
	return out
}

// dot stands between short facts of one line.
func dot(lang phrase.Lang) string {
	if lang == phrase.En {
		return " · "
	}
	return "・"
}

// todoWords says each kind of to-do: a sentence with the name of the contract or job, what its button says, and what else is to be known.
var todoWords = map[query.TodoKind]struct {
	say, button, note string
	net, first        bool
}{
	query.Deliver:      {say: "<b>%s</b>を納品する", button: "納品する", net: true, first: true},
	query.Mend:         {say: "<b>%s</b>を直して納める", button: "直す", net: true, first: true},
	query.Reply:        {say: "<b>%s</b>の連絡に返事をする", button: "返事をする", note: "返事がないままだと、依頼主は取り消せます"},
	query.AnswerAsk:    {say: "<b>%s</b>の問いに返事をする", button: "返事をする", first: true},
	query.SeeEdits:     {say: "<b>%s</b>の変わったところを確かめる", button: "見る"},
	query.AnswerChange: {say: "<b>%s</b>の変更の申し出に答える", button: "見る"},
	query.AnswerCancel: {say: "<b>%s</b>を終える申し出に答える", button: "見る"},
	query.TellDesk:     {say: "<b>%s</b>のもめごと相談で、言い分を伝える", button: "書く"},
	query.TakeDecision: {say: "<b>%s</b>のもめごと相談の決定を読む", button: "読む", note: "期限を過ぎると、決定のとおりになります"},
	query.AddAccount:   {say: "振込先の口座を登録する", button: "登録する", net: true, first: true},
	query.Decide:       {say: "<b>%s</b>の提案を選ぶ", button: "選ぶ", first: true},
	query.PayIn:        {say: "<b>%s</b>の仮払いをする", button: "払い方を見る", first: true},
	query.Accept:       {say: "<b>%s</b>の納品を確かめる", button: "確かめる", note: "期限を過ぎると、自動で検収になります", first: true},
	query.WriteReview:  {say: "<b>%s</b>の評価を書く", button: "書く"},
	query.MendJob:      {say: "<b>%s</b>を直して、もう一度公開する", button: "直す"},
	query.AwaitFunds:   {say: "<b>%s</b>の仮払いを待っています", note: "作業は、まだ始めないでください", net: true},
}

// goalSet sets what one wants to earn in a month.
func (s *Server) goalSet(w http.ResponseWriter, q *Request) error {
	goal := yen.Of(0)
	if text := q.Form("goal"); text != "" {
		var err error
		var f fault.Form
		goal, err = yen.Parse(text)
		f.Check("goal", err)
		if err := f.Err(); err != nil {
			return s.dashboardAgain(w, q, err)
		}
	}
	if err := profile.SetGoal(q.Context(), s.DB, q.Actor(), goal); err != nil {
		return s.dashboardAgain(w, q, err)
	}
	return s.done(w, q, "/home", "目標を決めました")
}

func (s *Server) dashboardAgain(w http.ResponseWriter, q *Request, refused error) error {
	page, err := s.dashboard(q)
	if err != nil {
		return err
	}
	return s.again(w, q, "dashboard", page, refused)
}
