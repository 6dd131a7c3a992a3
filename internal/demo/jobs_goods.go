package demo

import "nariwai/internal/market"

// What the fish of Umineko, the crockery of Kobako and the café Tomarigi have ordered.
var jobsGoods = []job{
	{key: "gyokai", client: "umineko", in: "writing/product", title: "海産物の通販の紹介文（30本・各250字）",
		body: `通販のページに載せる、魚と海藻の紹介文を30本お願いします。1本250字です。

お客さまからよくいただく質問の一覧をお渡しします。質問の答えが、読むうちに自然にわかるように書いてください。食品の表示の決まりは、当社で確認します。`,
		gives: "紹介文30本（各250字、表計算のファイル）", unit: market.PerCharacter, n: 7500, pay: 21_000,
		open: -94, close: -88, due: -70, rivals: 5,
		hires: []hire{{"michiru", -87, []beat{
			pay(-86), hand(-78, "csv", "30本をお送りします。よくいただく質問の番号を、それぞれの行に書きました。"),
			revise(-76, market.NoFault, "わかめの三本について、湯通しと生の区別をはっきりさせてください。"), hand(-75, "csv", "三本を直し、湯通しと生の見分け方を一文ずつ加えました。"), accept(-74)}}}},

	{key: "kaisou", client: "umineko", in: "design/print", title: "海藻の戻し方のちらし（A5・両面）",
		body: `商品に同封する、海藻の戻し方のちらしをお願いします。表は戻し方を絵で四段階に、裏は料理の例を三つです。

字が読みにくい方にも伝わるよう、絵だけで順番がわかるものにしてください。`,
		gives: "ちらしの印刷用データ", unit: market.LumpSum, n: 1, pay: 32_000,
		open: -67, close: -60, due: -42, rivals: 3,
		hires: []hire{{"hinata", -59, []beat{pay(-58), hand(-47, "png", "両面をお送りします。水の量は、湯のみ何杯という絵にしました。"), accept(-46)}}}},

	{key: "furusato", client: "umineko", in: "writing/product", title: "ふるさと納税の紹介文（20本・各400字）",
		body: `返礼品のページに載せる紹介文を20本お願いします。1本400字で、届いた日の食べ方、残ったときの食べ方を一つずつ入れてください。

加工場の者が、電話で一時間ほどお話しできます。商品は、三種類を見本としてお送りします。`,
		gives: "紹介文20本（各400字、表計算のファイル）", unit: market.PerCharacter, n: 8000, pay: 32_000,
		open: -30, close: -23, due: -2, rivals: 6,
		hires: []hire{{"michiru", -21, []beat{
			pay(-20), ask(-19, "海産物の紹介文では、お世話になりました。見本の三種類を、冷凍便でお送りしました。届いたら、まず塩辛を温かいごはんで召し上がってください。"), say(-16, "届きました。ありがとうございます。塩辛は、二日めのほうが味がなじむと感じました。そのことも書いてよいでしょうか。"), ask(-16, "ぜひお願いします。作る者も、そう申しております。"),
			hand(-3, "csv", "20本をお送りします。残ったときの食べ方は、すべて一度、自分の台所で作ってみました。")}}}},

	{key: "kakou", client: "umineko", in: "photo/photo", title: "加工場と商品の写真（25枚）",
		body: `加工場で働く者の手もとと、商品の写真をお願いします。商品15枚、加工場10枚です。

加工場の写真は、朝六時から九時のあいだになります。商品は、箱でお送りすることもできます。`,
		gives: "補正した写真25枚", unit: market.PerPiece, n: 25, pay: 40_000,
		open: -6, close: 8, due: 36, rivals: 4},

	{key: "eibun", client: "umineko", in: "translation/en", title: "商品の札の英訳（18点・各60字）",
		body: `海外からのお客さまに向けた、商品の札の英訳をお願いします。18点、1点60字ほどです。

食べられないものがある方のために、原材料は省かずに訳してください。`,
		gives: "英訳18点（表計算のファイル）", unit: market.PerPiece, n: 18, pay: 16_200,
		open: -2, close: 10, due: 26, rivals: 1},

	{key: "hagaki", client: "umineko", in: "writing/product", title: "お礼のはがきの文面",
		body:  "寄付をくださった方へのお礼のはがき。文面を三案。季節のあいさつは別に用意する。",
		gives: "文面3案", unit: market.PerPiece, n: 3, pay: 6000, open: -10, close: 12, due: 30, end: drafted},

	{key: "utsuwa", client: "kobako", in: "photo/photo", title: "器の写真（20点・各3枚）",
		body: `通販に載せる器の写真をお願いします。正面、裏、使っているところの3枚ずつ、20点です。器は箱でお送りし、返送の送料もこちらで持ちます。

釉薬の色が、画面で見ても変わらないようにしてください。色の見本の紙をいっしょにお送りします。`,
		gives: "補正した写真60枚", unit: market.PerPiece, n: 60, pay: 54_000,
		open: -88, close: -80, due: -58, rivals: 2,
		hires: []hire{{"hinata", -79, []beat{pay(-78), say(-72, "箱が届きました。一点、縁に小さな欠けがあるように見えます。写真をお送りします。"), ask(-72, "焼いたときからの石はぜです。味わいとして、そのまま写してください。"),
			hand(-66, "png", "60枚をお送りします。色の見本の紙と並べて、画面の色を合わせています。"), accept(-64)}}}},

	{key: "utsuwa-bun", client: "kobako", in: "writing/product", title: "器の紹介文（20点・各180字）",
		body: `写真を撮った器の紹介文をお願いします。1点180字で、作家の方の言葉を一つずつ入れてください。作家の方の話は、録音でお渡しします。

使う場面を決めつけないように書いてください。`,
		gives: "紹介文20点（表計算のファイル）", unit: market.PerCharacter, n: 3600, pay: 10_800,
		open: -57, close: -50, due: -36, rivals: 4,
		hires: []hire{{"mako", -49, []beat{
			pay(-48), hand(-37, "csv", "20点をお送りします。はじめての仕事で、時間がかかりました。録音は二度ずつ聞いています。"), accept(-35),
			ask(-35, "はじめてとは思えない文章でした。作家の八人も喜んでいます。")}}}},

	{key: "hukuro", client: "kobako", in: "design/logo", title: "包み袋に押す判の図案",
		body:  "包み袋に押す、丸い判の図案をお願いします。直径は3センチ、一色です。手押しですので、細い線は避けてください。",
		gives: "判の図案（線のデータ）", unit: market.LumpSum, n: 1, pay: 22_000,
		open: -41, close: -31, due: -10, rivals: 3},

	{key: "shiori-kado", client: "kobako", in: "design/print", title: "器の扱い方を書いた栞（四つ折り）",
		body: `器に添える、扱い方の栞をお願いします。四つ折りで、はじめて土ものの器を使う方に向けたものです。

文章は、これまでの栞をもとに整えていただけると助かります。`,
		gives: "栞の印刷用データ", unit: market.LumpSum, n: 1, pay: 26_000,
		open: -4, close: 9, due: 32, rivals: 2},

	{key: "osinagaki", client: "tomarigi", in: "design/print", title: "喫茶店の品書き（二つ折り・布の表紙）",
		body: `品書きの中身のデザインをお願いします。品数は、飲みもの16、食べもの9です。布の表紙は、こちらで仕立てます。

席の灯りが暗いので、字は大きめにお願いします。値段は、あとから書き換えられるようにしてください。`,
		gives: "品書きの印刷用データと、書き換え用のデータ", unit: market.LumpSum, n: 1, pay: 35_000,
		open: -92, close: -85, due: -65, rivals: 2,
		hires: []hire{{"sayaka", -84, []beat{pay(-83), say(-80, "暗い灯りで読める字の大きさを、三つ試し刷りしてお送りします。"), hand(-72, "png", "品書きをお送りします。値段のところは、表計算から差し込めるようにしました。"), accept(-70)}}}},

	{key: "kissa-rogo", client: "tomarigi", in: "design/logo", title: "喫茶店の看板に使うロゴ",
		body: `店の名前の「とまり木」を、看板と紙袋に使えるロゴにしてください。古い郵便局の建物に合う、静かなものを希望します。

三案をお見せいただき、一つを選んで仕上げていただきます。`,
		gives: "ロゴのデータ（一色と二色）", unit: market.LumpSum, n: 1, pay: 45_000,
		open: -69, close: -61, due: -38, rivals: 2,
		hires: []hire{{"nagi", -60, []beat{
			pay(-59), hand(-45, "png", "三案と、選んでいただくための見本をお送りします。二案めは、郵便局の窓の桟から取りました。"), revise(-42, market.NoFault, "二案めでお願いします。「木」の横の線を、もう少しだけ長くしていただけますか。"),
			hand(-41, "png", "線を、窓の桟と同じ比率まで伸ばしました。"), accept(-39)}}}},

	{key: "kanban", client: "tomarigi", in: "design/illustration", title: "店の前に置く黒板の絵",
		body:  "黒板に貼る、季節の飲みものの絵を4枚お願いします。",
		gives: "絵4枚のデータ", unit: market.PerPiece, n: 4, pay: 16_000,
		open: -29, close: -21, due: 0, rivals: 2},

	{key: "kisetsu", client: "tomarigi", in: "writing/local", title: "季節の飲みものの案内文（8本・各150字）",
		body:  `卓に置く、季節の飲みものの案内文を8本お願いします。1本150字です。待っているあいだに読み終わる長さで、くすりと笑えるところが一つあるとうれしいです。`,
		gives: "案内文8本（各150字）", unit: market.PerCharacter, n: 1200, pay: 4800,
		open: -3, close: 6, due: 22, by: "mako", rivals: 6,
		declines: []decline{{"mako", -1, "ご提案をありがとうございます。今回は、大人のお客さまが多い店に合う言い回しを優先しました。お子さま向けの品書きを作るときに、またお願いさせてください。"}}},

	{key: "mise-saito", client: "tomarigi", in: "development/web", title: "店のページ（1ページ）",
		body:  "開いている日と、品書きと、行き方だけのページ。自分で直せること。予算を考え中。",
		gives: "", unit: market.LumpSum, n: 1, pay: 50_000, open: -14, close: 10, due: 40, end: drafted},
}
