package web

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
)

func TestDownload(t *testing.T) {
	file := func(size int64, r func() io.Reader) func(*Server, http.ResponseWriter, *Request) error {
		return func(s *Server, w http.ResponseWriter, q *Request) error {
			return s.download(w, q, "見積 1.html\r\nX: y", "text/html", size, r())
		}
	}
	broken := func() io.Reader {
		return io.MultiReader(strings.NewReader(strings.Repeat("x", 1<<16)), iotest.ErrReader(errors.New("the disk is gone")))
	}
	s := newSite(t,
		failing("GET /file", Anyone, file(8, func() io.Reader { return strings.NewReader("<script>") })),
		failing("GET /broken", Anyone, file(-1, broken)),
		failing("GET /table", Anyone, func(s *Server, w http.ResponseWriter, q *Request) error {
			return s.csv(w, q, "a.csv", [][]string{{"名前", "円"}, {"=1+1", "-5"}, {"@x", `"a,b"`}})
		}))
	a := s.get("/file", "Accept-Encoding", "identity")
	a.want(t, 200, "<script>")
	for name, want := range map[string]string{
		"Content-Disposition":     "attachment; filename*=UTF-8''%E8%A6%8B%E7%A9%8D%201.html%0D%0AX%3A%20y",
		"Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'", "X-Content-Type-Options": "nosniff", "Content-Length": "8",
	} {
		if got := a.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got, want := s.get("/table").body, "\ufeff名前,円\r\n'=1+1,-5\r\n'@x,\"\"\"a,b\"\"\"\r\n"; got != want {
		t.Errorf("%q", got)
	}
	for _, encoding := range []string{"identity", "gzip"} {
		r, _ := http.NewRequest("GET", s.web.URL+"/broken", nil)
		r.Header.Set("Accept-Encoding", encoding)
		res, err := s.c.Do(r)
		var got []byte
		if err == nil {
			got, err = io.ReadAll(res.Body)
			res.Body.Close()
		}
		if err == nil || strings.Contains(string(got), "<html") {
			t.Errorf("%s: half a file looks whole: %d bytes, %v", encoding, len(got), err)
		}
	}
	if !strings.Contains(s.log.String(), "the disk is gone") {
		t.Error("the log does not know")
	}
}
