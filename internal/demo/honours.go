package demo

import (
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/portfolio"
	"nariwai/internal/usecase/honouring"
	"nariwai/internal/usecase/ranking"
	"nariwai/internal/usecase/showing"
)

// shown is a work that a worker shows: of the contract whose title begins so, or of their own.
type shownWork struct {
	who, of string
	day     int
	field   string // of an own work
	month   int    // of an own work, counted from this month
	answer  string // of the client: "yes", "no", or "" while it waits
	file    string // a small file that comes with it
	portfolio.Text
}

var shownWorks = []shownWork{
	{who: "yuri", of: "温泉街の朝ごはん", day: -50, answer: "yes", Text: portfolio.Text{Title: "湯けむりの朝ごはん", ForWhom: "旅行サイト", Sample: "湯守の手は、いつも少しだけ赤い。\nその手が、朝いちばんに味噌をとく。",
		What: "温泉街の6軒をたずね、朝の台所で話を聞いて書いた連載です。取材の段取りから見出しまで引き受けました。"}},
	{who: "mio", of: "移住して三年め", day: -40, answer: "yes", Text: portfolio.Text{Title: "移住して三年め、ふたりの話", ForWhom: "移住の相談窓口", Sample: "三年めにやっと、雪の前の空の色がわかるようになりました。",
		What: "画面ごしに90分ずつ話を聞き、3,000字にまとめました。話した方に読んでもらってから納めています。"}},
	{who: "michiru", of: "海産物の通販", day: -38, answer: "yes", file: "見本の文.txt", Text: portfolio.Text{Title: "海のものを、台所のことばで", ForWhom: "海産物の通販", Sample: "さっと湯にくぐらせると、緑が目をさます。", ShowReview: true,
		What: "30の品に、250字ずつの紹介文を書きました。届いた品を自分で料理してから書いています。"}},
	{who: "michiru", of: "湖のキャンプ場", day: -3, Text: portfolio.Text{Title: "湖のほとりで眠る", ForWhom: "旅行サイト", Sample: "夜の湖は、思っていたよりもずっと明るい。",
		What: "湖のまわりの8つのキャンプ場を案内する記事です。水場と夜の静けさを、自分の足で確かめて書きました。"}},
	{who: "michiru", day: -70, field: "writing", month: -6, Text: portfolio.Text{Title: "夕張の坂と階段", ForWhom: "自分で作った小さな本", Sample: "この町では、隣の家は上か下にある。",
		What: "町の坂と階段を1年歩いて書いた、24ページの本です。文と、下絵の地図を作りました。"}},
	{who: "takumi", of: "歩く人のための島の地図", day: -20, answer: "yes", Text: portfolio.Text{Title: "歩く人のための島の地図", ForWhom: "島の商店街", What: "1周4時間の島を、歩く人の目の高さで描きました。水が飲める場所とベンチを、すべて入れています。"}},
	{who: "sayaka", of: "喫茶店の品書き", day: -30, answer: "no", Text: portfolio.Text{Title: "布の表紙の品書き", ForWhom: "喫茶店", What: "二つ折りの品書きです。紙と布を選ぶところから引き受けました。"}},
	{who: "koharu", of: "予約のしかたを説明する", day: -25, answer: "yes", Text: portfolio.Text{Title: "はじめての人に答える30の文", ForWhom: "予約の仕組みをつくる会社", What: "問い合わせの多い順に並べ、1つの答えを120字までにまとめました。"}},
}

// nominations of the year's prizes: by whom, for whom, which prize, and what they say to it.
var nominated = []struct {
	by, who, prize, words string
	accepts               bool
}{
	{"kitamichi", "yuri", "writing", "取材した方から、お礼の手紙が届きました。こちらの直しは、ほとんどありません。", true},
	{"kurashi", "mio", "writing", "話した方が、読んで泣いたと言っていました。", true},
	{"nanpu", "takumi", "design", "地図を持って歩く人が、本当に増えました。", true},
	{"umineko", "michiru", "writing", "ことばの向こうに、台所が見えます。", false},
	{"unetosora", "suzu", "newcomer", "はじめての仕事とは思えないほど、ていねいでした。", true},
	{"michiru", "madoka", "region", "畑の話を、いつも土の匂いのまま書く人です。", true},
}

