package browsertest

import (
	"context"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/yen"
)

// floor sets the operator's floor for an article from tomorrow on, and lets the night pass.
func (s *site) floor(action market.FloorAction) {
	s.Helper()
	tomorrow := calendar.On(s.clock.Now()).AddDays(1)
	if err := s.d.Write(context.Background(), func(tx *db.Tx) error {
		return policydb.Set(context.Background(), tx, policy.Floor, id.Site, tomorrow,
			market.Floors{Action: action, Rows: []market.Floor{{Category: "writing", Unit: market.PerPiece, Least: 700_00}}}, "")
	}); err != nil {
		s.Fatal(err)
	}
	s.until(tomorrow.Start().Add(9 * clock.Hour))
}

// inHokkaido opens a window for somebody who lives there.
func (s *site) inHokkaido(name string, a people.Actor) *tab {
	s.Helper()
	hash, err := hasher.Hash(context.Background(), passphrase)
	if err != nil {
		s.Fatal(err)
	}
	cast.Change(s.T, s.d, a, func(p *people.Person, party *people.Party) { p.Password, party.Prefecture = hash, "01" })
	w := s.window(name)
	s.signIn(w, name+"@example.jp")
	return w
}

// thirtyYen writes a job of ten articles at 30 yen each as far as its pay, and stands on that page.
func (s *site) thirtyYen(client *tab) {
	s.Helper()
	client.visit("/jobs/new")
	client.fill("title", "地域の記事を10本書いてくださる方")
	client.choose("category", "writing/local")
	client.fill("body", "1本1,000字の記事を10本お願いします。")
	client.fill("deliverable", "1,000字の原稿10本")
	client.press("残して次へ")
	client.choose("unit", "piece")
	client.fill("quantity", "10")
	client.fill("pay", "300")
	client.fill("hires", "1")
}

// publish gives the rest of a job and shows it to all.
func (s *site) publish(client *tab) (job string) {
	s.Helper()
	today := calendar.On(s.clock.Now())
	client.fill("closes_on", today.AddDays(7).String())
	client.fill("due_on", today.AddDays(20).String())
	client.choose("rights", "transfer")
	client.choose("ai_policy", "none")
	client.pick("登録番号がなくてもよい")
	client.press("残して次へ")
	client.press("次へ")
	client.press("公開する")
	return client.path()
}

// A posting at 30 yen an article is met by the gauge, by what an hour comes to beside Hokkaido's minimum wage, and by the
// operator's rule: when it is written, and when it is read.
func TestThirtyYenAnArticle(t *testing.T) {
	for _, js := range []bool{false, true} {
		t.Run(map[bool]string{false: "without JavaScript", true: "with JavaScript"}[js], func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) { thirtyYen(newSite(t, d, c, js)) })
		})
	}
}

func thirtyYen(s *site) {
	s.clock.Set(clock.At(2026, 4, 20, 9, 0))
	// Articles went for 1,000 to 3,400 yen and took from 50 to 98 minutes.
	var works []market.Past
	for i := range int64(25) {
		works = append(works, market.Past{Category: "writing/local", Unit: market.PerPiece, Quantity: 5, Pay: yen.Of(5 * (1_000 + 100*i)), Time: clock.Duration(5*(50+2*i)) * clock.Minute})
	}
	cast.Past(s.T, s.d, works)
	client, worker := s.inHokkaido("kitamichi", cast.Client(s.T, s.d, "kitamichi")), s.inHokkaido("michiru", cast.Worker(s.T, s.d, "michiru"))

	// The operator's rule informs: the client meets gauge, hour and floor while writing.
	s.floor(market.Inform)
	s.thirtyYen(client)
	if s.js { // the page follows what is typed
		client.await("この仕事30円/件")
	} else {
		client.press("入れた金額でくらべ直す")
	}
	// 300 yen less the fee of 60, for ten times 74 minutes.
	client.see("「地域・暮らしの記事」のめやす", "下限より低い", "この募集30円/件", "下限700円/件", "中央値2,200円/件", "この半年に検収された25件",
		"1時間は19円", "北海道の最低賃金1,075円の1%", "25件のまん中では、1件に74分間かかっています", "業務の委託には当てはまりません",
		"中央値・2,200円/件", "手取り15,558円", "払う金額22,000円")
	client.shot("price-form")
	client.look(look{390, "light", true})
	client.shot("price-form-390")
	client.look(look{1280, "light", true})
	client.press("残して次へ")
	job := s.publish(client)
	for _, reader := range []*tab{client, worker} {
		reader.visit(job)
		reader.see("報酬が、めやすの下限より低い募集です", "下限より低い", "この仕事は30円です", "1時間は19円", "北海道の最低賃金1,075円の1%")
		reader.shot("price-job-" + reader.name)
	}
	worker.look(look{390, "light", true})
	worker.shot("price-job-390")
	worker.visit("/en" + job)
	worker.see("This job pays ¥30", "¥19 an hour", "Hokkaido's minimum wage is ¥1,075; this is 1% of it")
	worker.shot("price-job-en-390")
	worker.look(look{1280, "light", true})
	if !s.js {
		return
	}

	// It asks for a reason, which the worker reads.
	s.floor(market.RequireReason)
	s.thirtyYen(client)
	client.press("残して次へ")
	client.see("報酬がめやすの下限（7,000円）より低い理由を書いてください", "1時間は19円")
	client.shot("price-reason")
	client.fill("low_reason", "見出しだけを直す軽い仕事です。")
	client.press("残して次へ")
	job = s.publish(client)
	worker.visit(job)
	worker.see("依頼主の理由：見出しだけを直す軽い仕事です。", "1時間は19円")

	// It blocks: what comes to the minimum wage can be chosen, and then it goes on.
	s.floor(market.Block)
	s.thirtyYen(client)
	client.press("残して次へ")
	client.see("この分野のめやすの下限（7,000円）より低い報酬では、公開できません")
	client.shot("price-block")
	reaches := eval[string](client, `() => document.querySelector('button[value=price-wage] b').textContent`)
	client.press(reaches)
	client.see("めやすどおり")
	if got := eval[string](client, `() => document.getElementById('f-pay').value + '円'`); got != reaches {
		s.Errorf("the field holds %s, the choice was %s", got, reaches)
	}
	client.shot("price-chosen")
	client.press("残して次へ")
	worker.visit(s.publish(client))
	worker.miss("下限より低い")
	worker.see("めやすどおり", "最低賃金1,075円の100%")
	worker.shot("price-job-fair")
}
