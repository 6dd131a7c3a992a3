package demo

import "nariwai/internal/market"

// What the relocation centre Kurashi and the vegetable boxes Une to Sora have ordered.
var jobsLife = []job{
	{key: "ijusha", client: "kurashi", in: "writing/interview", title: "移住して三年めの方に聞くオンライン取材（2人分）",
		body: `山あいの町へ移って三年めの方に、オンラインで話をうかがい、3,000字の読みものにしていただきます。お二人分です。

よかったことだけでなく、困ったこと、やめようと思った日のことも聞いてください。ご本人の確認を二度いただきます。取材の約束は当センターで取ります。`,
		gives: "読みもの2本（各3,000字）と録音の記録", unit: market.PerPiece, n: 2, pay: 50_000,
		open: -95, close: -89, due: -62, rivals: 4, skilled: true, ai: market.AINone,
		hires: []hire{{"mio", -88, []beat{
			pay(-87), say(-86, "質問案を十二問お送りします。前の日に、ご本人へもお渡しいただけますか。"), ask(-85, "お渡ししました。お二人とも、六問めの「やめようと思った日」に笑っておられました。"),
			hand(-71, "txt", "お二人分をお送りします。一度めの確認が済んだものです。Aさんは、集落の名前を伏せることをご希望です。"),
			revise(-69, market.NoFault, "ご本人から、お子さんの学年を伏せたいとのご希望がありました。二か所の直しをお願いします。"),
			hand(-68, "txt", "学年の二か所を直し、前後の文を整えました。"), accept(-66)}}}},

	{key: "rokuon", client: "kurashi", in: "data/transcription", title: "移住相談会の録音の文字起こし（90分×4本）",
		body: `相談会の録音を、文字にしていただきます。90分が4本です。「えー」「あのー」は取り、言い直しは整えてください。

相談者の名前は、A、B、Cに置き換えてください。聞き取れないところは、時刻を書いておいていただければ、当方で確かめます。`,
		gives: "文字起こし4本（文書ファイル）", unit: market.PerPiece, n: 4, pay: 36_000,
		open: -74, close: -69, due: -55, rivals: 2, rights: market.RightsNone, ai: market.AIAssist,
		hires: []hire{{"fumi", -68, []beat{pay(-67), hand(-59, "txt", "4本をお送りします。三本めの42分から45分は、二人の声が重なっていましたので、候補を二つ書いています。"), accept(-57)}}}},

	{key: "panfu", client: "kurashi", in: "design/print", title: "「町の見学の手引き」冊子のデザイン（16ページ）",
		body: `町の見学に来る方へお渡しする、A5判16ページの冊子のデザインをお願いします。文章と写真は当センターで用意します。

移住を考える方が、見学のあとで夫婦や親子で話し合えるよう、書き込むページを4ページ入れてください。`,
		gives: "冊子の印刷用データと、印刷所への指示書", unit: market.LumpSum, n: 1, pay: 75_000,
		open: -63, close: -55, due: -28, rivals: 3, skilled: true,
		hires: []hire{{"sayaka", -54, []beat{
			pay(-53), say(-50, "書き込むページの案を三つお送りします。鉛筆でも書きやすい紙の見本も、郵便でお送りしました。"),
			hand(-36, "png", "16ページを組み上げました。書き込むページは、罫線を薄くしています。"), revise(-34, market.ClientFault, "当センターの住所が、来月から変わることになりました。裏表紙の直しをお願いします。"),
			hand(-33, "png", "裏表紙の住所と地図を直しました。"), accept(-31)}}}},

	{key: "saito", client: "kurashi", in: "design/web", title: "相談申し込みのページの作り直し",
		body: `相談を申し込むページを、スマートフォンで迷わず使えるように作り直してください。いまは、半分ほどの方が途中でやめてしまいます。

設計と、できあがりの二回に分けてお納めください。文字の大きさと色は、年を重ねた方にも読めることを第一にお願いします。`,
		gives: "設計書と、ページ一式（HTMLとCSS）", unit: market.LumpSum, n: 1, pay: 150_000,
		open: -48, close: -40, due: -8, rivals: 3, skilled: true,
		sent: map[string]sent{"riku": {price: 150_000, due: -8, parts: []part{{"設計", 50_000, -26}, {"ページ一式", 100_000, -8}},
			text: "茅野の星川りくです。まず、途中でやめた方がどこで止まったかを、いまの記録から数えます。設計の納品では、その数と、直したあとの見込みを並べてお見せします。ページ一式は、文字の大きさを変えても崩れないことを、五つの機種で確かめてからお渡しします。"}},
		hires: []hire{{"riku", -38, []beat{
			pay(-37), hand(-28, "png", "設計書をお送りします。いちばん多く止まっていたのは、家族の人数を書く欄でした。欄そのものをなくす案にしています。"), accept(-26),
			hand(-10, "txt", "ページ一式をお送りします。五つの機種で確かめた記録を添えました。")}}}},

	{key: "anketo", client: "kurashi", in: "data/research", title: "見学者アンケートの集計とまとめ（320枚）",
		body: `見学に来られた方のアンケート320枚を入力し、集計していただきます。手書きの自由記述は、そのまま写してください。

表とグラフは、白黒で印刷しても読めるものにしてください。数字の合わない票は、除かずに理由を書いて別の表にお願いします。`,
		gives: "入力した表、集計表、グラフ6点", unit: market.PerPiece, n: 320, pay: 28_800,
		open: -36, close: -29, due: -9, rivals: 3, rights: market.RightsNone,
		hires: []hire{{"daichi", -28, []beat{pay(-27), say(-24, "入力を始めました。七枚に、裏面にも書き込みがあります。自由記述として写してよろしいでしょうか。"), ask(-24, "はい、続けて写してください。"),
			hand(-12, "csv", "集計をお送りします。数字の合わない票は11枚で、理由を添えて別の表にしました。"), accept(-10)}}}},

	{key: "koho", client: "kurashi", in: "writing/local", title: "町の広報に載せる「迎える人」の話（3本）",
		body: `移り住む人を迎える側の、町の方の話を3本お願いします。大家さん、区長さん、移動販売の方です。1本1,500字で、電話での取材です。

移り住む方が、はじめの一年に知りたいことを、迎える方の言葉で書いてください。`,
		gives: "読みもの3本（各1,500字）", unit: market.PerPiece, n: 3, pay: 36_000,
		open: -22, close: -15, due: 3, rivals: 5, ai: market.AINone,
		sent: map[string]sent{"michiru": {price: 36_000, due: 3, parts: []part{{"区長さんの話（1本）", 12_000, -1}, {"大家さんと移動販売の方の話（2本）", 24_000, 3}},
			text: "夕張市の佐藤みちるです。聞き書きは、図書館に勤めていたころから続けています。\n\nはじめに区長さんのお話を一本お送りし、書き方を見ていただいてから、残りの二本を仕上げます。三人の方には、原稿を電話で読み上げて確かめます。"}},
		hires: []hire{{"michiru", -13, []beat{
			pay(-12), ask(-11, "三人の方のご都合をお送りします。区長さんは、夜七時からがよいそうです。"), say(-11, "ありがとうございます。区長さんには、木曜の夜七時にお電話します。"),
			hand(-2, "txt", "区長さんのお話を一本お送りします。電話で読み上げ、ご本人に二か所直していただきました。"),
			say(-1, "残るお二人にも、お話をうかがえました。移動販売の方の「止まる場所より、待つ時間」というお話が、とても心に残っています。"),
			accept(0), ask(0, "区長さんの一本、検収いたしました。声が聞こえてくるようです。残りの二本も、この書き方でお願いいたします。")}}}},

	{key: "chizu-hanashi", client: "kurashi", in: "writing/interview", title: "移住者インタビューの取材と執筆（オンライン取材・3名分）",
		body: `離島や山あいの町へ移り住んだ方に、オンラインで話をうかがい、3,000字の読みものにしていただきます。3名分です。

質問案の作成から参加してくださる方を希望します。ご本人の確認は、原稿の段階で二度いただきます。お一人の取材は、90分ほどです。`,
		gives: "読みもの3本（各3,000字）と録音の記録", unit: market.PerPiece, n: 3, pay: 90_000,
		open: -9, close: 4, due: 40, rivals: 8, skilled: true, ai: market.AINone, by: "michiru"},

	{key: "onsei", client: "kurashi", in: "sound/narration", title: "町の紹介を読むナレーション（6分）",
		body: `相談会で流す映像のナレーションをお願いします。原稿は約1,800字です。落ち着いた、急がない読み方を希望します。

試し読みを30秒ほどお送りいただけるとうれしいです。町の名前の読み方は、音声でお伝えします。`,
		gives: "音声ファイル（WAV、場面ごとに分けたもの）", unit: market.LumpSum, n: 1, pay: 24_000,
		open: -4, close: 8, due: 24, rivals: 2, skilled: true},

	{key: "hakotayori", client: "unetosora", in: "writing/local", title: "野菜の箱に入れる便り（8回分）",
		body: `毎週の箱に入れる便りを、8回分お願いします。1回500字ほどで、その週の野菜を作った農家の話を一つ入れてください。

農家への電話は、こちらで日を決めます。天気のことは、箱を詰める前の日に一行だけ足していただきます。`,
		gives: "便り8回分（各500字）", unit: market.PerCharacter, n: 4000, pay: 12_000,
		open: -93, close: -87, due: -30, rivals: 4,
		hires: []hire{{"madoka", -86, []beat{
			pay(-85), say(-84, "横手の阿部です。最初の農家さんには、畑から戻られる十一時半にお電話します。"), ask(-83, "助かります。日の出とともに畑へ出られるので、その時間がいちばんです。"),
			hand(-62, "txt", "8回分がそろいました。天気の一行は、毎週、前の日の夕方にお送りします。"), accept(-61)}}}},

	{key: "kudamono", client: "unetosora", in: "writing/product", title: "くだものの紹介文（1人20本・3人）",
		body: `通販のページに載せる、くだものの紹介文をお願いします。1本200字です。お一人20本、3人の方にお願いします。

「甘い」「おいしい」を使わずに、切ったとき、かんだとき、冷やしたときのことを書いてください。農家の方の一言を、必ず一つ入れてください。`,
		gives: "紹介文20本（各200字、表計算のファイル）", unit: market.PerCharacter, n: 4000, pay: 12_000,
		open: -72, close: -66, due: -50, places: 3, rivals: 6,
		hires: []hire{
			{"suzu", -65, []beat{pay(-64), hand(-56, "csv", "20本をお送りします。書き出しが重ならないよう、一覧で見比べました。"), accept(-54)}},
			{"haruka", -65, slow(-64, -54)},
			{"michiru", -65, []beat{pay(-64), hand(-57, "csv", "20本をお送りします。すべて、切って、冷やして、朝と夜に一度ずつ食べてから書きました。"), ask(-55, "りんごを切った音から始まる文に、農家の皆さんが驚いていました。"), accept(-55)}}}},

	{key: "ryourifuda", client: "unetosora", in: "design/print", title: "料理の札のデザイン（12枚）",
		body: `箱に入れる料理の札を、12枚お願いします。はがきの大きさで、表に写真、裏に作り方です。台所で濡れた手で持つことを考えてください。

写真と作り方は、こちらで用意します。`,
		gives: "札12枚の印刷用データ", unit: market.PerPiece, n: 12, pay: 42_000,
		open: -52, close: -45, due: -25, rivals: 2,
		hires: []hire{{"izumi", -44, []beat{
			pay(-43), say(-40, "一枚めの案をお送りします。濡れても読めるよう、分量だけは字を太くしました。"),
			ask(-33, "申し訳ありません。七枚分の写真の用意ができなくなりました。できあがった五枚で終わりにさせていただけないでしょうか。"),
			split(-32, market.ClientSide, 20_000, market.ClientFault, "写真の用意ができないため、五枚までで終わりにしたいと思います。五枚分と、進めていただいた一枚の下描きを合わせて、20,000円をお支払いします。"),
			say(-31, "残念ですが、承知しました。五枚のデータは、今日のうちにお送りします。"), agree(-31, market.WorkerSide)}}}},

	{key: "yasai-shashin", client: "unetosora", in: "photo/photo", title: "野菜の写真（30種・白い背景）",
		body: `通販のページに載せる野菜の写真を、30種お願いします。野菜は、週に一度、箱でお送りします。

白い背景のものと、切ったところの二枚ずつです。大きさがわかるように、どこかに手を入れてください。`,
		gives: "補正した写真60枚", unit: market.PerPiece, n: 60, pay: 48_000,
		open: -34, close: -27, due: -3, rivals: 2,
		hires: []hire{{"tsumugi", -26, []beat{pay(-25), say(-20, "一箱めが届きました。葉ものは、届いた日のうちに撮っています。"), hand(-8, "png", "60枚をお送りします。手は、すべて左から入れてそろえました。"), accept(-6)}}}},

	{key: "nouka", client: "unetosora", in: "writing/interview", title: "農家十七軒を訪ねる聞き書き（はじめの5軒）",
		body: `野菜を作ってくださっている十七軒を、順に訪ねる聞き書きです。まずは5軒、1軒2,000字でお願いします。電話かオンラインでの取材です。

畑を継いだ理由、やめようと思ったこと、いま楽しみにしていることの三つを聞いてください。`,
		gives: "聞き書き5本（各2,000字）", unit: market.PerPiece, n: 5, pay: 60_000,
		open: -5, close: 9, due: 45, rivals: 9, ai: market.AINone},

	{key: "tuken", client: "unetosora", in: "writing/product", title: "漬けものの紹介文",
		body:  "新しく始める漬けものの紹介文。種類が決まったら書き足す。1本200字で15本くらい。",
		gives: "紹介文15本", unit: market.PerCharacter, n: 3000, pay: 9000, open: -3, close: 14, due: 35, end: drafted},
}
