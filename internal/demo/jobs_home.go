package demo

import "nariwai/internal/market"

// What the school Hikoukigumo and three private persons have ordered.
var jobsHome = []job{
	{key: "kyozai", client: "hikoukigumo", in: "data/entry", title: "漢字の教材の入力（1人1,500問・2人）",
		body: `手書きの漢字の教材を、表に入力していただきます。お一人1,500問で、2人の方にお願いします。

問題、答え、学年の三つの列です。送りがなの間違いに気づかれたら、直さずに印をつけてください。`,
		gives: "入力した表（表計算のファイル）", unit: market.PerPiece, n: 1500, pay: 15_000,
		open: -89, close: -83, due: -60, places: 2, rivals: 4, rights: market.RightsNone,
		hires: []hire{
			{"shiori", -82, []beat{{verb: paysShort, day: -82}, ask(-81, "振込の手数料を引いてお送りしてしまったようです。あらためて全額をお振り込みします。"), pay(-81), hand(-70, "csv", "1,500問を、二度打ちで照らし合わせてお送りします。印をつけたのは12問です。"), accept(-68)}},
			{"chika", -82, []beat{pay(-81), hand(-67, "csv", "1,500問を入力しました。読み取れない字が四つあり、写真の番号を書いています。"), accept(-65)}}}},

	{key: "mendan", client: "hikoukigumo", in: "data/transcription", title: "面談の録音の文字起こし（30分×6本）",
		body:  "保護者との面談の録音を、文字にしていただきます。お名前は、すべて記号に置きかえてください。",
		gives: "文字起こし6本", unit: market.PerPiece, n: 6, pay: 21_000,
		open: -45, close: -40, due: -25, rivals: 1, rights: market.RightsNone,
		hires: []hire{{"fumi", -39, []beat{ask(-37, "申し訳ありません。保護者の方お一人から、録音を外へ出さないでほしいとのお申し出がありました。今回は取りやめにさせてください。"), say(-37, "ごもっともなことと思います。またの機会にお声がけください。"), callOff(-36, market.ClientSide)}}}},

	{key: "tsushin", client: "hikoukigumo", in: "design/print", title: "塾の通信の型づくり（B4・両面）",
		body: `毎月出している塾の通信の型を作ってください。文章は、わたしたちが毎月書きかえます。

印刷は輪転機で、白黒です。写真が一枚、絵が二つ入るようにお願いします。`,
		gives: "通信の型（書きかえられるデータ）と手引き", unit: market.LumpSum, n: 1, pay: 28_000,
		open: -20, close: -13, due: 12, rivals: 2,
		hires: []hire{{"sayaka", -12, []beat{pay(-11), say(-9, "輪転機で刷ったこれまでの通信を、三号分お送りいただけますか。かすれ方を見て、線の太さを決めます。"), ask(-8, "今日、郵便でお送りしました。")}}}},

	{key: "juku-saito", client: "hikoukigumo", in: "development/web", title: "塾の空き時間を載せるページ（1ページ）",
		body: `自習室の空き時間を載せるページを、一つ作ってください。更新は、わたしたちがスマートフォンから行います。

生徒の名前が外から見えないことを、いちばん大切にしています。`,
		gives: "ページ一式と、更新の手引き", unit: market.LumpSum, n: 1, pay: 70_000,
		open: -1, close: 13, due: 45, rivals: 0, skilled: true},

	{key: "sakubun", client: "hikoukigumo", in: "data/entry", title: "作文の清書の入力（40人分・各800字）",
		body: `生徒40人の作文を、手書きの原稿から入力していただきます。1人800字ほどです。誤字も、そのまま写してください。

生徒の名前は番号に置きかえてお渡しします。`,
		gives: "作文40人分（文書ファイル）", unit: market.PerCharacter, n: 32_000, pay: 32_000,
		open: -5, close: 5, due: 24, rivals: 7, rights: market.RightsNone, ai: market.AINone},

	{key: "nikki", client: "nonomura", in: "data/transcription", title: "祖父の日記の書き起こし（手書き・約300ページ）",
		body: `祖父が残した日記を、文字にしていただきたいです。300ページほどで、旧かなづかいです。写真に撮ってお渡しします。

読めない字は、■で残してください。家族で話し合って埋めます。お急ぎではありません。`,
		gives: "書き起こした文書（ページごと）", unit: market.PerPiece, n: 300, pay: 60_000,
		open: -86, close: -78, due: -38, rivals: 3, rights: market.RightsNone, ai: market.AINone,
		hires: []hire{{"chika", -76, []beat{
			pay(-75), say(-66, "百ページまで進みました。飼っておられた犬の名前が、十二ページめから変わるようです。二匹めでしょうか。"), ask(-65, "はい、二匹めです。家族も忘れていたことで、皆で笑いました。"),
			hand(-43, "txt", "300ページの書き起こしを終えました。■は、あわせて41字です。"), ask(-42, "祖父の声が聞こえるようでした。ありがとうございます。"), accept(-42)}}}},

	{key: "nikki-kousei", client: "nonomura", in: "writing/proof", title: "家族に配る本の校正（約8万字）",
		body: `書き起こした日記を、本にする前に読んでいただきたいです。旧かなは残し、明らかな書きまちがいだけに印をつけてください。

登場する人の名前の表記を、そろえた一覧にしていただけると助かります。`,
		gives: "印をつけた文書と、人名の一覧", unit: market.PerCharacter, n: 80_000, pay: 80_000,
		open: -36, close: -28, due: -5, rivals: 1, skilled: true, rights: market.RightsNone, ai: market.AINone,
		hires: []hire{{"nozomi", -27, []beat{pay(-26), hand(-9, "txt", "校正を終えました。人名は63人で、呼び名が三通りある方が五人いらっしゃいます。")}}}},

	{key: "soutei", client: "nonomura", in: "design/print", title: "家族に配る本の装丁（50部）",
		body: `祖父の日記をまとめた本の、表紙と扉のデザインをお願いします。50部で、家族と親戚だけに配ります。

祖父は、畑の隅に柿の木を植えていました。どこかに、その木を入れていただけるとうれしいです。`,
		gives: "表紙、背、扉の印刷用データ", unit: market.LumpSum, n: 1, pay: 40_000,
		open: -4, close: 10, due: 42, rivals: 4},

	{key: "hyouban", client: "sagara", in: "writing/product", title: "茶道具の感想を書いてくださる方",
		body:  "お使いになっていない方でもかまいません。買った方のような感想を、通販のページに30件書いてください。",
		gives: "感想30件", unit: market.PerPiece, n: 30, pay: 9000, open: -76, close: -66, due: -50, end: refused},

	{key: "chadogu", client: "sagara", in: "photo/photo", title: "家に伝わる茶道具の記録の写真（24点）",
		body: `家に伝わる茶道具24点を、記録として写真に残したいと思っています。箱書きと、道具の裏の三枚ずつです。

道具を外へ出すことができませんので、静岡県島田市の家までお越しいただける方にお願いします。交通費は、報酬に含めて見積もってください。`,
		gives: "補正した写真72枚", unit: market.PerPiece, n: 72, pay: 72_000,
		open: -17, close: -6, due: 30, rivals: 2, skilled: true},

	{key: "kinkon", client: "hirao", in: "photo/video", title: "両親の金婚式に流す動画の編集（8分）",
		body: `両親の金婚式に流す、8分の動画の編集をお願いします。写真が120枚と、古い家庭用の映像が40分あります。

姉弟三人からの言葉を字幕で入れ、最後に孫の歌を流したいです。音楽は、権利の心配のないものを選んでいただけますか。`,
		gives: "動画1本（8分、字幕つき）", unit: market.LumpSum, n: 1, pay: 45_000,
		open: -1, close: 12, due: 40, rivals: 0, end: waits},
}
