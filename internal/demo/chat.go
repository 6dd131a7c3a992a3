package demo

import (
	"math/rand/v2"
	"slices"
	"strings"

	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/usecase/talking"
)

// What people write to each other around the work, besides what the plot lets them say.
var (
	greetings = []string{
		"お引き受けくださり、ありがとうございます。仮払いが済んだら、はじめてください。分からないことは、いつでもここで聞いてください。",
		"ご提案を読んで、ぜひお願いしたいと思いました。どうぞよろしくお願いします。",
		"このたびは、よろしくお願いします。連絡は、夕方までにこちらを見るようにしています。",
		"お願いすることになり、うれしいです。急ぎではないので、ご自分の調子で進めてください。",
		"どうぞよろしくお願いします。資料で足りないものがあれば、教えてください。",
	}
	welcomes = []string{
		"ありがとうございます。仮払いを待って、はじめます。途中でいちど、様子をお知らせします。",
		"こちらこそ、よろしくお願いします。募集の文をもう一度読んで、進め方を考えておきます。",
		"選んでくださって、ありがとうございます。納期までに、落ち着いて仕上げます。",
		"よろしくお願いします。うかがいたいことが出たら、まとめてお送りします。",
	}
	wonders = []string{
		"納品の形は、文書ファイルひとつでよいでしょうか。",
		"見出しの数は、こちらで決めてよいでしょうか。",
		"表記は、ふだんお使いの決まりがあるでしょうか。なければ、こちらでそろえます。",
		"いただいた資料に、日付のないものが一つありました。去年のものと考えて、よいでしょうか。",
		"少し早くお渡しできそうです。早くても、お困りにならないでしょうか。",
	}
	checks = []string{
		"順調でしょうか。困っていることがあれば、早めに教えてください。",
		"資料は足りていますか。ほかに要るものがあれば、お送りします。",
		"進みぐあいは、いかがでしょうか。急がせるつもりはありません。",
		"ひとつ確かめさせてください。納期は、はじめのお約束のままで大丈夫でしょうか。",
	}
	reports = []string{
		"はい、予定どおり進んでいます。困ったことがあれば、すぐにお知らせします。",
		"半分ほどできました。約束の日には、余裕をもってお渡しできそうです。",
		"ありがとうございます。いまのところ、足りないものはありません。",
	}
	settles = []string{
		"はい、それでお願いします。",
		"ご確認ありがとうございます。そのとおりで大丈夫です。",
		"それで助かります。細かいところはお任せします。",
		"問題ありません。よろしくお願いします。",
	}
)

// asking reports whether somebody who writes this wants an answer.
func asking(text string) bool { return strings.Contains(text, "か。") }

// chat lets the two sides of a new contract greet each other, and each ask something on the way; they answer as quickly as they use to answer.
func (s *stage) chat(t *thread) {
	if slices.ContainsFunc(t.course, func(b beat) bool { return b.verb == endsMute || b.verb == endsLate || b.verb == complains }) {
		return // they have enough to say
	}
	d := dice("chat " + t.key + t.who)
	of := func(lines []string) string { return lines[d.IntN(len(lines))] }
	hello := s.clock().Add(clock.Duration(10+d.IntN(80)) * clock.Minute)
	s.remark(t, market.ClientSide, hello, of(greetings))
	s.remark(t, market.WorkerSide, answering(t.who, hello, d), of(welcomes))
	asks := s.at(t.on+1+d.IntN(3), 9+d.IntN(10), d.IntN(55))
	s.remark(t, market.WorkerSide, asks, of(wonders))
	s.remark(t, market.ClientSide, answering(t.client, asks, d), of(settles))
	checked := s.at(t.on+4+d.IntN(3), 10+d.IntN(8), d.IntN(55))
	s.remark(t, market.ClientSide, checked, of(checks))
	s.remark(t, market.WorkerSide, answering(t.who, checked, d), of(reports))
}

// answering is when somebody answers what comes at a moment: everybody has their own pace, nobody writes at night, and now and
// then somebody forgets until the day after the next.
func answering(who string, at clock.Instant, d *rand.Rand) clock.Instant {
	pace := clock.Duration(20+dice("pace "+who).IntN(420)) * clock.Minute
	answer := at.Add(pace/2 + clock.Duration(d.IntN(int(pace))))
	if d.IntN(16) == 0 {
		answer = at.Add(clock.Duration(30+d.IntN(12)) * clock.Hour)
	}
	switch h := answer.Time().Hour(); {
	case h >= 22:
		answer = answer.Add(10 * clock.Hour)
	case h < 8:
		answer = answer.Add(clock.Duration(8-h) * clock.Hour)
	}
	return answer
}

// remark plans a message in a contract. If the contract has ended by then nobody says it.
func (s *stage) remark(t *thread, side market.Side, at clock.Instant, text string) {
	s.plan(at, t.of()+" talk", func() error {
		open, err := find[id.Contract](s, "SELECT id FROM market_contract WHERE id = $1 AND state <> 'ended'", t.contract)
		if err != nil || open == "" {
			return err
		}
		tid, err := s.thread(t.contract)
		if err != nil {
			return err
		}
		from, to := t.client, t.who
		if side == market.WorkerSide {
			from, to = to, from
		}
		return s.say(from, to, tid, talking.Words{Body: text, Asks: asking(text)})
	})
}
