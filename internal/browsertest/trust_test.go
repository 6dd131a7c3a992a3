package browsertest

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"nariwai/internal/blob"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/usecase/attesting"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/web"
	"nariwai/internal/webtest"
)

// Somebody shows a document, the desk looks at it with a reason and passes it, the profile says so, and the record that they then
// take along is what the site has signed, until one byte of it is changed.
func TestAKnownPersonsRecord(t *testing.T) {
	t.Parallel()
	d, c := dbtest.SQLite(t)
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(nil)
	base := "http://" + server.Listener.Addr().String()
	pages := web.New(web.Config{DB: d, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})), Hasher: hasher, Files: files, BaseURL: base})
	server.Config.Handler = pages.Handler()
	server.Start()
	t.Cleanup(server.Close)
	t.Cleanup(pages.EndStreams)
	s := &site{t, d, c, base, false}

	worker := s.inHokkaido("michiru", cast.Worker(t, d, "michiru"))
	worker.visit("/identity")
	worker.see("個人番号（マイナンバー）は受け取れません")
	worker.choose("kind", "license")
	worker.attach("document", s.file("menkyo.png", string(webtest.Picture())))
	worker.press("暗号にして送る")
	worker.see("書類を受け取りました", "まだ開いていません")

	desk := s.operator("yamaguchi")
	desk.visit("/desk/identity")
	desk.press("michiru")
	desk.miss("本人と確かめた")
	desk.fill("why", "届いた順に確認")
	desk.press("理由を記録して開く")
	if width := eval[int](desk, `async () => { const i = document.querySelector('main img'); await i.decode(); return i.naturalWidth }`); width != 64 {
		t.Errorf("the picture is %d pixels wide", width)
	}
	desk.press("本人と確かめた")
	desk.see("書類は消し、本人に知らせました", "確認を待つ書類はありません")

	worker.visit("/talents/michiru")
	worker.see("確認（2026年")
	worker.visit("/record/export")
	record := eval[string](worker, `async () => {
		const form = document.querySelector('main form');
		return (await fetch(form.action, {method: 'POST', body: new URLSearchParams(new FormData(form))})).text();
	}`)
	keys := worker.download("/.well-known/nariwai-keys.json")
	r, err := attesting.VerifyRecord([]byte(record), []byte(keys))
	if err != nil || r.Site != base || r.Worker.Handle != "michiru" || !strings.HasPrefix(r.Worker.Identity, "2026-") {
		t.Fatalf("%+v %v\n%s", r, err, record)
	}
	changed := []byte(record)
	changed[len(changed)/3] ^= 1
	if _, err := attesting.VerifyRecord(changed, []byte(keys)); !fault.Is(err, fault.Invalid) {
		t.Error("one changed byte is taken:", err)
	}
	if _, err := attesting.ExportRecord(context.Background(), d, cast.Worker(t, d, "other"), "", ""); !fault.Is(err, fault.Unavailable) {
		t.Error("signed for a site without an address:", err)
	}
}
