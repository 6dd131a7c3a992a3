package demo

import (
	"fmt"

	"nariwai/internal/bulk"
	"nariwai/internal/id"
	"nariwai/internal/usecase/bulking"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

// writers are those who write the articles of the bulk order, with how many each has taken, and how many of them are accepted, wait for the
// client, and were sent back.
var writers = []struct {
	key                           string
	taken, accepted, waits, fixes int
}{{"michiru", 14, 8, 3, 1}, {"ayumu", 18, 10, 4, 1}, {"tsumugi", 16, 9, 3, 2}, {"sora", 15, 8, 3, 1}, {"shiori", 12, 5, 2, 1}}

// arcades name the articles: towns and what their shopping arcades are known for. All of them are invented.
var arcades = [...][]string{
	{"港前", "坂の上", "川向こう", "城下", "駅裏", "門前", "湯の里", "峠下", "水辺", "旧市街"},
	{"朝市通り", "灯籠の小路", "織物横丁", "本の小道", "味噌蔵通り", "染物坂", "屋台広場", "古道具横丁", "菓子の辻", "時計台通り"},
}

// bulkOrder plans a bulk order of a hundred articles that is half written today.
func (s *stage) bulkOrder() {
	var order id.Bulk
	s.plan(s.at(-20, 9, 40), "bulk order", func() (err error) {
		order, err = bulking.CreateOrder(s.ctx, s.d, s.actors["kitamichi"], bulk.Brief{Title: "歩いて楽しい商店街を400字で紹介する記事", Category: "writing/travel",
			Guide:       "旅の途中で立ち寄りたくなるように、商店街を1つずつ紹介してください。\n\n- です・ます調で、400字前後\n- 店の名前は2つまで\n- 「絶対」「必ず」は使わない\n- 行き方は書かない（こちらで地図を付けます）",
			Sample:      "坂を上りきると、潮の匂いがふいに遠くなります。石畳の両側に、間口の狭い店が肩を寄せて並んでいました。",
			Deliverable: "原稿を1本ずつ、納品の欄に書きこむ", Rights: "transfer", AIPolicy: "assist", Checks: bulk.Checks{Tolerance: 15, Forbidden: "絶対\n必ず", Similarity: 30},
			Audience: bulk.All, Cap: 20, Direction: bulk.OwnDirection, Withhold: true})
		if err != nil {
			return err
		}
		var rows []bulk.Ask
		for i := range 100 {
			rows = append(rows, bulk.Ask{Title: arcades[0][i/10] + " " + arcades[1][i%10], Keywords: "商店街,散歩," + arcades[0][i/10], Chars: 400, Price: yen.Of(1_200),
				DueOn: s.on(4 + i/10)})
		}
		if err := bulking.AddLines(s.ctx, s.d, s.actors["kitamichi"], order, rows); err != nil {
			return err
		}
		return bulking.PublishOrder(s.ctx, s.d, s.actors["kitamichi"], order)
	})
	s.plan(s.at(-20, 14, 10), "pay for the bulk order", func() error {
		f, err := find[id.Funding](s, "SELECT id FROM billing_funding WHERE bulk_order = $1", order)
		if err != nil {
			return err
		}
		return funding.PayInDemonstration(s.ctx, s.d, s.actors["kitamichi"], f)
	})
	n := 0
	for i, w := range writers {
		first := n
		n += w.taken
		s.plan(s.at(-19, 9, 5+i), "seat in the bulk order", func() error {
			if err := bulking.InviteWorker(s.ctx, s.d, s.actors["kitamichi"], order, s.actors[w.key].Party, 0); err != nil {
				return err
			}
			return bulking.AnswerInvitation(s.ctx, s.d, s.actors[w.key], order, true)
		})
		line := func(k int) (id.Item, error) {
			return find[id.Item](s, "SELECT id FROM bulk_line WHERE bulk = $1 AND n = $2 AND round = 0", order, first+k+1)
		}
		s.plan(s.at(-18, 9, 20+i), "take lines", func() error {
			var list []id.Item
			for k := range w.taken {
				l, err := line(k)
				if err != nil {
					return err
				}
				list = append(list, l)
			}
			_, err := bulking.TakeLines(s.ctx, s.d, s.actors[w.key], order, list)
			return err
		})
		for k := range w.accepted + w.waits + w.fixes {
			day := -16 + k
			if k >= w.accepted {
				day = -1 - (k-w.accepted)%2
			}
			title := fmt.Sprintf("%s %s", arcades[0][(first+k)/10], arcades[1][(first+k)%10])
			s.plan(s.at(day, 10+i, 7*k%60), "deliver an article", func() error {
				l, err := line(k)
				if err != nil {
					return err
				}
				_, err = working.DeliverItem(s.ctx, s.d, s.actors[w.key], l, working.Work{Body: article(title)})
				return err
			})
			if k < w.accepted {
				s.plan(s.at(day, 17, 2*k+i), "accept an article", func() error {
					l, err := line(k)
					if err != nil {
						return err
					}
					_, err = working.AcceptItem(s.ctx, s.d, s.actors["kitamichi"], l)
					return err
				})
			} else if k >= w.accepted+w.waits {
				s.plan(s.at(0, 8, 30+i), "send an article back", func() error {
					l, err := line(k)
					if err != nil {
						return err
					}
					_, err = working.RequestRevision(s.ctx, s.d, s.actors["kitamichi"], l, "書き出しが、ほかの記事とよく似ています。この通りにしかないものから始めてください。", "client")
					return err
				})
			}
		}
	}
}

// article is what a writer delivers.
func article(title string) string {
	return "# " + title + "\n\n朝の早いうちに歩くと、店のひとが水を打つ音が聞こえてきます。角を曲がるたびに、だしの匂いや、焼きたての生地の匂いが混ざり、気がつくと足が遅くなっています。" +
		"\n\n古い看板の下で話を聞くと、この通りは三度の大雪をいっしょに片づけてきたのだそうです。隣の店が休めば品物を預かり、祭りの晩は戸を開けたまま出かける。そういう間がらが、そのまま通りの明るさになっています。" +
		"\n\n買ったものを手に、端の長椅子に腰をおろしてみてください。次の角の先が、きっと見たくなります。"
}
