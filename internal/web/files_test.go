package web

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"nariwai/internal/blob"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/policy"
	"nariwai/internal/upload"
)

var fileLink = regexp.MustCompile(`/files/[0-9a-f-]{36}`)

// What the scanner has not looked at, or has found something in, nobody gets: not the other side, not the sender, not the desk.
func TestQuarantine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		r := newWorkroom(t, d, c)
		r.asClient.upload(r.room()+"/files", nil, "先.txt", "まえのもの").want(t, 303)
		before := fileLink.FindString(r.asWorker.get(r.room()).body)
		r.asDesk.get("/desk/files").want(t, 200, "ウイルスの検査は、設定されていません。")

		x, err := blob.NewScanner("tcp://127.0.0.1:1")
		if err != nil {
			t.Fatal(err)
		}
		r.s.Files.ScanWith(x)
		r.asClient.upload(r.room()+"/files", nil, "資料.txt", "しりょう").want(t, 303)
		var file string
		if err := db.One(ctx, d.Snapshot(), []any{&file}, "SELECT id FROM market_file WHERE name = '資料.txt'"); err != nil {
			t.Fatal(err)
		}
		file = "/files/" + file
		for _, side := range []*site{r.asClient, r.asWorker} {
			a := side.get(r.room())
			a.want(t, 200, "資料.txt", "確かめています", "ふつうは1分以内に終わります")
			a.lacks(t, file)
			side.get(file).want(t, 409, "確かめているところです")
			side.get(before).want(t, 200, "まえのもの") // came when there was no scanner
		}
		r.asOther.get(file).want(t, 404)
		a := r.asDesk.get("/desk")
		a.lacks(t, "ファイルの検査が進んでいません。")
		c.Advance(11 * clock.Minute)
		r.asDesk.get("/desk").want(t, 200, "ファイルの検査が進んでいません。")
		r.asDesk.get("/desk/files").want(t, 200, "検査が進んでいません。", "1個")
		r.alone.get("/metrics").want(t, 200, "nariwai_files_waiting 1")

		set := func(state upload.State) {
			t.Helper()
			if err := d.Write(ctx, func(tx *db.Tx) error {
				return tx.Exec(ctx, 1, "UPDATE upload_scan SET state = $1, virus = 'Eicar-Signature', at = $2 WHERE state <> 'unscanned'", state, tx.Now)
			}); err != nil {
				t.Fatal(err)
			}
		}
		set(upload.Found)
		for _, side := range []*site{r.asClient, r.asWorker} {
			a := side.get(r.room())
			a.want(t, 200, "資料.txt", "ウイルスが見つかりました")
			a.lacks(t, file)
			side.get(file).want(t, 409, "このファイルは渡せません。ウイルスが見つかりました")
		}
		r.asDesk.get("/desk/files").want(t, 200, "Eicar-Signature", "12 B")
		r.asWorker.upload(r.room()+"/files", nil, "同じ.txt", "しりょう").want(t, 422, "ウイルスが見つかったファイルと同じものです（Eicar-Signature）")
		set(upload.Clean)
		r.asWorker.get(file).want(t, 200, "しりょう")
		r.asWorker.upload(r.room()+"/files", nil, "同じ.txt", "しりょう").want(t, 303)
	})
}

// Each side has room of its own, and is told how much of it is left.
func TestRoomForFiles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		r := newWorkroom(t, d, c)
		if err := d.Write(ctx, func(tx *db.Tx) error {
			return tx.Exec(ctx, 1, "UPDATE policy_rule SET body = '{\"contract\":1,\"thread\":1}' WHERE kind = $1", policy.Room)
		}); err != nil {
			t.Fatal(err)
		}
		text := strings.Repeat("あ", 200_000) // 600 kB
		r.asClient.upload(r.room()+"/files", nil, "1.txt", text).want(t, 303)
		a := r.asClient.upload(r.room()+"/files", nil, "2.txt", text)
		a.want(t, 422, "合わせて1.0 MBまでです。残りは400 KBで、選んだファイルは600 KBあります")
		r.asClient.upload(r.room()+"/files", nil, "3.txt", text[:300_000]).want(t, 303)
		r.fund()
		r.asWorker.upload(r.at("deliver"), url.Values{"body": {"できました"}}, "原稿.txt", text, "2.txt", text+"x").want(t, 422, "残りは1.0 MB", "できました")
		r.asWorker.upload(r.at("deliver"), url.Values{"body": {"できました"}}, "原稿.txt", text).want(t, 303)
		r.asClient.get("/rules").want(t, 200, "ファイルを置ける量")
	})
}
