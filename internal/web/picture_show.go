package web

import (
	"bytes"
	"net/http"

	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/phrase"
	"nariwai/internal/picture"
	"nariwai/internal/query"
)

// One picture is drawn at a time, because it takes a processor; so many may wait for it.
const picturesWaiting = 20

// sitePicture is what other sites show of a page that has no picture of its own.
func (s *Server) sitePicture(w http.ResponseWriter, q *Request) error {
	return s.draw(w, q, picture.Card{Title: q.T("暮らす場所を変えずに、仕事のほうから来てもらう。"), Foot: q.T("仕事とお金のありかがいつも見える、クラウドソーシングの広場")})
}

// jobPicture is what other sites show of a job: to everybody the same, whoever asks.
func (s *Server) jobPicture(w http.ResponseWriter, q *Request) error {
	p, err := query.JobShown(q.Context(), s.DB, id.Job(q.PathValue("id")), "", false)
	if err != nil {
		return err
	}
	return s.draw(w, q, picture.Card{
		Title: p.Title, Tag: categoryName(q.Lang, p.Category),
		Left:  picture.Figure{Name: q.T("報酬（税込）"), Value: phrase.Show(q.Lang, p.Pay)},
		Right: picture.Figure{Name: q.T("手取り"), Value: phrase.Show(q.Lang, p.Quote.Net)},
	})
}

func (s *Server) draw(w http.ResponseWriter, q *Request, c picture.Card) error {
	w.Header().Set("Content-Type", "image/png")
	if unchanged(w, q, c.Sum(), 3600) || q.Method == http.MethodHead {
		return nil
	}
	q.seat.give()
	if !s.drawing.enter(q.Context()) {
		w.Header().Del("ETag")
		w.Header().Set("Cache-Control", "no-store")
		return fault.New(fault.Unavailable, "いま混み合っています。少し待ってから、もう一度お試しください")
	}
	var b bytes.Buffer
	err := picture.Draw(&b, c)
	s.drawing.leave()
	if err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return ignoreGone(q, err)
}
