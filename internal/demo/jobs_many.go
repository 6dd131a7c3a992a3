package demo

import "nariwai/internal/market"

// What is ordered from many at once: small works, from which the market's prices can be told.
var jobsMany = []job{
	{key: "fuyujitaku", client: "nanpu", in: "writing/local", title: "あなたの町の冬じたくを伝える短い記事（1人3本・16人）",
		body: `週刊の紙面の特集に載せる、冬じたくの記事をお願いします。お住まいの町のことを、1本500字で3本です。お一人3本、16人の方にお願いします。

薪を積む、漬物を漬ける、船を上げるなど、題材は一つずつ選んでください。ご自分で見たことと、人から聞いたことを分けて書いてください。`,
		gives: "記事3本（各500字）", unit: market.PerPiece, n: 3, pay: 6_600,
		open: -60, close: -55, due: -38, places: 16, rivals: 3, sent: priced(map[string]int64{"sora": 5_400, "kotone": 6_000, "kei": 7_200, "yuri": 8_100, "hiyori": 4_800, "mio": 7_500, "sayaka": 9_000, "ichika": 5_700}),
		hires: all([]string{"sora", "kotone", "kei", "madoka", "nozomi", "yuri", "hiyori", "suzu", "akari", "mio", "sayaka", "haruka", "ichika", "koharu", "karin", "aoi"}, -54, -53, -44, -41)},

	{key: "hakozume", client: "unetosora", in: "writing/product", title: "箱に入れるひとことの文（1人2,000字・8人）",
		body: `野菜の箱に入れる、ひとことの文をお願いします。1枚100字で20枚、お一人2,000字です。8人の方にお願いします。

届いた日に台所で読まれるものです。いまある野菜の名前を一つと、食べ方を一つ入れてください。`,
		gives: "文20枚（各100字、表計算のファイル）", unit: market.PerCharacter, n: 2_000, pay: 6_000,
		open: -48, close: -43, due: -28, places: 8, rivals: 2, sent: priced(map[string]int64{"madoka": 6_800, "suzu": 5_400, "karin": 5_000, "sora": 7_200}),
		hires: all([]string{"madoka", "suzu", "haruka", "karin", "koharu", "sora", "hiyori", "yuri"}, -42, -41, -33, -30)},
}

// all hires everybody on one day for courses without a word.
func all(who []string, on, paid, delivered, accepted int) (hires []hire) {
	for i, w := range who {
		hires = append(hires, hire{w, on, smooth(paid, delivered+i%3, accepted+i%3)})
	}
	return hires
}

// priced are proposals that ask another price than the client's.
func priced(prices map[string]int64) map[string]sent {
	all := map[string]sent{}
	for who, price := range prices {
		all[who] = sent{price: price}
	}
	return all
}
