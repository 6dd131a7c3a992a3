package demo

import "nariwai/internal/market"

// What the publisher Aozora, the workshop Kohaku and the software house Minamo have ordered.
var jobsTrade = []job{
	{key: "yamahon", client: "aozora", in: "writing/proof", title: "山の小さな本の校正（約3万字）",
		body: `山小屋の主人が書いた小さな本の校正をお願いします。書き手の言葉づかいを残しながら、事実と表記だけを整えてください。

山と沢の名前は、地図と照らし合わせてください。地図はお渡しします。`,
		gives: "赤字を入れた文書と、地名の一覧", unit: market.PerCharacter, n: 30_000, pay: 33_000,
		open: -94, close: -88, due: -70, rivals: 1, skilled: true, rights: market.RightsNone, ai: market.AINone,
		hires: []hire{{"nozomi", -86, []beat{pay(-85), hand(-74, "txt", "校正を終えました。沢の名前が三か所、地図とちがいます。土地での呼び名かもしれませんので、おたずねにしています。"), accept(-72)}}}},

	{key: "sashie", client: "aozora", in: "design/illustration", title: "山の本のさし絵（10点）",
		body: `山の本に入れる、白黒のさし絵を10点お願いします。道具、植物、小屋の中です。線画で、縮めて印刷します。

もとになる写真をお渡しします。下描きの段階で、一度見せてください。`,
		gives: "さし絵10点（線画のデータ）", unit: market.PerPiece, n: 10, pay: 50_000,
		open: -70, close: -63, due: -35, rivals: 2,
		hires: []hire{{"takumi", -62, []beat{
			pay(-61), say(-56, "下描きを10点お送りします。ランプの絵は、火をつける手を入れてみました。"),
			ask(-55, "手が入ると、とてもよいですね。章の扉にも2点お願いしたくなりました。"),
			change(-54, market.ClientSide, 60_000, -28, "章の扉に使うさし絵2点を加え、あわせて12点とします。", "扉の絵を2点加えたいため、報酬を10,000円増やし、納期を一週間のばします。"), sign(-53, market.WorkerSide), pay(-52),
			hand(-33, "png", "12点をお送りします。扉の2点は、朝と夜の小屋にしました。"), accept(-32)}}}},

	{key: "denshi", client: "aozora", in: "writing/proof", title: "旅行ガイド電子版の校正（約4万字）",
		body: `旅行ガイドの電子版の校正です。表記のゆれ、固有名詞、営業時間などの事実の確認をお願いします。赤字は共有の文書に入れてください。

紙の版との食いちがいがあるときは、直さずに印だけつけてください。`,
		gives: "赤字を入れた文書と、食いちがいの一覧", unit: market.PerCharacter, n: 40_000, pay: 44_000,
		open: -31, close: -25, due: -4, rivals: 2, skilled: true, rights: market.RightsNone, ai: market.AINone,
		hires: []hire{{"kotone", -24, []beat{
			pay(-23), hand(-5, "txt", "校正を終えました。紙の版との食いちがいは14か所で、一覧にしています。"),
			revise(-2, market.NoFault, "第三章の地図の番号が、こちらの差しかえで動いてしまいました。番号の照らし合わせだけ、もう一度お願いできますか。"),
			say(-1, "承知しました。第三章の番号を、明日までに照らし合わせます。")}}}},

	{key: "chizudata", client: "aozora", in: "data/entry", title: "登山口の一覧の入力（240か所）",
		body:  "紙の地図帳から、登山口240か所の名前、駐車場の台数、トイレの有無を表に写してください。",
		gives: "一覧の表（表計算のファイル）", unit: market.PerPiece, n: 240, pay: 9600,
		open: -40, close: -35, due: -20, rivals: 4, rights: market.RightsNone,
		hires: []hire{{"shiori", -34, nil}}},

	{key: "sakuin", client: "aozora", in: "writing/proof", title: "山の本の索引づくり（約600語）",
		body: `山の本の索引を作ってくださる方を探しています。拾う言葉の一覧は、半分ほどできています。残りを、読みながら拾ってください。

読み方のむずかしい地名は、読みを確かめて入れてください。`,
		gives: "索引の一覧（表計算のファイル）", unit: market.PerPiece, n: 600, pay: 24_000,
		open: -6, close: 4, due: 25, rivals: 3, skilled: true, rights: market.RightsNone},

	{key: "obi", client: "aozora", in: "writing/product", title: "本の帯に入れる言葉",
		body:  "山の本の帯に入れる言葉を10案お願いします。1案15字ほどです。",
		gives: "帯の言葉10案", unit: market.PerPiece, n: 10, pay: 10_000,
		open: -17, close: -9, due: 10, rivals: 5,
		hires: []hire{{"suzu", -7, []beat{{verb: paysLast}}}}},

	{key: "setsumei", client: "kohaku", in: "translation/en", title: "台所の道具の説明書の英訳（約9千字）",
		body: `おろし金、しゃもじ、包丁の説明書を英語にしていただきます。あわせて9千字ほどです。

けがを防ぐための注意は、短く、命じる形でお願いします。手入れの言葉は、海外の台所にある物に置きかえてください。`,
		gives: "英訳した説明書3種と、用語の一覧", unit: market.PerCharacter, n: 9000, pay: 63_000,
		open: -91, close: -84, due: -60, rivals: 1, skilled: true, ai: market.AIAssist,
		hires: []hire{{"akari", -83, []beat{
			pay(-82), ask(-80, "「目立て」の訳を、社内でも迷っております。"), say(-79, "re-sharpening the teeth としたうえで、はじめに一度だけ metate と添える案はいかがでしょうか。"), ask(-79, "職人も納得しております。その案でお願いします。"),
			hand(-67, "txt", "説明書3種と用語の一覧をお送りします。注意の文は、すべて十二語以内にしました。"), accept(-65)}}}},

	{key: "hayasa", client: "kohaku", in: "development/web", title: "会社のサイトの表示を速くする作業",
		body: `会社のサイトの表示が遅く、海外の方からご指摘をいただきました。原因を調べ、直していただきたいです。

直す前と直したあとの数字を、同じ条件で測ってください。中身の文章は変えません。`,
		gives: "直したファイル一式と、測った数字の報告", unit: market.LumpSum, n: 1, pay: 90_000,
		open: -62, close: -55, due: -32, rivals: 2, skilled: true, rights: market.RightsTransfer,
		hires: []hire{{"ren", -53, []beat{
			pay(-52), say(-49, "原因がわかりました。トップの写真が、印刷用の大きさのまま載っています。それだけで、表示までの時間の七割です。"),
			hand(-41, "csv", "写真42枚を置きかえ、使っていない部品を外しました。同じ条件で五回ずつ測り、真ん中の値で9.8秒が2.1秒になりました。"), accept(-39)}}}},

	{key: "katarogu", client: "kohaku", in: "photo/video", title: "道具を使う手もとの動画（6本・各30秒）",
		body:  `道具を使う手もとの動画を、6本お願いします。1本30秒で、音は台所の音だけにしてください。道具は箱でお送りします。`,
		gives: "動画6本（各30秒）", unit: market.PerPiece, n: 6, pay: 54_000,
		open: -56, close: -49, due: -32, rivals: 1, skilled: true,
		hires: []hire{{"minoru", -48, []beat{
			pay(-47), say(-40, "道具が届きました。雪で道が止まっており、撮影の台所へ行けるのが来週になりそうです。"), ask(-33, "納期が近づいておりますが、いかがでしょうか。"), say(-31, "申し訳ありません。撮影の場所がまだ使えず、見通しが立ちません。"),
			late(-27), say(-26, "ご迷惑をおかけしました。道具は、今日お返しの便を出しました。")}}}},

	{key: "daicho", client: "kohaku", in: "development/app", title: "道具の修理を受け付ける台帳の作成",
		body: `紙で行っている修理の受け付けを、表計算でできる台帳にしてください。受け付けから返送までの六つの段階と、担当者の名前がわかるものです。

使うのは四人で、二人は表計算にあまり慣れていません。使い方の手引きもお願いします。`,
		gives: "台帳のファイルと、使い方の手引き", unit: market.LumpSum, n: 1, pay: 120_000,
		open: -60, close: -53, due: -30, rivals: 1, skilled: true,
		hires: []hire{{"toru", -51, []beat{
			pay(-50), hand(-32, "csv", "台帳と手引きをお送りします。六つの段階は、色ではなく言葉で示しています。"),
			revise(-29, market.NoFault, "二人が同時に開くと、片方の書き込みが消えることがあります。直していただけますか。"),
			hand(-25, "csv", "同時に開いたときは、あとから開いた方に知らせる形にしました。"),
			dispute(-22, market.ClientSide, "同時に書き込めることを前提にお願いしたつもりでした。知らせが出るだけでは、受け付けの場で使えません。"),
			testify(-21, market.WorkerSide, "募集の文にも契約の書面にも、同時に書き込むことは書かれていません。表計算という方法は、依頼主のご指定です。六つの段階と手引きは、お約束どおりお納めしています。"),
			decide(-15, 120_000, market.NoFault, "契約の書面には、六つの段階、担当者の名前、手引きの三つが書かれており、いずれも納められています。同時に書き込むことは書面になく、表計算という方法からも前提とはいえません。報酬は全額とします。"),
			appeal(-10, market.ClientSide, "募集の文に「使うのは四人」と書いています。四人が使う台帳であれば、同時に書き込むことは当然にふくまれると考えます。もう一度、別の方に見ていただきたいです。")}}}},

	{key: "kankoku", client: "kohaku", in: "translation/other", title: "展示会で配る案内の韓国語訳（約1,500字）",
		body:  `展示会で配る案内を、韓国語にしていただきます。1,500字ほどです。道具の名前は、日本語の読みを残してください。`,
		gives: "韓国語の案内（文書ファイル）", unit: market.PerCharacter, n: 1500, pay: 12_000,
		open: -4, close: 6, due: 20, rivals: 2},

	{key: "faq", client: "minamo", in: "writing/seo", title: "予約のしかたを説明する質問と答え（30組）",
		body: `医院の予約のしかたについて、質問と答えを30組書いてください。お使いになるのは、患者さんと受付の方です。

画面の言葉をそのまま使い、一つの答えは120字までにしてください。試しに使える画面をお渡しします。`,
		gives: "質問と答え30組（表計算のファイル）", unit: market.PerPiece, n: 30, pay: 24_000,
		open: -90, close: -84, due: -66, rivals: 4,
		hires: []hire{{"koharu", -83, []beat{pay(-82), say(-78, "画面を一通り使いました。「取り消し」と「変更」が別の場所にあるので、迷う方が多いと思います。質問の順番で補います。"), hand(-71, "csv", "30組をお送りします。受付の方への質問は、後ろの10組にまとめました。"), accept(-69)}}}},

	{key: "fomu", client: "minamo", in: "development/web", title: "予約フォームの入力を減らす改良",
		body: `予約フォームの欄を減らし、スマートフォンで入力しやすくしてください。いまの欄は17です。

画面を読み上げる道具でも使えることを、確かめてください。`,
		gives: "直したファイル一式と、確かめた記録", unit: market.LumpSum, n: 1, pay: 80_000,
		open: -85, close: -79, due: -62, rivals: 2, skilled: true,
		hires: []hire{{"ren", -78, []beat{
			pay(-77), hand(-66, "txt", "欄を17から9に減らしました。"),
			dispute(-63, market.ClientSide, "読み上げる道具で確かめた記録がありません。実際に試すと、日付の欄が読み上げられません。"),
			testify(-62, market.WorkerSide, "日付の欄は、元の部品をそのまま使っています。確かめの記録をお付けしなかったのは、こちらの落ち度です。"),
			decide(-57, 64_000, market.WorkerFault, "欄を減らす作業は約束どおりです。いっぽう、読み上げの確かめは約束にあり、行われていません。ワーカーもこれを認めています。確かめと手直しにあたる二割を引き、64,000円とします。"), content(-56, market.WorkerSide), content(-55, market.ClientSide)}}}},

	{key: "tejun", client: "minamo", in: "data/assistant", title: "問い合わせの返信の型を作る（20通）",
		body:  "学校と医院からの問い合わせに返信する型を、20通作ってください。これまでの返信を60通お渡しします。",
		gives: "返信の型20通", unit: market.PerPiece, n: 20, pay: 20_000,
		open: -51, close: -45, due: -10, rivals: 3,
		hires: []hire{{"soyoka", -44, []beat{
			pay(-43), ask(-40, "これまでの返信を60通お送りしました。学校あてと医院あてで、言葉づかいを分けていただけますか。"),
			ask(-36, "その後、いかがでしょうか。ご都合がありましたら、お知らせください。"), mute(-31),
			say(-25, "ご連絡ができず、申し訳ありませんでした。急に入院しておりました。お金をお返しできていると知り、ほっとしています。")}}}},

	{key: "shiken", client: "minamo", in: "development/support", title: "学校の連絡の仕組みを試す作業（80項目）",
		body: `新しい版を、お渡しする80項目の手順に沿って試していただきます。機種は、お手持ちの二つでかまいません。

うまくいかなかった項目は、画面の写しと、起きたときの手順を書いてください。`,
		gives: "試した結果の表と、画面の写し", unit: market.PerPiece, n: 80, pay: 40_000,
		open: -38, close: -31, due: -14, rivals: 2, rights: market.RightsNone,
		hires: []hire{{"akira", -30, []beat{
			pay(-29), hand(-17, "csv", "80項目の結果をお送りします。うまくいかなかったのは9項目です。"),
			dispute(-11, market.WorkerSide, "納品から六日たちますが、新しい版が出たので80項目をもう一度、とのご連絡をいただきました。お約束は一つの版、80項目です。"),
			testify(-10, market.ClientSide, "新しい版で試していただかないと、公開の判断ができません。ただ、契約の書面に版の数を書いていなかったことは、確かです。"),
			decide(-4, 40_000, market.NoFault, "契約の書面は80項目の試しで、一度分が納められています。新しい版での試しは、別のお約束として進めてください。報酬は全額とします。")}}}},

	{key: "aikon", client: "minamo", in: "design/illustration", title: "画面に使う小さな絵（24点）",
		body: `学校と医院の画面に使う、小さな絵を24点お願いします。一色で、縮めても意味が伝わるものにしてください。

言葉がなくても、何の絵かわかることを、十人に確かめます。`,
		gives: "絵24点（線のデータ）", unit: market.PerPiece, n: 24, pay: 60_000,
		open: -8, close: 3, due: 30, rivals: 3},

	{key: "hikkoshi", client: "minamo", in: "development/support", title: "医院の予約の仕組みの引っ越し作業",
		body: `医院三軒の予約の仕組みを、新しい場所へ移す作業をお願いします。作業は、日曜の夜に二時間ずつです。

手順書の案を見ていただくところから、ごいっしょしてください。`,
		gives: "作業の記録と、直した手順書", unit: market.PerPiece, n: 3, pay: 90_000,
		open: -3, close: 8, due: 38, rivals: 3, skilled: true},
}
