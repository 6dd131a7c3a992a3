package backup_test

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"nariwai/internal/backup"
	"nariwai/internal/blob"
)

// store is as much of an S3 store as a backup asks of one. NARIWAI_TEST_S3 names another one: s3://bucket/prefix?endpoint=….
type store struct {
	mu      sync.Mutex
	objects map[string][]byte
	parts   map[string]map[int][]byte
	down    bool
	ours    bool
}

func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	unlock := sync.OnceFunc(s.mu.Unlock)
	defer unlock()
	if s.down {
		http.Error(w, "", http.StatusServiceUnavailable)
		return
	}
	if !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=key/") {
		http.Error(w, "", http.StatusForbidden)
		return
	}
	key, q := strings.TrimPrefix(r.URL.Path, "/bucket/"), r.URL.Query()
	answer := func(v any) { w.Header().Set("Content-Type", "application/xml"); xml.NewEncoder(w).Encode(v) }
	switch {
	case r.Method == "GET" && q.Has("location"):
		fmt.Fprint(w, `<LocationConstraint></LocationConstraint>`)
	case r.Method == "GET" && q.Get("list-type") == "2":
		answer(s.list(q.Get("prefix"), cmp.Or(q.Get("continuation-token"), q.Get("start-after"))))
	case r.Method == "POST" && q.Has("delete"):
		var d struct{ Object []struct{ Key string } }
		xml.NewDecoder(body(r)).Decode(&d)
		for _, o := range d.Object {
			delete(s.objects, o.Key)
		}
		answer(struct {
			XMLName xml.Name `xml:"DeleteResult"`
		}{})
	case r.Method == "POST" && q.Has("uploads"):
		s.parts[key] = map[int][]byte{}
		answer(struct {
			XMLName  xml.Name `xml:"InitiateMultipartUploadResult"`
			UploadId string
		}{UploadId: "1"})
	case r.Method == "PUT" && q.Has("partNumber"):
		n, _ := strconv.Atoi(q.Get("partNumber"))
		s.parts[key][n], _ = io.ReadAll(body(r))
		w.Header().Set("ETag", `"e"`)
	case r.Method == "POST" && q.Has("uploadId"):
		var all []byte
		for n := 1; n <= len(s.parts[key]); n++ {
			all = append(all, s.parts[key][n]...)
		}
		s.objects[key] = all
		answer(struct {
			XMLName           xml.Name `xml:"CompleteMultipartUploadResult"`
			Bucket, Key, ETag string
		}{Bucket: "bucket", Key: key, ETag: `"e"`})
	case r.Method == "PUT":
		s.objects[key], _ = io.ReadAll(body(r))
		w.Header().Set("ETag", `"e"`)
	case r.Method == "GET" || r.Method == "HEAD":
		b, ok := s.objects[key]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `<Error><Code>NoSuchKey</Code></Error>`)
			return
		}
		w.Header().Set("ETag", `"e"`)
		unlock() // who asks may read slowly, and ask for other things meanwhile
		http.ServeContent(w, r, "", time.Unix(1, 0), bytes.NewReader(b))
	default:
		http.Error(w, r.URL.String(), http.StatusNotImplemented)
	}
}

const page = 5 // so that lists have several pages

func (s *store) list(prefix, after string) any {
	type object struct{ Key, LastModified, ETag string }
	out := struct {
		XMLName               xml.Name `xml:"ListBucketResult"`
		IsTruncated           bool
		NextContinuationToken string
		Contents              []object
	}{}
	var keys []string
	for k := range s.objects {
		if strings.HasPrefix(k, prefix) && k > after {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	if len(keys) > page {
		keys = keys[:page]
		out.IsTruncated, out.NextContinuationToken = true, keys[page-1]
	}
	for _, k := range keys {
		out.Contents = append(out.Contents, object{k, "2026-01-01T00:00:00Z", "e"})
	}
	return out
}

// body undoes the signed chunks in which a body comes over a connection without TLS.
func body(r *http.Request) io.Reader {
	if !strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		return r.Body
	}
	var out bytes.Buffer
	in := bufio.NewReader(r.Body)
	for {
		line, err := in.ReadString('\n')
		size, _, _ := strings.Cut(line, ";")
		n, bad := strconv.ParseInt(strings.TrimSpace(size), 16, 64)
		if err != nil || bad != nil || n == 0 {
			return &out
		}
		io.CopyN(&out, in, n)
		in.ReadString('\n')
	}
}

// A bucket serves as well as a directory: large files in parts, long lists in pages, and a store that is down for a while.
func TestBucket(t *testing.T) {
	y := newYard(t)
	s := &store{objects: map[string][]byte{}, parts: map[string]map[int][]byte{}}
	if y.place = os.Getenv("NARIWAI_TEST_S3"); y.place == "" {
		s.ours = true
		server := httptest.NewServer(s)
		defer server.Close()
		y.place = "s3://bucket/some/where?region=eu&endpoint=" + url.QueryEscape(server.URL)
		t.Setenv("AWS_ACCESS_KEY_ID", "key")
		t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	}
	y.open()
	size := 2 << 20
	if s.ours {
		size = 12 << 20 // more than one part
	}
	y.noise(size)
	y.keep()
	y.settled()
	_, err := y.files.Put("a.txt", strings.NewReader("delivered"))
	y.ok(err)
	for i := range 3 {
		y.ok(y.mark())
		y.settled()
		if i == 1 && s.ours {
			s.mu.Lock()
			s.down = true
			s.mu.Unlock()
			y.ok(y.mark())
			time.Sleep(time.Second)
			s.mu.Lock()
			s.down = false
			s.mu.Unlock()
			y.ok(y.mark())
		}
	}
	end := y.load(time.Millisecond)
	time.Sleep(time.Second)
	n := end()
	y.end()
	back, err := blob.Open(filepath.Join(t.TempDir(), "files"))
	y.ok(err)
	defer back.Close()
	v, err := backup.OpenForReading(y.place, y.key)
	y.ok(err)
	path := filepath.Join(t.TempDir(), "r.db")
	r, err := backup.Restore(ctx, v, path, back, time.Time{}, func(int, int) {})
	y.ok(err)
	want := 4 + int(n)
	if s.ours {
		want += 2
	}
	if at := y.marks(path); len(at) != want || r.Files != 1 {
		t.Errorf("%d rows and %d files, want %d and 1", len(at), r.Files, want)
	}
	if s.ours && len(s.objects) < 10 {
		t.Errorf("%d objects", len(s.objects))
	}
	y.newKey(y.key + "2")
	v, err = backup.OpenForReading(y.place, y.key+"2")
	y.ok(err)
	if _, err = backup.Restore(ctx, v, path+"2", nil, time.Time{}, nil); err == nil || !strings.Contains(err.Error(), "this key does not open the backup") {
		t.Error(err)
	}
}
