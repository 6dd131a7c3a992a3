package web

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"image/png"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nariwai/internal/clock"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/yen"
)

// posted is the job that a page has for search engines, read as they read it.
func posted(t *testing.T, a answer) (found []map[string]any) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Data != "script" || n.FirstChild == nil {
			continue
		}
		d := json.NewDecoder(strings.NewReader(n.FirstChild.Data))
		d.UseNumber()
		var v map[string]any
		if err := d.Decode(&v); err != nil {
			t.Fatalf("%v in %s", err, n.FirstChild.Data)
		}
		found = append(found, v)
	}
	return found
}

func TestSearchEnginesReadAJob(t *testing.T) {
	d, now := dbtest.SQLite(t) // it is April 1st
	m := newMarketplace(t, d)
	client := cast.Client(t, d, "kitamichi")
	const nasty = `</script><script>alert(1)</script><!-- & "記事"`
	jid := m.job(client, func(s *market.Spec) {
		s.Title, s.Body = nasty, "# 旅行\n\n**海**の記事です。</script><img src=x onerror=alert(1)>"
		s.Unit, s.Quantity, s.Pay = market.PerCharacter, 15_000, yen.Of(24_000)
	})
	b := m.browser(people.Actor{})
	a := b.get("/jobs/" + string(jid))
	a.want(t, 200, `<link rel="canonical" href="/jobs/`+string(jid)+`">`, `<meta property="og:image" content="/jobs/`+string(jid)+`/og.png">`, `hreflang="x-default"`)
	a.lacks(t, "<script>alert", "noindex", "<img")
	list := posted(t, a)
	if len(list) != 1 {
		t.Fatalf("%d jobs as data", len(list))
	}
	j := list[0]
	for field, want := range map[string]any{
		"@context": "https://schema.org/", "@type": "JobPosting", "title": nasty, "employmentType": "CONTRACTOR", "datePosted": "2026-04-01",
		"validThrough": "2026-04-20T23:59:59+09:00", "jobLocationType": "TELECOMMUTE", "directApply": true,
	} {
		if j[field] != want {
			t.Errorf("%s is %v, want %v", field, j[field], want)
		}
	}
	if text := j["description"].(string); !strings.Contains(text, "<strong>海</strong>") || strings.Contains(text, "<script") || strings.Contains(text, "<img") {
		t.Errorf("description %q", text)
	}
	pay, _ := json.Marshal(j["baseSalary"])
	if want := `{"@type":"MonetaryAmount","currency":"JPY","value":{"@type":"QuantitativeValue","unitText":"CHARACTER","value":1.6}}`; string(pay) != want {
		t.Errorf("pay %s, want %s", pay, want)
	}
	if who, _ := json.Marshal([]any{j["hiringOrganization"], j["identifier"], j["applicantLocationRequirements"], j["jobLocation"]}); string(who) !=
		`[{"@type":"Organization","name":"kitamichi"},{"@type":"PropertyValue","name":"Nariwai","value":"`+string(jid)+`"},{"@type":"Country","name":"Japan"},null]` {
		t.Errorf("%s", who)
	}
	if list := posted(t, m.browser(cast.Worker(t, d, "sato")).get("/jobs/"+string(jid))); len(list) != 0 {
		t.Error("somebody who has signed in is no search engine")
	}
	here := m.job(client, func(s *market.Spec) { s.Place = "夕張市清水沢" })
	if j := posted(t, b.get("/en/jobs/"+string(here)))[0]; j["jobLocationType"] != nil || j["jobLocation"].(map[string]any)["address"].(map[string]any)["addressLocality"] != "夕張市清水沢" {
		t.Errorf("a place is %v", j["jobLocation"])
	}
	now.Advance(20 * clock.Day) // its last day is over, and the clock-work has not run yet
	if list := posted(t, b.get("/jobs/"+string(jid))); len(list) != 0 {
		t.Error("a job that takes no proposals is posted")
	}
	m.browser(client).post("/jobs/"+string(jid)+"/close", nil)
	b.get("/jobs/"+string(jid)).want(t, 200, `<meta name="robots" content="noindex">`)
}

func TestDecimal(t *testing.T) {
	for tenths, want := range map[int64]string{16: "1.6", 400: "40", 5: "0.5", 0: "0"} {
		if got := decimal(tenths); string(got) != want {
			t.Errorf("%d tenths are %s, want %s", tenths, got, want)
		}
	}
}

