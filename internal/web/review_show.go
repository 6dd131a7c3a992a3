package web

import (
	"net/http"
	"strconv"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/review"
	"nariwai/internal/usecase/reviewing"
)

// reviewPage is the data of templates/review.html.
type reviewPage struct {
	query.ReviewPage
	Open      bool // may still write, or change what is written
	Satisfied []Option
	Aspects   [5]aspectField
	Private   []Option
	Words     string
	Answer    bool          // may answer what the other side has said
	AnswerBy  calendar.Date // until when
	ChangeBy  calendar.Date
}

type aspectField struct {
	Name    string
	Aspect  review.Aspect
	Options []Option
}

// reviewShow is where one side writes, waits, and reads both.
func (s *Server) reviewShow(w http.ResponseWriter, q *Request) error {
	p, err := s.reviewData(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "review", p)
}

func (s *Server) reviewData(q *Request) (p reviewPage, err error) {
	if p.ReviewPage, err = query.Review(q.Context(), s.DB.Snapshot(), id.Contract(q.PathValue("id")), q.Viewer.Party, q.Today); err != nil {
		return p, err
	}
	var own review.Content
	own.Private = -1
	p.Open = p.Window.Open(q.Now)
	if p.Own != nil {
		own = p.Own.Content
		by := min(p.Own.ChangeBy(p.Rules), p.ClosesAt)
		p.Open, p.ChangeBy = p.Open && q.Now < by, calendar.On(by).AddDays(-1)
	}
	p.Words = own.Words
	p.Satisfied = []Option{
		{Value: string(review.Satisfied), Label: q.T("満足"), Chosen: own.Satisfied == review.Satisfied},
		{Value: string(review.NotSatisfied), Label: q.T("残念"), Hint: q.T("何があったかを、下に書いてください。"), Chosen: own.Satisfied == review.NotSatisfied},
	}
	for i, a := range review.Aspects(p.About) {
		f := aspectField{Name: review.AspectField(i), Aspect: a, Options: []Option{{Label: q.T("選んでください")}}}
		for n, say := range []string{"とてもよい", "よい", "ふつう", "もう少し", "よくない"} {
			f.Options = append(f.Options, Option{Value: strconv.Itoa(5 - n), Label: strconv.Itoa(5-n) + "　" + q.T(say), Chosen: own.Aspects[i] == int64(5-n)})
		}
		p.Aspects[i] = f
	}
	p.Private = []Option{{Label: q.T("選んでください")}}
	for n := 10; n >= 0; n-- {
		o := Option{Value: strconv.Itoa(n), Label: strconv.Itoa(n), Chosen: own.Private == int64(n)}
		switch n {
		case 10:
			o.Label += "　" + q.T("ぜひ、また")
		case 0:
			o.Label += "　" + q.T("もうしない")
		}
		p.Private = append(p.Private, o)
	}
	if p.Their != nil {
		p.Answer, p.AnswerBy = p.Their.MayReply(p.Rules, q.Viewer.Party, q.Now), calendar.On(p.Their.ReplyBy(p.Rules)).AddDays(-1)
	}
	return p, nil
}

// reviewDo writes a review, or changes it as long as nobody has seen it.
func (s *Server) reviewDo(w http.ResponseWriter, q *Request) error {
	cid := id.Contract(q.PathValue("id"))
	c := review.Content{Satisfied: review.Verdict(q.Form("satisfied")), Words: lines(q.Form("words")), Private: number(q.Form("private"))}
	for i := range c.Aspects {
		c.Aspects[i] = number(q.Form(review.AspectField(i)))
	}
	write, say := reviewing.WriteReview, "評価を書きました。公開されるまで、相手には見えません"
	if q.Form("do") == "change" {
		write, say = reviewing.ChangeReview, "評価を直しました"
	}
	if err := write(q.Context(), s.DB, q.Actor(), cid, c); err != nil {
		p, failed := s.reviewData(q)
		if failed != nil {
			return err
		}
		return s.again(w, q, "review", p, err)
	}
	return s.done(w, q, "/contracts/"+string(cid)+"/review", say)
}

// number reads a chosen number; what is none is out of every range.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 8)
	if err != nil {
		return -1
	}
	return n
}

// reviewAnswer keeps the one answer to a review.
func (s *Server) reviewAnswer(w http.ResponseWriter, q *Request) error {
	cid, err := reviewing.AnswerReview(q.Context(), s.DB, q.Actor(), id.Review(q.PathValue("id")), lines(q.Form("reply")))
	if err != nil {
		if cid == "" {
			return err
		}
		q.SetPathValue("id", string(cid))
		p, failed := s.reviewData(q)
		if failed != nil {
			return err
		}
		return s.again(w, q, "review", p, err)
	}
	return s.done(w, q, "/contracts/"+string(cid)+"/review", "返事を公開しました")
}

// reviewsPage is the data of templates/reviews.html.
type reviewsPage struct {
	query.PartyPage
	Side  review.Side
	Lines []query.ReviewLine
	More  string // where the page behind begins; "" on the last
}

const reviewsOnAPage = 20

// reviewsShow is all that was said of a party on a side.
func (s *Server) reviewsShow(w http.ResponseWriter, q *Request) (err error) {
	p := reviewsPage{Side: review.OfWorker}
	if q.Form("as") == string(review.OfClient) {
		p.Side = review.OfClient
	}
	r := s.DB.Snapshot()
	if p.PartyPage, err = query.Party(q.Context(), r, q.PathValue("handle")); err != nil {
		return err
	}
	var after query.ReviewMark
	if at, rid, ok := strings.Cut(q.Form("after"), "."); ok {
		if n, err := strconv.ParseInt(at, 10, 64); err == nil {
			after = query.ReviewMark{At: clock.Instant(n), ID: id.Review(rid)}
		}
	}
	if p.Lines, err = query.ReviewsAbout(q.Context(), r, p.ID, p.Side, after, reviewsOnAPage+1); err != nil {
		return err
	}
	if len(p.Lines) > reviewsOnAPage {
		p.Lines = p.Lines[:reviewsOnAPage]
		last := p.Lines[reviewsOnAPage-1]
		p.More = strconv.FormatInt(int64(last.RevealedAt), 10) + "." + string(last.ID)
	}
	return s.show(w, q, "reviews", p)
}

// Counts are the reviews of the side that is shown.
func (p reviewsPage) Counts() shownReviews {
	if p.Side == review.OfClient {
		return shownReviews{p.Figures.AllOrder.Reviews, p.Side}
	}
	return shownReviews{p.Figures.AllWork.Reviews, p.Side}
}

// perMilleText is a rate as it is read: 90.4%.
func perMilleText(lang phrase.Lang, n int64) string {
	if n%10 == 0 {
		return phrase.T(lang, "%d%%", n/10)
	}
	return phrase.T(lang, "%d.%d%%", n/10, n%10)
}
