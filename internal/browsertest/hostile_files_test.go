package browsertest

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"slices"
	"strings"
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/webtest"
)

// TestNoFileRuns sends files that a browser would run, under every name and kind, and asks for them in every way that
// a page could: as itself, in a frame, as a script, as an object.
func TestNoFileRuns(t *testing.T) {
	s := webtest.New(t)
	site := siteOn(t, s, s.DB)
	script := "<script>xss()</script>"
	contents := map[string]string{
		"html": "<!doctype html>" + script, "svg": `<svg xmlns="http://www.w3.org/2000/svg" onload="xss()">` + script + "</svg>", "xml": `<?xml version="1.0"?><x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>xss()</h:script></x>`,
		"js": "xss();", "text": "xss();//" + script, "gif-js": "GIF89a/*\x00\x00\x00*/=1;xss();", "pdf-html": "%PDF-1.4\n" + script, "bom": "\xff\xfe<\x00s\x00c\x00r\x00i\x00p\x00t\x00>\x00", "utf7": "+ADw-script+AD4-xss()+ADw-/script+AD4-",
	}
	names := []string{"a.html", "a.svg", "a.txt", "a.js", "a.xhtml", "a.dat", "a", script + ".html", "\"><img src=x onerror=xss()>.txt", "a.html\r\nContent-Type: text/html\r\n\r\n" + script, "\u202elmth.txt", "a;filename=b.html"}
	types := []string{"text/html", "image/svg+xml", "application/javascript", "text/html;charset=utf-7", script, "text/plain\"><script>xss()</script>"}
	var paths []string
	sent, n := 0, 0
	contract := s.ID("contract.main")
	for _, kind := range []string{"html", "svg", "xml", "js", "text", "gif-js", "pdf-html", "bom", "utf7"} {
		for _, name := range names {
			n++
			sent += post(t, s, site, "/contracts/"+contract+"/files", name, types[n%len(types)], contents[kind]+fmt.Sprint("<!-- ", n, " -->"))
		}
	}
	ids, err := db.All(t.Context(), s.DB.Snapshot(), func(id *string) []any { return []any{id} }, "SELECT id FROM market_file WHERE contract = $1 ORDER BY id DESC LIMIT $2", contract, sent)
	if err != nil || sent < 40 {
		t.Fatalf("%d files were taken of %d: %v", sent, n, err)
	}
	for _, id := range ids {
		path := "/files/" + id
		paths = append(paths, path)
		w := s.Ask(t, site, webtest.Client, webtest.Request{Method: "GET", Path: path})
		h := w.Header()
		kind, _, _ := strings.Cut(h.Get("Content-Type"), ";")
		if w.Code != http.StatusOK || !slices.Contains([]string{"text/plain", "application/octet-stream", "application/pdf", "image/gif"}, kind) {
			t.Errorf("%s: %d %s", path, w.Code, h.Get("Content-Type"))
		}
		if !strings.HasPrefix(h.Get("Content-Disposition"), "attachment; filename*=UTF-8''") || strings.ContainsAny(h.Get("Content-Disposition"), "<>\"\r\n") ||
			h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Content-Security-Policy") != "default-src 'none'; sandbox; frame-ancestors 'none'" {
			t.Errorf("%s: %v", path, h)
		}
	}

	top := http.NewServeMux()
	top.Handle("/", site)
	top.HandleFunc("/as", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "nariwai", Value: s.Session(webtest.Client), Path: "/", HttpOnly: true})
		fmt.Fprint(w, "<!doctype html><title>as</title>")
	})
	server := httptest.NewServer(top)
	defer server.Close()
	tab := trap(t, server.URL)
	tab.visit("/as")
	// In each frame and in the page itself xss leaves its mark on the top window.
	ran := eval[[]string](tab, `async (paths) => {
		const wait = (e, p) => new Promise(done => { e.onload = e.onerror = done; setTimeout(done, 1500); p(e); document.body.append(e); });
		await Promise.all(paths.flatMap(p => [
			wait(document.createElement('script'), e => e.src = p), wait(document.createElement('iframe'), e => e.src = p), wait(document.createElement('object'), e => e.data = p),
			wait(document.createElement('embed'), e => e.src = p), wait(document.createElement('img'), e => e.src = p), wait(document.createElement('link'), e => { e.rel = 'stylesheet'; e.href = p; }),
			import(p).catch(() => 0),
		]));
		for (const f of document.querySelectorAll('iframe')) try { ran.push(...(f.contentWindow.ran || [])); } catch {}
		return ran;
	}`, paths)
	if len(ran) > 0 {
		t.Errorf("ran: %q", ran)
	}
	tab.visit("/contracts/" + contract)
	for _, found := range eval[[]string](tab, sprung) {
		t.Errorf("the room: %s", found)
	}
	t.Logf("%d files of %d were taken", sent, n)
}

// post sends one file as the contract's client, with a type of the sender's own.
func post(t *testing.T, s *webtest.Stage, site http.Handler, path, name, kind, content string) (taken int) {
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", `form-data; name="files"; filename="`+strings.NewReplacer("\\", "\\\\", `"`, "\\\"", "\r", "%0D", "\n", "%0A").Replace(name)+`"`)
	h.Set("Content-Type", kind)
	f, err := m.CreatePart(h)
	if err != nil {
		t.Fatal(err)
	}
	f.Write([]byte(content))
	m.Close()
	r := httptest.NewRequest("POST", path, &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.AddCookie(&http.Cookie{Name: "nariwai", Value: s.Session(webtest.Client)})
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	if w.Code == http.StatusSeeOther {
		return 1
	}
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("%q as %q: %d", name, kind, w.Code)
	}
	return 0
}
