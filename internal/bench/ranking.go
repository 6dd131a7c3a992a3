package bench

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"nariwai/internal/db"
	"nariwai/internal/query"
	"nariwai/internal/search"
	"nariwai/internal/usecase/seeding"
)

// Judged are texts and questions, each of which one of the texts answers.
type Judged struct {
	Texts     []search.Text
	Questions []Question
}

// Question is one, with the place of the text that answers it.
type Question struct {
	Words  string
	Answer int
}

// ReadJudged reads questions about paragraphs in the form of SQuAD: data, paragraphs, each with its context and its
// questions (qas). What stands before " [SEP] " in a context is its title.
func ReadJudged(b []byte) (j Judged, err error) {
	var file struct {
		Data []struct {
			Title      string
			Paragraphs []struct {
				Context string
				Qas     []struct{ Question string }
			}
		}
	}
	if err := json.Unmarshal(b, &file); err != nil {
		return j, err
	}
	for _, article := range file.Data {
		for _, p := range article.Paragraphs {
			title, body, ok := strings.Cut(p.Context, " [SEP] ")
			if !ok {
				title, body = article.Title, p.Context
			}
			for _, q := range p.Qas {
				j.Questions = append(j.Questions, Question{q.Question, len(j.Texts)})
			}
			j.Texts = append(j.Texts, search.Text{Title: title, Body: body})
		}
	}
	if len(j.Questions) == 0 {
		return j, errors.New("the file holds no questions")
	}
	return j, nil
}

// A Ranked is how well a ranking finds the answers among its first ten.
type Ranked struct{ NDCG, MRR, Recall float64 }

// ranked adds up the ranks that the answers got: 1 is the best, 0 is none.
func ranked(ranks []int) (r Ranked) {
	for _, rank := range ranks {
		if rank >= 1 && rank <= 10 {
			r.NDCG += 1 / math.Log2(float64(rank)+1)
			r.MRR += 1 / float64(rank)
			r.Recall++
		}
	}
	n := float64(len(ranks))
	return Ranked{r.NDCG / n, r.MRR / n, r.Recall / n}
}

func (r Ranked) String() string {
	return fmt.Sprintf("nDCG@10 %.3f, MRR@10 %.3f, recall@10 %.3f", r.NDCG, r.MRR, r.Recall)
}

// Ranking lists the texts as jobs in a market that has none, asks the list of jobs every question as its page does, and
// says how well it finds the answers, beside BM25 over the same tokens.
func Ranking(ctx context.Context, s *Site, j Judged) ([]Figure, error) {
	_, _, list, err := ranking(ctx, s, j)
	return list, err
}

func ranking(ctx context.Context, s *Site, j Judged) (ours, plain Ranked, list []Figure, err error) {
	d := s.DB
	var open int64
	if err := db.One(ctx, d.Snapshot(), []any{&open}, "SELECT COUNT(*) FROM search_job"); err != nil {
		return ours, plain, nil, err
	}
	if open > 0 {
		return ours, plain, nil, errors.New("the market has open jobs already: name a database that is not there yet")
	}
	ids, err := seeding.List(ctx, d, j.Texts, s.Progress("texts"))
	if err != nil {
		return ours, plain, nil, err
	}
	var ranks, plainRanks []int
	var took []time.Duration
	book, step := newBM25(j.Texts), s.Progress("questions")
	s.Begin()
	begun := time.Now()
	for i, q := range j.Questions {
		start := time.Now()
		page, err := query.Jobs(ctx, d, query.JobFilter{Words: q.Words}, "")
		took = append(took, time.Since(start))
		if err != nil {
			return ours, plain, nil, err
		}
		lines := append(page.Lines, page.Near...)
		ranks = append(ranks, 1+slices.IndexFunc(lines, func(l query.JobLine) bool { return l.ID == ids[q.Answer] }))
		plainRanks = append(plainRanks, 1+slices.Index(book.best(q.Words, 10), q.Answer))
		step(i+1, len(j.Questions))
	}
	ours, plain = ranked(ranks), ranked(plainRanks)
	f := figure("questions, as the list of jobs answers them", 1, took, time.Since(begun))
	f.Note, f.Ratio = ours.String(), fmt.Sprintf("%.3f of BM25's nDCG@10", ours.NDCG/plain.NDCG)
	return ours, plain, []Figure{f, {Name: "BM25 (k1 1.2, b 0.75) over the same tokens", N: len(plainRanks), Note: plain.String()}}, nil
}

// bm25 is the ranking of the books, over the tokens of package search.
type bm25 struct {
	texts   []map[string]int
	lengths []int
	usual   float64
	have    map[string][]int // which texts have a token
}

func newBM25(texts []search.Text) *bm25 {
	b := &bm25{have: map[string][]int{}}
	for i, t := range texts {
		counts, n := map[string]int{}, 0
		search.EachToken(search.Exact(t.Title+"\n"+t.Body), func(token string, _ bool) {
			if counts[token]++; counts[token] == 1 {
				b.have[token] = append(b.have[token], i)
			}
			n++
		})
		b.texts, b.lengths = append(b.texts, counts), append(b.lengths, n)
		b.usual += float64(n) / float64(len(texts))
	}
	return b
}

func (b *bm25) best(words string, n int) []int {
	scores, asked := map[int]float64{}, map[string]bool{}
	search.EachToken(search.Exact(words), func(token string, _ bool) {
		if asked[token] {
			return
		}
		asked[token] = true
		have := float64(len(b.have[token]))
		worth := math.Log(1 + (float64(len(b.texts))-have+0.5)/(have+0.5))
		for _, i := range b.have[token] {
			tf := float64(b.texts[i][token])
			scores[i] += worth * tf * 2.2 / (tf + 1.2*(0.25+0.75*float64(b.lengths[i])/b.usual))
		}
	})
	var order []int
	for i := range scores {
		order = append(order, i)
	}
	slices.SortFunc(order, func(x, y int) int { return cmp.Or(cmp.Compare(scores[y], scores[x]), cmp.Compare(y, x)) })
	return order[:min(n, len(order))]
}
