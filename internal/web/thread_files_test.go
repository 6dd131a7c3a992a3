package web

import (
	"bytes"
	"image"
	"image/png"
	"net/url"
	"strings"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/market"
	"nariwai/internal/policy"
	"nariwai/internal/query"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/yen"
)

// proposed is the path of a thread before a contract.
func (r *workroom) proposed() string {
	r.t.Helper()
	jid, err := posting.SaveDraft(ctx, r.db, r.client, "", market.Spec{
		Category: "writing/travel", Title: "朝市の写真", Body: "朝市を撮ります。", Deliverable: "写真10枚", Rights: market.RightsTransfer, AIPolicy: market.AIAssist,
		Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(40_000), Hires: 1, ClosesOn: calendar.Of(2026, 4, 10), DueOn: calendar.Of(2026, 5, 10), Unregistered: true,
	})
	if err == nil {
		_, err = posting.PublishJob(ctx, r.db, r.client, jid)
	}
	if err == nil {
		_, err = proposing.SubmitProposal(ctx, r.db, r.worker, jid, market.Offer{Price: yen.Of(40_000), Message: "撮ります。", DueOn: calendar.Of(2026, 5, 9)})
	}
	if err != nil {
		r.t.Fatal(err)
	}
	tid, err := query.JobThread(ctx, r.db.Snapshot(), jid, r.worker.Party)
	if err != nil || tid == "" {
		r.t.Fatal(tid, err)
	}
	return "/messages/" + string(tid)
}

// Both sides of a thread have its files, before a contract too, and nobody else.
func TestFilesOfAThread(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		r := newWorkroom(t, d, c)
		thread := r.proposed()
		var photo bytes.Buffer
		if err := png.Encode(&photo, image.NewGray(image.Rect(0, 0, 640, 320))); err != nil {
			t.Fatal(err)
		}
		r.alone.upload(thread, nil, "a.txt", "x").want(t, 401)
		r.asOther.upload(thread, url.Values{"body": {"x"}}, "a.txt", "x").want(t, 404)
		r.asWorker.upload(thread, url.Values{"body": {"見本です"}}, "見本.exe", "MZ\x90\x00\x03\x00\x00\x00").want(t, 422, "プログラムのファイルなので", "見本です")
		for range 2 { // a double click
			r.asWorker.upload(thread, url.Values{"body": {"見本です"}, "once": {"k"}}, "見本.png", photo.String(), "説明.txt", "夕張で撮りました").want(t, 303)
		}
		r.asWorker.upload(thread, url.Values{"body": {" "}}, "もう1枚.txt", "ひとつだけ").want(t, 303) // files can stand alone
		r.asWorker.upload(thread, url.Values{"body": {" "}}).want(t, 422, "メッセージを書いてください")
		a := r.asClient.get(thread)
		a.want(t, 200, "見本です", "見本.png", "説明.txt", "もう1枚.txt", "/small\" width=\"320\" height=\"160\"")
		if n := strings.Count(a.body, "見本.png"); n != 1 {
			t.Errorf("%d pictures", n)
		}
		links := fileLink.FindAllString(a.body, -1)
		small := links[0] + "/small"
		for _, side := range []*site{r.asClient, r.asWorker} {
			side.get(small).want(t, 200)
			a := side.get(links[len(links)-1])
			a.want(t, 200, "ひとつだけ")
			if a.Header.Get("Content-Security-Policy") != "default-src 'none'; sandbox; frame-ancestors 'none'" {
				t.Error(a.Header)
			}
		}
		r.asOther.get(links[0]).want(t, 404)
		r.asOther.get(small).want(t, 404)
		r.asDesk.get(links[0]).want(t, 404)
		r.alone.get(links[0]).want(t, 303)
		r.asClient.get("/messages").want(t, 200, "朝市の写真", "ファイル")
		r.asClient.get("/notices").want(t, 200, "「朝市の写真」にメッセージが届きました")

		// Each side has room of its own.
		if err := d.Write(ctx, func(tx *db.Tx) error {
			return tx.Exec(ctx, 1, "UPDATE policy_rule SET body = '{\"contract\":9,\"thread\":1}' WHERE kind = $1", policy.Room)
		}); err != nil {
			t.Fatal(err)
		}
		text := strings.Repeat("あ", 250_000) // 750 kB
		r.asClient.upload(thread, url.Values{"body": {"地図"}}, "1.txt", text).want(t, 303)
		r.asClient.upload(thread, url.Values{"body": {"もう1つの地図"}}, "2.txt", text).want(t, 422, "合わせて1.0 MBまでです。残りは250 KBで", "もう1つの地図")
		r.asWorker.upload(thread, url.Values{"body": {"どうも"}}, "3.txt", text).want(t, 303)

		// What comes with a message in a contract is a file of the contract.
		contract, err := query.ContractThread(ctx, d.Snapshot(), r.cid, r.worker.Party)
		if err != nil {
			t.Fatal(err)
		}
		r.asWorker.upload("/messages/"+string(contract), url.Values{"body": {"下書きです"}}, "下書き.txt", "とちゅう").want(t, 303)
		r.asClient.get("/messages/"+string(contract)).want(t, 200, "下書きです", "下書き.txt")
		a = r.asClient.get(r.room())
		a.want(t, 200, "下書きです", "ファイル 1")
		if n := strings.Count(a.body, "下書き.txt"); n != 2 { // beside the message, and among the files
			t.Errorf("it stands %d times in the room", n)
		}
		r.fund()
		r.asWorker.get(r.at("deliver")).want(t, 200, "下書き.txt")
	})
}
