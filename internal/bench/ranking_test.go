package bench

import (
	"math/rand/v2"
	"os"
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/place"
	"nariwai/internal/search"
	"nariwai/internal/usecase/seeding"
)

// Questions in the form of SQuAD about Japanese paragraphs, such as JSQuAD's: the ranking is as good as BM25 over the same
// tokens, on both databases. NARIWAI_QRELS names the file.
func TestRanking(t *testing.T) {
	path := os.Getenv("NARIWAI_QRELS")
	if path == "" {
		t.Skip("NARIWAI_QRELS names no file of questions")
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	judged, err := ReadJudged(b)
	if err != nil {
		t.Fatal(err)
	}
	judge(t, judged, 0.88)
}

func judge(t *testing.T, judged Judged, least float64) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		if err := d.MarkBench(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		ours, plain, list, err := ranking(t.Context(), &Site{DB: d, Begin: func() {}, Progress: func(string) func(int, int) { return func(int, int) {} }}, judged)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list {
			t.Logf("%s: %d questions, p50 %.1f ms, p99 %.1f; %s", f.Name, f.N, f.P50, f.P99, f.Note)
		}
		if ours.NDCG < least || ours.NDCG < 0.97*plain.NDCG {
			t.Errorf("nDCG@10 is %.3f, BM25's %.3f", ours.NDCG, plain.NDCG)
		}
	})
}

// Sixty questions of our own about made-up jobs, each of which names two places.
func TestRankingOfOurOwn(t *testing.T) {
	var towns []string
	for _, p := range place.Prefectures() {
		for _, m := range place.Municipalities(p) {
			towns = append(towns, m.Ja())
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	var judged Judged
	for title, body := range seeding.Texts(3, 800) {
		a, b := towns[r.IntN(len(towns))], towns[r.IntN(len(towns))]
		judged.Texts = append(judged.Texts, search.Text{Title: title, Body: body + "取材は" + a + "と" + b + "で行います。"})
		if i := len(judged.Texts) - 1; i%13 == 0 && len(judged.Questions) < 60 {
			about := []rune(title)
			judged.Questions = append(judged.Questions, Question{a + "のほうで" + string(about[:min(8, len(about))]) + "の取材をする仕事はありますか", i})
		}
	}
	judge(t, judged, 0.85)
}
