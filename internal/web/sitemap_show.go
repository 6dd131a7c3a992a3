package web

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
)

// sitePages are the pages that say something to everybody, beside the jobs.
var sitePages = []string{"/", "/jobs", "/prices", "/fees", "/help", "/rules", "/terms", "/privacy", "/law", "/accessibility"}

// robotsShow keeps readers without eyes out of what costs and says nothing. A demonstration's jobs are invented, and no
// search engine should offer them to anybody.
func (s *Server) robotsShow(w http.ResponseWriter, q *Request) error {
	text := "User-agent: *\nDisallow: /\n"
	if !s.DB.Demonstration() {
		text = "User-agent: *\nDisallow: /signin\nDisallow: /en/signin\nDisallow: /jobs/*/quote\nDisallow: /en/jobs/*/quote\n\nSitemap: " + s.BaseURL + "/sitemap.xml\n"
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=86400")
	_, err := io.WriteString(w, text)
	return ignoreGone(q, err)
}

// unchanged notes which content is asked for and for how many seconds it may be kept. It reports, and says, that the reader
// has it already.
func unchanged(w http.ResponseWriter, q *Request, tag string, seconds int) bool {
	h := w.Header()
	tag = `W/"` + tag + `"` // weak: the packing may be another
	h.Set("ETag", tag)
	h.Set("Cache-Control", fmt.Sprintf("public, max-age=%d", seconds))
	for part := range strings.SplitSeq(q.Header.Get("If-None-Match"), ",") {
		if part = strings.TrimSpace(part); part == tag || part == "*" || `W/`+part == tag {
			w.WriteHeader(http.StatusNotModified)
			return true
		}
	}
	return false
}

const (
	xmlHead     = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	sitemapForm = `xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"`
)

// sitemapShow is the list of the sitemap's parts.
func (s *Server) sitemapShow(w http.ResponseWriter, q *Request) error {
	parts, err := query.SitemapParts(q.Context(), s.DB)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString(xmlHead + "<sitemapindex " + sitemapForm + ">\n<sitemap><loc>" + escapeXML(s.BaseURL+"/sitemap/pages.xml") + "</loc></sitemap>\n")
	tags := sha256.New()
	for _, p := range parts {
		address := s.BaseURL + "/sitemap/jobs.xml"
		if p.After != "" {
			address += "?" + url.Values{"after": {string(p.After)}}.Encode()
		}
		b.WriteString("<sitemap><loc>" + escapeXML(address) + "</loc></sitemap>\n")
		io.WriteString(tags, p.Tag)
	}
	b.WriteString("</sitemapindex>\n")
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	if unchanged(w, q, hex.EncodeToString(tags.Sum(nil)[:12]), 3600) {
		return nil
	}
	_, err = io.WriteString(w, b.String())
	return ignoreGone(q, err)
}

func (s *Server) sitemapPages(w http.ResponseWriter, q *Request) error {
	var b strings.Builder
	b.WriteString(xmlHead + "<urlset " + sitemapForm + ">\n")
	for _, page := range sitePages {
		for _, lang := range phrase.Langs {
			b.WriteString("<url><loc>" + escapeXML(s.BaseURL+localized(lang, page)) + "</loc></url>\n")
		}
	}
	b.WriteString("</urlset>\n")
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	_, err := io.WriteString(w, b.String())
	return ignoreGone(q, err)
}

// sitemapChunk is how many jobs are read at a time: a part of the sitemap is never in memory as a whole.
const sitemapChunk = 1000

// sitemapJobs is one part of the sitemap. The pages in the other language are found from these.
func (s *Server) sitemapJobs(w http.ResponseWriter, q *Request) error {
	after := id.Job(q.Form("after"))
	part, err := query.SitemapPartAfter(q.Context(), s.DB, after)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	if unchanged(w, q, part.Tag, 3600) || q.Method == http.MethodHead {
		return nil
	}
	q.seat.give()
	out := bufio.NewWriter(w)
	out.WriteString(xmlHead + "<urlset " + sitemapForm + ">\n")
	for n := 0; n < query.SitemapMost; n += sitemapChunk {
		pages, err := query.SitemapJobs(q.Context(), s.DB, after, sitemapChunk)
		if err != nil {
			return err
		}
		for _, p := range pages {
			fmt.Fprintf(out, "<url><loc>%s</loc><lastmod>%s</lastmod></url>\n", escapeXML(s.BaseURL+"/jobs/"+url.PathEscape(string(p.Job))), stampXML(p.Changed))
			after = p.Job
		}
		if len(pages) < sitemapChunk {
			break
		}
	}
	out.WriteString("</urlset>\n")
	return ignoreGone(q, out.Flush())
}

// stampXML is a moment as RFC 3339 wants it.
func stampXML(i clock.Instant) string { return i.Time().Format("2006-01-02T15:04:05-07:00") }

func escapeXML(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) // a builder takes everything
	return b.String()
}