func TestPictures(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	client := cast.Client(t, d, "kitamichi")
	jid := string(m.job(client, nil))
	b := m.browser(people.Actor{})
	seen := map[string]bool{}
	for _, path := range []string{"/og.png", "/en/og.png", "/jobs/" + jid + "/og.png", "/en/jobs/" + jid + "/og.png"} {
		a := b.get(path)
		a.want(t, 200)
		tag := a.Header.Get("ETag")
		if a.Header.Get("Content-Type") != "image/png" || !strings.HasPrefix(a.Header.Get("Cache-Control"), "public") || tag == "" || seen[tag] {
			t.Errorf("%s: %v", path, a.Header)
		}
		seen[tag] = true
		if img, err := png.Decode(bytes.NewReader([]byte(a.body))); err != nil || img.Bounds().Dx() != 1200 || img.Bounds().Dy() != 630 {
			t.Errorf("%s: %v", path, err)
		}
		if a := b.get(path, "If-None-Match", `"other", `+tag); a.StatusCode != 304 || a.body != "" {
			t.Errorf("%s again: %d, %d bytes", path, a.StatusCode, len(a.body))
		}
	}
	before := b.get("/jobs/" + jid + "/og.png").Header.Get("ETag")
	m.browser(client).post("/jobs/"+jid+"/edit/pay", map[string][]string{"unit": {"character"}, "quantity": {"15000"}, "pay": {"50000"}, "hires": {"1"}, "do": {"save"}})
	if after := b.get("/jobs/" + jid + "/og.png").Header.Get("ETag"); after == before {
		t.Error("the picture stays though the pay has risen")
	}
	b.get("/jobs/none/og.png").want(t, 404)
	for range cap(m.s.drawing.running) { // somebody else draws, and many wait
		m.s.drawing.running <- struct{}{}
	}
	m.s.drawing.waiting.Store(picturesWaiting)
	if a := b.get("/og.png"); a.StatusCode != 503 || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("too many pictures: %d, %s", a.StatusCode, a.Header.Get("Cache-Control"))
	}
}

func TestSitemap(t *testing.T) {
	d, now := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	m.s.BaseURL = "https://nariwai.example"
	client := cast.Client(t, d, "kitamichi")
	first, second := string(m.job(client, nil)), string(m.job(client, nil))
	b := m.browser(people.Actor{})
	b.get("/robots.txt").want(t, 200, "Sitemap: https://nariwai.example/sitemap.xml", "Disallow: /signin\n")

	var index struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Loc     []string `xml:"sitemap>loc"`
	}
	readXML(t, b.get("/sitemap.xml"), &index)
	if len(index.Loc) != 2 || index.Loc[1] != "https://nariwai.example/sitemap/jobs.xml" {
		t.Errorf("the sitemap's parts: %v", index.Loc)
	}
	type urlset struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URL     []struct {
			Loc     string `xml:"loc"`
			LastMod string `xml:"lastmod"`
		} `xml:"url"`
	}
	var pages urlset
	readXML(t, b.get("/sitemap/pages.xml"), &pages)
	for _, u := range pages.URL {
		if path, ok := strings.CutPrefix(u.Loc, "https://nariwai.example"); !ok || b.get(path).StatusCode != 200 {
			t.Errorf("the sitemap leads to %s", u.Loc)
		}
	}
	a := b.get("/sitemap/jobs.xml")
	var jobs urlset
	readXML(t, a, &jobs)
	if len(jobs.URL) != 2 || jobs.URL[0].Loc != "https://nariwai.example/jobs/"+first || jobs.URL[1].Loc != "https://nariwai.example/jobs/"+second ||
		jobs.URL[0].LastMod != "2026-04-01T12:00:00+09:00" {
		t.Errorf("%+v", jobs)
	}
	tag := a.Header.Get("ETag")
	b.get("/sitemap/jobs.xml", "If-None-Match", tag).want(t, 304)
	m.proposal(cast.Worker(t, d, "sato"), id.Job(first), 40_000)
	now.Advance(clock.Hour)
	m.browser(client).post("/jobs/"+first+"/extend", map[string][]string{"closes_on": {"2026-04-25"}})
	var later urlset
	readXML(t, b.get("/sitemap/jobs.xml", "If-None-Match", tag), &later)
	if len(later.URL) != 2 || later.URL[0].LastMod != "2026-04-01T13:00:00+09:00" {
		t.Errorf("after an edit %+v", later)
	}
	m.browser(client).post("/jobs/"+first+"/close", nil)
	var closed urlset
	readXML(t, b.get("/sitemap/jobs.xml", "If-None-Match", tag), &closed)
	if len(closed.URL) != 1 || closed.URL[0].Loc != "https://nariwai.example/jobs/"+second {
		t.Errorf("after the end of a call %+v", closed)
	}
	if readXML(t, b.get("/sitemap/jobs.xml?after="+second), &pages); b.get("/sitemap/jobs.xml?after=%00").StatusCode != 200 {
		t.Error("a strange part of the sitemap is an error")
	}
}

func readXML(t *testing.T, a answer, into any) {
	t.Helper()
	a.want(t, 200)
	if !strings.Contains(a.Header.Get("Content-Type"), "xml") || a.Header.Get("ETag") == "" && !strings.Contains(a.Request.URL.Path, "pages") {
		t.Errorf("%s: %v", a.Request.URL.Path, a.Header)
	}
	if err := xml.Unmarshal([]byte(a.body), into); err != nil {
		t.Errorf("%s: %v", a.Request.URL.Path, err)
	}
}

// A demonstration's jobs are invented: nobody should find them and apply.
func TestADemonstrationIsNotFound(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	if err := d.MarkDemonstration(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	s := newSiteOn(t, d, "")
	a := s.get("/robots.txt")
	a.want(t, 200, "Disallow: /\n")
	a.lacks(t, "Sitemap")
	if s.get("/fees").Header.Get("X-Robots-Tag") != "noindex" {
		t.Error("a demonstration's pages may be indexed")
	}
}
