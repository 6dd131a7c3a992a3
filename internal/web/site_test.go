package web

import (
	"net/http/httptest"
	"testing"

	"nariwai/internal/db/dbtest"
)

func TestHome(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	s := New(Config{DB: d})
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	t.Log(w.Code, w.Header(), w.Body.String())
}
