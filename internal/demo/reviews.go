package demo

import (
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/people"
	"nariwai/internal/review"
	"nariwai/internal/usecase/reviewing"
)

// said is what people of the demonstration market write of each other.
var said = struct{ ofWorker, ofClient []string }{
	ofWorker: []string{
		"季節の見どころを先に教えてくださり、こちらの直しがほとんどありませんでした。",
		"電話での確かめがていねいで、安心してお任せできました。またお願いします。",
		"決めた日よりも早く届きました。説明の書き方も読みやすかったです。",
		"仕上がりはとてもよかったです。途中の連絡が、もう少しあると助かります。",
	},
	ofClient: []string{
		"頼みたいことがはっきりしていて、迷わずに進められました。",
		"検収が早く、直しのお願いも約束の中でした。",
		"質問にすぐ答えてくださいました。気持ちよく働けました。",
		"資料がそろうまでに少し時間がかかりましたが、理由を話してくださいました。",
	},
}

// review plans what both sides of a contract say of each other in the days after its end. One of ten says nothing.
func (s *stage) review(t *thread, client, worker people.Actor) {
	for i, by := range []people.Actor{client, worker} {
		words := said.ofWorker
		if i == 1 {
			words = said.ofClient
		}
		n := t.dice.IntN(len(words))
		c := review.Content{Satisfied: review.Satisfied, Words: words[n], Private: int64(7 + t.dice.IntN(4))}
		for k := range c.Aspects {
			c.Aspects[k] = int64(4 + t.dice.IntN(2))
		}
		if n == 3 {
			c.Aspects[1] = 3
		}
		silent := t.dice.IntN(10) == 0
		at := s.clock().Add(clock.Day*clock.Duration(1+i) + clock.Duration(t.dice.IntN(300))*clock.Minute)
		if silent {
			continue
		}
		s.plan(at, t.of()+" review", func() error {
			err := reviewing.WriteReview(s.ctx, s.d, by, t.contract, c)
			if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Conflict) { // other parts of the contract still run
				return nil
			}
			return err
		})
	}
}
