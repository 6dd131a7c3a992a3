package browsertest

import (
	"context"
	"fmt"
	"testing"

	"nariwai/internal/billing/billingdb"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/working"
)

// Two people review each other: neither sees what the other has written before both have, and afterwards everybody does.
func TestReviewsAreRevealedTogether(t *testing.T) {
	d, c := dbtest.SQLite(t)
	s := newSite(t, d, c, false)
	ctx := context.Background()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ok(d.MarkDemonstration(ctx, 0))
	client, worker := cast.Client(t, d, "minatoya"), cast.Worker(t, d, "michiru")
	deal := cast.Award(t, d, client, worker, false, 24_000)
	asked, err := billingdb.Fundings(ctx, d.Snapshot(), deal.Contract)
	ok(err)
	ok(funding.PayInDemonstration(ctx, d, client, asked[0].ID))
	_, err = working.DeliverItem(ctx, d, worker, deal.Items[0], working.Work{Body: "10本そろいました。"})
	ok(err)
	_, err = working.AcceptItem(ctx, d, client, deal.Items[0])
	ok(err)

	page, profile := "/contracts/"+string(deal.Contract)+"/review", "/talents/michiru/reviews"
	minatoya, michiru := enter(t, s.url, "minatoya", cast.SignIn(t, d, client)), enter(t, s.url, "michiru", cast.SignIn(t, d, worker))
	minatoya.visit("/contracts/" + string(deal.Contract))
	minatoya.press("評価のページ")
	minatoya.see("michiruさんの評価")
	minatoya.press("評価を書く")
	minatoya.see("満足か残念かを選んでください") // nothing chosen: the form comes back
	write := func(w *tab, mark int, words string) {
		t.Helper()
		w.choose("satisfied", "yes")
		for i := range 5 {
			w.choose(fmt.Sprint("a", i+1), fmt.Sprint(mark))
		}
		w.choose("private", "9")
		w.fill("言葉", words)
		w.press("評価を書く")
	}
	write(minatoya, 5, "雪の道まで調べてくださいました")
	minatoya.see("評価を書きました", "直せます")

	michiru.visit(page)
	michiru.miss("雪の道まで")
	michiru.visit(profile)
	michiru.miss("雪の道まで")
	michiru.visit(page)
	write(michiru, 4, "質問にすぐ答えてくださいました")
	michiru.see("雪の道まで調べてくださいました", "質問にすぐ答えてくださいました")
	minatoya.visit(page)
	minatoya.see("質問にすぐ答えてくださいました")
	if eval[bool](minatoya, `() => !!document.querySelector('main form [name=words]')`) {
		t.Error("a review that is revealed can be changed")
	}

	michiru.fill("返事の言葉", "ありがとうございました。また書かせてください")
	michiru.press("返事を公開する")
	everybody := s.window("everybody")
	everybody.visit(profile)
	everybody.see("雪の道まで調べてくださいました", "また書かせてください")
	everybody.miss("いっしょに仕事をしたいですか")
}
