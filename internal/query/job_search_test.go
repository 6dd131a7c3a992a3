package query

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/search"
	"nariwai/internal/search/searchdb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/seeding"
	"nariwai/internal/yen"
)

// corpus are made-up calls for work as long as real ones.
func corpus(n int) (out []search.Job) {
	for title, body := range seeding.Texts(1, n) {
		i := len(out)
		out = append(out, search.Job{ID: id.Job(fmt.Sprintf("job-%05d", i)), Mall: id.Site, Client: id.Party(fmt.Sprintf("client-%d", i%50)), Category: []string{"writing/seo", "writing/travel", "design/logo"}[i%3],
			Facets: search.Facets{Kind: "project", Unit: []string{"lump", "piece", "character"}[i%3], AI: []string{"none", "assist", "free"}[i%7%3], Band: i%5 + 1, Beginners: i%2 == 0, Unregistered: i%11 != 0, Record: i%4 == 0, Certified: i%5 == 0},
			Pay:    yen.Of(int64(1000 + i)), ClosesOn: calendar.On(dbtest.Start).AddDays(i % 20), PublishedAt: dbtest.Start,
			Text: search.Text{Title: search.Exact(title), Body: search.Exact(body)}})
	}
	return out
}

func index(t testing.TB, d *db.DB, jobs []search.Job) {
	t.Helper()
	for some := range slices.Chunk(jobs, 500) {
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			for _, j := range some {
				if err := searchdb.Put(t.Context(), tx, j); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// queries are 120 pairs of kanji, 120 words of three to eight letters, and 100 pairs of words, all from the texts.
func queries(jobs []search.Job) (out []string) {
	r := rand.New(rand.NewPCG(1, 2))
	take := func(n int, good func(rune) bool) string {
		for {
			text := []rune(jobs[r.IntN(len(jobs))].Body)
			from := r.IntN(len(text) - n)
			if s := string(text[from : from+n]); strings.IndexFunc(s, func(c rune) bool { return !good(c) }) < 0 {
				return s
			}
		}
	}
	kanji := func(c rune) bool { return unicode.Is(unicode.Han, c) }
	letter := func(c rune) bool { return unicode.IsLetter(c) }
	for range 120 {
		out = append(out, take(2, kanji))
	}
	for i := range 120 {
		out = append(out, take(3+i%6, letter))
	}
	for i := range 100 {
		out = append(out, take(2+i%3, letter)+" "+take(2, kanji))
	}
	return out
}

// A search that finds hardly anything also offers what is near; pages follow each other without a gap.
func TestJobsByWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := t.Context()
		client := cast.Client(t, d, "kitamichi")
		post := func(title, body string) id.Job {
			s := market.Spec{Category: "writing/travel", Title: title, Body: body, Deliverable: "原稿", Rights: market.RightsTransfer, AIPolicy: market.AIAssist,
				Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(10_000), Hires: 1, ClosesOn: calendar.On(dbtest.Start).AddDays(5), DueOn: calendar.On(dbtest.Start).AddDays(20), Unregistered: true}
			jid, err := posting.SaveDraft(ctx, d, client, "", s)
			if err == nil {
				_, err = posting.PublishJob(ctx, d, client, jid)
			}
			if err != nil {
				t.Fatal(err)
			}
			return jid
		}
		server, loose, part := post("サーバーの手引き", "記事を書きます。"), post("サーバの手引き", "記事を書きます。"), post("道の駅", "記事を書きます。")
		var many []id.Job
		for i := range 25 {
			many = append(many, post(fmt.Sprint("宿の紹介", i), "文章です。"))
		}
		if err := posting.CloseJob(ctx, d, client, many[3]); err != nil {
			t.Fatal(err)
		}
		ids := func(lines []JobLine) (out []id.Job) {
			for _, l := range lines {
				out = append(out, l.ID)
			}
			return out
		}
		list, err := Jobs(ctx, d, JobFilter{Words: "サーバー 記事"}, "")
		if err != nil || !slices.Equal(ids(list.Lines), []id.Job{server}) || !slices.Equal(ids(list.Near), []id.Job{loose, part}) {
			t.Errorf("found %v, near %v, %v", ids(list.Lines), ids(list.Near), err)
		}
		first, err := Jobs(ctx, d, JobFilter{Words: "宿"}, "")
		if err != nil || first.Count != 24 || len(first.Lines) != jobsOnAPage || first.Prev != "" {
			t.Fatalf("%d, %d lines, %v", first.Count, len(first.Lines), err)
		}
		second, err := Jobs(ctx, d, JobFilter{Words: "宿", After: first.Next}, "")
		if err != nil || len(second.Lines) != 4 || second.Next != "" {
			t.Fatalf("%d lines, %v", len(second.Lines), err)
		}
		back, err := Jobs(ctx, d, JobFilter{Words: "宿", Before: second.Prev}, "")
		if err != nil || !slices.Equal(ids(back.Lines), ids(first.Lines)) {
			t.Errorf("back to %v, %v", ids(back.Lines), err)
		}
		if slices.Contains(append(ids(first.Lines), ids(second.Lines)...), many[3]) {
			t.Error("a closed job is found")
		}
	})
}
