package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/posting"
)

// hostile is what somebody may type into a search who wants to break it.
func hostile(t *testing.T) (list []string) {
	t.Helper()
	b, err := os.ReadFile("../search/testdata/hostile.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		s, err := strconv.Unquote(line)
		if err != nil {
			t.Fatal(line, err)
		}
		list = append(list, s)
	}
	for _, long := range []string{"記", "記事 ", "a", "a ", `"`, "-", "(", "😀", "ー", "*", "' ", "\xed\xa0\x80"} {
		list = append(list, strings.Repeat(long, 10_000))
	}
	return list
}

// Whatever is typed into a search, in whatever encoding it comes: the page answers.
func TestHostileSearches(t *testing.T) {
	var paths []string
	for _, r := range Routes() {
		for _, path := range []string{"/jobs", "/talents", "/jobs.atom"} {
			if r.Pattern == "GET "+path {
				paths = append(paths, path)
			}
		}
	}
	if !slices.Contains(paths, "/jobs") {
		t.Fatal("there is no /jobs")
	}
	raw := []string{"q=%", "q=%zz", "q=%ff%fe", "q=%ED%A0%80", "q=%u8A18", "q=\xff", "q=%00", "q=a;b", "q=1&q=2", "q[]=a", "q", "&&&", "q=+++", "q=%C0%AF"}
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client := cast.Client(t, d, "kitamichi")
		for _, title := range []string{"旅の記事を書く仕事", "英語の翻訳 translation", "C++ と C# の手引き"} {
			s := jobText()
			s.Title, s.ClosesOn, s.DueOn = title, calendar.On(c.Now()).AddDays(5), calendar.On(c.Now()).AddDays(20)
			jid, err := posting.SaveDraft(ctx, d, client, "", s)
			if err == nil {
				_, err = posting.PublishJob(ctx, d, client, jid)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		site := New(Config{DB: d}).Handler()
		asked := slices.Clone(raw)
		for _, s := range hostile(t) {
			asked = append(asked, "q="+url.QueryEscape(s), "q="+url.QueryEscape("記事 "+s))
		}
		for i, q := range asked {
			for _, path := range paths {
				more := []string{"", "&category=writing&unit=piece&sort=pay", "&sort=recommended&after=\x00&band=99999999999999999999", "&category=" + url.QueryEscape("' OR 1=1") + "&before=%ff"}[i%4]
				r := httptest.NewRequest(http.MethodGet, path, nil)
				r.URL.RawQuery = q + more
				w := httptest.NewRecorder()
				site.ServeHTTP(w, r)
				if w.Code != http.StatusOK && !(i < len(raw) && w.Code == http.StatusUnprocessableEntity) { // an address that can't be read
					t.Errorf("%s?%.300q: %d", path, r.URL.RawQuery, w.Code)
				}
			}
		}
	})
}