// honours plans what people show of their work, whose names stand in the ranking, and this year's prizes.
func (s *stage) honours() {
	for _, p := range players() {
		if p.Works && dice("named "+p.Handle).IntN(5) > 1 && p.Handle != "michiru" {
			s.plan(s.at(max(p.joined+4, -60), 20, 10), "name of "+p.Handle, func() error { return ranking.SetConsent(s.ctx, s.d, s.actors[p.Handle], true) })
		}
	}
	for _, w := range shownWorks {
		s.plan(s.at(w.day, 21, 5), "work of "+w.who, func() error { return s.shows(w) })
	}
	year := int64(s.on(-14).Year())
	s.plan(s.at(-14, 10, 0), "prizes", func() error { return honouring.OpenYear(s.ctx, s.d, s.at0(), year, s.on(16)) })
	for i, n := range nominated {
		s.plan(s.at(-12+i, 13, 20), "nomination by "+n.by, func() error {
			pid, err := find[id.Prize](s, "SELECT id FROM prize_prize WHERE year = $1 AND (field = $2 OR kind = $2)", year, n.prize)
			if err != nil || pid == "" {
				return err
			}
			err = honouring.Nominate(s.ctx, s.d, s.actors[n.by], pid, n.who, n.words)
			if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) { // at the turn of the year nobody has earned anything in it
				return nil
			}
			if err == nil && n.accepts {
				s.plan(s.at(-11+i, 20, 30), "answer of "+n.who, func() error { return honouring.Answer(s.ctx, s.d, s.actors[n.who], pid, true, false) })
			}
			return err
		})
	}
}

// shows lets a worker make a work and show it, or ask its client.
func (s *stage) shows(w shownWork) error {
	a := s.actors[w.who]
	if w.of == "" {
		m := calendar.MonthOf(s.today)
		for range -w.month {
			m = m.Prev()
		}
		wid, err := showing.MakeOwn(s.ctx, s.d, a, showing.Form{Field: w.field, Month: m, Text: w.Text})
		if err != nil {
			return err
		}
		return showing.Publish(s.ctx, s.d, a, wid)
	}
	cid, err := find[id.Contract](s, `SELECT c.id FROM market_contract c WHERE c.worker = $1 AND c.title LIKE $2 AND c.state = 'ended'
		AND EXISTS (SELECT 1 FROM market_item i WHERE i.contract = c.id AND i.state = 'accepted')`, a.Party, w.of+"%")
	if err != nil || cid == "" { // it took longer this time
		return err
	}
	wid, err := showing.MakeOfContract(s.ctx, s.d, a, cid, w.Text)
	if err != nil {
		return err
	}
	if w.file != "" {
		u, err := showing.StoreFile(s.ctx, s.d, s.files, a, wid, w.file, strings.NewReader(w.Sample+"\n"))
		if err != nil {
			return err
		}
		if err := showing.AddFiles(s.ctx, s.d, a, wid, []showing.Upload{u}); err != nil {
			return err
		}
	}
	if err := showing.Ask(s.ctx, s.d, a, wid); err != nil || w.answer == "" {
		return err
	}
	client, err := find[string](s, "SELECT p.handle FROM market_contract c JOIN people_party p ON p.id = c.client WHERE c.id = $1", cid)
	if err != nil {
		return err
	}
	s.plan(s.at(w.day+1, 11, 15), "answer to the work of "+w.who, func() error {
		return showing.Answer(s.ctx, s.d, s.actors[client], wid, w.answer == "yes", "まだお店で使っていないので、もう少し待ってください。")
	})
	return nil
}
