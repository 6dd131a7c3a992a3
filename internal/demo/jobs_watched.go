package demo

import (
	"nariwai/internal/market"
	"nariwai/internal/trust"
)

// What the desk has to look at: a sentence that asks for contact outside, which somebody has reported, and pay below the floor.
var jobsWatched = []job{
	{key: "kutikomi", client: "hikoukigumo", in: "writing/local", title: "町の習いごとを紹介する短い記事（12本）",
		body: `町で習いごとを開いている方を紹介する、1本600字の記事を12本お願いします。教室の一覧と、先生方の紹介文をお渡しします。

書きはじめる前に、進め方をご相談したいです。応募の前に、まずLINEを追加してご連絡ください。原稿は、週に三本ずつ送っていただければ助かります。`,
		gives: "紹介記事12本（各600字、文書ファイル）", unit: market.PerPiece, n: 12, pay: 24_000,
		open: -3, close: 9, due: 40, rivals: 2,
		reports: []tip{{"shiori", -1, trust.ReasonOutside, "応募の前にLINEの登録を求められました。外でのやりとりは不安です。"}}},

	{key: "soekotoba", client: "kobako", in: "writing/product", title: "手づくり雑貨に添えるひとこと（50点）",
		body: `通販の品に添える、ひとこと（80字ほど）を50点分お願いします。写真と、作り手の覚え書きをお渡しします。

使う場面が浮かぶような、あたたかい言葉を探しています。同じ言い回しが続かないように気をつけてください。`,
		gives: "ひとこと50点（表計算のファイル）", unit: market.PerPiece, n: 50, pay: 9_000,
		open: -2, close: 8, due: 30, rivals: 1},
}

// tip is what somebody tells the desk of a job.
type tip struct {
	who    string
	day    int
	reason trust.Reason
	words  string
}
