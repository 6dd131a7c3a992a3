package query

import (
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/calendar"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/search"
)

// A saved search finds of new jobs exactly those that the list with its filter shows.
func TestAWatchFindsWhatTheListShows(t *testing.T) {
	jobs := corpus(400)
	for i := range jobs {
		jobs[i].Facets.Team = i%9 == 0
		if i%13 == 0 {
			jobs[i].Mall = "harbour"
		}
	}
	words := append(queries(jobs)[100:140:140], "記事", "記事 -原稿", "-記事", "ライター", "絵", "a+b & c=d", "100%")
	today := calendar.On(dbtest.Start)
	rapid.Check(t, func(t *rapid.T) {
		f := drawFilter(t, words)
		if rapid.IntRange(0, 9).Draw(t, "client") == 0 {
			f.Client = rapid.SampledFrom(jobs).Draw(t, "job").Client
		}
		w := search.ParseWatch(f.Values().Encode())
		for i := range jobs {
			if got, want := w.Finds(jobs[i], today), counted(jobs[i:i+1], f, today) == 1; got != want {
				t.Fatalf("%q finds %+v: %v, want %v", f.Values().Encode(), jobs[i], got, want)
			}
		}
	})
}
