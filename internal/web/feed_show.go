package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"time"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/query"
)

// The feed of a filter of the list of jobs (RFC 4287). Anybody may read it, as anybody may read the list.
type (
	feed struct {
		XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang     string      `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
		ID       string      `xml:"id"`
		Title    string      `xml:"title"`
		Subtitle string      `xml:"subtitle,omitempty"`
		Updated  string      `xml:"updated"`
		Links    []feedLink  `xml:"link"`
		Author   string      `xml:"author>name"`
		Entries  []feedEntry `xml:"entry"`
	}
	feedEntry struct {
		ID        string        `xml:"id"`
		Title     string        `xml:"title"`
		Link      feedLink      `xml:"link"`
		Author    string        `xml:"author>name"`
		Published string        `xml:"published"`
		Updated   string        `xml:"updated"`
		Category  *feedCategory `xml:"category"`
		Summary   string        `xml:"summary"`
	}
	feedLink struct {
		Rel  string `xml:"rel,attr,omitempty"`
		Type string `xml:"type,attr,omitempty"`
		Href string `xml:"href,attr"`
	}
	feedCategory struct {
		Term  string `xml:"term,attr"`
		Label string `xml:"label,attr"`
	}
)

const (
	feedMost = 50
	feedType = "application/atom+xml"
)

// feedPath is the address of the feed of a filter.
func feedPath(f query.JobFilter) string {
	if v := savedFilter(f).Values().Encode(); v != "" {
		return "/jobs.atom?" + v
	}
	return "/jobs.atom"
}

func (s *Server) jobsFeed(w http.ResponseWriter, q *Request) error {
	f := savedFilter(query.ParseJobFilter(q.Request.Form))
	lines, err := s.newestJobs(q, f)
	if err != nil {
		return err
	}
	here := q.Link(feedPath(f))
	out := feed{Lang: string(q.Lang), ID: s.tag(clock.Instant(0), here), Title: q.T("新しい仕事") + " | Nariwai 生業", Author: "Nariwai 生業",
		Links: []feedLink{{"self", feedType, s.BaseURL + here}, {"alternate", "text/html", s.BaseURL + q.Link(f.Path())}}}
	if f.Any() {
		out.Subtitle = strings.Join(conditions(q, f), "・")
	}
	newest := clock.At(2020, 1, 1, 0, 0) // an empty feed has always been so
	for _, l := range lines {
		newest = max(newest, l.PublishedAt)
		at := stampXML(l.PublishedAt)
		e := feedEntry{ID: s.tag(l.PublishedAt, "/jobs/"+string(l.ID)), Title: l.Title, Author: l.Client, Published: at, Updated: at,
			Link:    feedLink{"alternate", "text/html", s.BaseURL + q.Link("/jobs/"+url.PathEscape(string(l.ID)))},
			Summary: q.T("報酬 %s・手取り %s・締切 %s", l.Pay, l.Net, l.ClosesOn) + "\n" + excerpt(l.Body)}
		if l.Category != "" {
			e.Category = &feedCategory{l.Category, categoryName(q.Lang, l.Category)}
		}
		out.Entries = append(out.Entries, e)
	}
	out.Updated = stampXML(newest)
	var b bytes.Buffer
	b.WriteString(xmlHead)
	if err := xml.NewEncoder(&b).Encode(out); err != nil {
		return err
	}
	sum := sha256.Sum256(b.Bytes())
	h := w.Header()
	h.Set("Content-Type", feedType+"; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=300")
	h.Set("ETag", `W/"`+hex.EncodeToString(sum[:12])+`"`)
	http.ServeContent(w, q.Request, "", newest.Time().Truncate(time.Second), bytes.NewReader(b.Bytes()))
	return nil
}

// newestJobs are the first feedMost jobs of a filter as everybody sees them.
func (s *Server) newestJobs(q *Request, f query.JobFilter) (lines []query.JobLine, err error) {
	f.Sort = query.ByNewest
	for len(lines) < feedMost {
		list, err := query.Jobs(q.Context(), s.DB, f, "")
		if err != nil {
			return nil, err
		}
		if lines = append(lines, list.Lines...); list.Next == "" {
			break
		}
		f.After = list.Next
	}
	return lines[:min(len(lines), feedMost)], nil
}

// tag names a thing of this site for ever, wherever the site moves (RFC 4151).
func (s *Server) tag(at clock.Instant, path string) string {
	host := "nariwai"
	if u, err := url.Parse(s.BaseURL); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	day := "2020-01-01"
	if !at.IsZero() {
		day = calendar.On(at).String()
	}
	return "tag:" + host + "," + day + ":" + path
}
