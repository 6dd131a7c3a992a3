package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strings"
)

//go:embed static
var staticFiles embed.FS

type asset struct {
	kind        string
	plain, gzip []byte
}

// assets are the files under /static. The name of each holds a hash of its content, so that browsers
// may keep it for ever and still see a new one at once.
type assets struct {
	hashed map[string]string // "nariwai.css": "/static/nariwai.1a2b3c4d.css"
	files  map[string]asset  // "nariwai.1a2b3c4d.css"
}

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8",
}

func readAssets() *assets {
	a := &assets{map[string]string{}, map[string]asset{}}
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		panic(err) // embedded
	}
	for _, e := range entries {
		b, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			panic(err)
		}
		var z bytes.Buffer
		w, _ := gzip.NewWriterLevel(&z, gzip.BestCompression) // a constant level
		w.Write(b)
		w.Close()
		sum := sha256.Sum256(b)
		ext := path.Ext(e.Name())
		name := strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:4]) + ext
		a.hashed[e.Name()] = "/static/" + name
		a.files[name] = asset{contentTypes[ext], b, z.Bytes()}
	}
	return a
}

func (s *Server) serveStatic(w http.ResponseWriter, r *http.Request) {
	f, ok := s.assets.files[r.PathValue("file")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	exchangeOf(r).route = "GET /static/{file}"
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	b := f.plain
	if acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		b = f.gzip
	}
	w.Write(b)
}
