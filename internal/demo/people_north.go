package demo

import "nariwai/internal/people"

// worker is somebody who works in the demonstration market. All of them are invented.
type worker struct {
	key        string // the handle, and how jobs name them
	name, kana string // family name first, after it a space
	town       string // with its prefecture
	joined     int    // day, counted from today
	form       people.LegalForm
	registered bool // has a T number
	hours      int64
	fields     string // the categories in which they propose, separated by spaces
	skills     string
	headline   string
	bio        string
	pitch      string // how their proposals begin
	bank       string // code; "" has not given an account yet
	goal       int64  // what they want to earn in a month
}

// workersNorth live from Hokkaido to Fukushima.
var workersNorth = []worker{
	{key: "michiru", name: "佐藤 みちる", kana: "サトウ ミチル", town: "北海道夕張市", joined: -99, form: people.SoleTrader, hours: 22,
		fields: "writing/travel writing/local writing/interview writing/product", skills: "旅の記事、聞き書き、紹介文、電話での取材",
		headline: "夕張から、旅と食べものと暮らしを書きます",
		bio: `夕張市に生まれ、十年ほど町の図書館で働いたあと、書く仕事を始めました。道の駅、食堂、直売所。人が立ち止まる場所の話を聞くのが好きです。

記事は、まず声に出して読んでからお送りします。営業時間や値段は、書く前と送る前の二回、電話で確かめます。`,
		pitch: "夕張市の佐藤みちるです。道内の道の駅は八十か所あまりを訪ねていて、売り場の方に話を聞いた記事を書いてきました。", bank: "9900", goal: 120_000},
	{key: "ayumu", name: "北野 あゆむ", kana: "キタノ アユム", town: "北海道帯広市", joined: -98, form: people.SoleTrader, registered: true, hours: 30,
		fields: "writing/travel writing/seo writing/local", skills: "十勝の地名、食の記事、写真つきの記事",
		headline: "十勝の畑のまわりを車で走って書いています",
		bio:      "帯広で農業機械の営業をしていました。畑の一年と、農家さんの言葉づかいを知っています。取材のメモは項目ごとに整理して、記事といっしょにお渡しします。",
		pitch:    "帯広の北野あゆむです。十勝の地名や農家さんへの取材に慣れていて、写真つきでお渡しできます。", bank: "0116"},
	{key: "maki", name: "浜口 まき", kana: "ハマグチ マキ", town: "北海道釧路市", joined: -61, form: people.PrivatePerson, hours: 12,
		fields: "writing/travel writing/local data/entry", skills: "バスガイドの経験、道東の観光",
		headline: "元バスガイドです。道東の道を二十年しゃべってきました",
		bio:      "二十年あまり、道東の観光バスでガイドをしてきました。いまは母の通院に付き添いながら、家でできる仕事をしています。書く仕事は始めたばかりです。お客さまに何を話すと喜ばれるかは、よく知っています。",
		pitch:    "釧路の浜口まきです。書く仕事は始めたばかりですが、バスガイドとして道東を案内してきました。", bank: "9900"},
	{key: "tsumugi", name: "三浦 つむぎ", kana: "ミウラ ツムギ", town: "北海道美瑛町", joined: -95, form: people.SoleTrader, hours: 25,
		fields: "photo/photo photo/video writing/travel", skills: "商品写真、風景、補正、短い動画",
		headline: "丘の町で、商品と風景の写真を撮っています",
		bio:      "美瑛で農家の手伝いをしながら、写真を撮っています。商品は自然光だけで撮り、白い背景と使っているところの二通りをお渡しします。データの補正も自分でします。",
		pitch:    "美瑛の三浦つむぎです。商品写真を月に二百枚ほど撮っていて、補正まで一人で行います。", bank: "9900"},
	{key: "sora", name: "高梨 そら", kana: "タカナシ ソラ", town: "青森県弘前市", joined: -97, form: people.SoleTrader, hours: 20,
		fields: "writing/travel writing/local photo/photo", skills: "車の旅、りんご、温泉、写真",
		headline: "弘前から、車で東北と北海道を回って書きます",
		bio:      "旅の雑誌の編集を経て、弘前に戻りました。車に寝袋を積んで、東北と北海道の温泉と市場を回っています。写真も自分で撮るので、文と写真の向きがそろいます。",
		pitch:    "弘前の高梨そらです。旅の雑誌の編集部に六年おりました。写真もいっしょにお渡しできます。", bank: "0117"},
	{key: "shiori", name: "工藤 しおり", kana: "クドウ シオリ", town: "青森県八戸市", joined: -96, form: people.PrivatePerson, hours: 18,
		fields: "data/entry data/transcription data/assistant data/research", skills: "表計算、データ入力、名簿の整理、毎分二百字の入力",
		headline: "入力と名簿の整理を、まちがいなく早くお返しします",
		bio:      "市場の事務で十五年、伝票と名簿を扱ってきました。子どもが学校へ行っているあいだに働きます。入力は二回に分けて行い、二回めの数字と照らし合わせてからお渡しします。",
		pitch:    "八戸の工藤しおりです。市場の事務で伝票と名簿を扱ってきました。入力は二度打ちで照合してお返しします。", bank: "9900"},
	{key: "gen", name: "長尾 げん", kana: "ナガオ ゲン", town: "岩手県遠野市", joined: -58, form: people.PrivatePerson, hours: 15,
		fields: "writing/product writing/local writing/seo data/entry", skills: "食の記事、どぶろく、野菜",
		headline: "食べものの文章を勉強しながら書いています",
		bio:      "町の講座で書き方を習い、練習の記事を二本仕上げました。実家は民宿で、台所の話なら尽きません。お試しの一本からお任せください。",
		pitch:    "遠野の長尾げんです。講座を終えたばかりですが、実家の民宿の台所を手伝っていて、食べものの話には自信があります。", bank: "9900"},
	{key: "kotone", name: "千葉 ことね", kana: "チバ コトネ", town: "岩手県宮古市", joined: -94, form: people.SoleTrader, registered: true, hours: 28,
		fields: "writing/proof writing/seo data/transcription", skills: "校正、校閲、表記の統一、事実の確認",
		headline: "校正と校閲。赤字には必ず理由を添えます",
		bio:      "印刷会社の校正室に十二年おりました。海の見える部屋で、冊子や記事の校正を続けています。直しは「必ず直す」「直したほうがよい」「おたずね」の三つに分けて書き込みます。",
		pitch:    "宮古の千葉ことねです。印刷会社の校正室に十二年おりました。赤字は三段階に分け、すべて理由を添えます。", bank: "0123"},
	{key: "kei", name: "立花 けい", kana: "タチバナ ケイ", town: "宮城県気仙沼市", joined: -98, form: people.SoleTrader, hours: 26,
		fields: "writing/interview writing/local writing/script", skills: "聞き書き、海の仕事、防災、子ども向けの文章",
		headline: "港の朝を書いています。聞き書きが専門です",
		bio:      "気仙沼で、漁師さんや市場の方の聞き書きを続けています。録音を起こしてから、その人の息づかいが残るように組み立て直します。防災の冊子や学校向けの読みものも書いてきました。",
		pitch:    "気仙沼の立花けいです。聞き書きを二十人ほど手がけてきました。話し手の確認を二度いただく進め方をしています。", bank: "9900"},
	{key: "madoka", name: "阿部 まどか", kana: "アベ マドカ", town: "秋田県横手市", joined: -97, form: people.SoleTrader, hours: 24,
		fields: "writing/product writing/local writing/seo", skills: "商品の紹介文、果物、発酵食、産直の便り",
		headline: "りんご農家に育ちました。畑の言葉を読みものにします",
		bio:      "産直の便りと商品の紹介文を、年に二百本ほど書いています。生産者の方に電話で十五分うかがい、その方の言葉を一つは残すようにしています。",
		pitch:    "横手の阿部まどかです。産直の紹介文を年に二百本ほど書いています。生産者の方への電話も、こちらで行えます。", bank: "0119"},
	{key: "fumi", name: "加賀谷 ふみ", kana: "カガヤ フミ", town: "秋田県男鹿市", joined: -93, form: people.PrivatePerson, hours: 20,
		fields: "data/transcription data/entry", skills: "文字起こし、方言の聞き取り、議事録",
		headline: "方言の入った録音も、落ち着いて起こします",
		bio:      "県の記録の仕事で、十年ほど文字起こしをしてきました。聞き取れないところは時刻を書いてお返しします。秋田と津軽の言葉は、注をつけて起こせます。",
		pitch:    "男鹿の加賀谷ふみです。文字起こしを十年続けています。聞き取れないところは、時刻と候補を書いてお返しします。", bank: "9900"},
	{key: "nozomi", name: "斎藤 のぞみ", kana: "サイトウ ノゾミ", town: "山形県鶴岡市", joined: -97, form: people.SoleTrader, hours: 16,
		fields: "writing/proof writing/seo writing/product", skills: "校正、調べもの、食文化、出典の整理",
		headline: "調べて書き、書いたものを直します",
		bio:      "大学の図書館で調べものの相談を受けていました。記事には出典の一覧を添えます。校正は、内容のつじつまから見ます。",
		pitch:    "鶴岡の斎藤のぞみです。図書館で調べものの相談を受けてきました。出典の一覧を必ず添えてお渡しします。", bank: "0122"},
	{key: "yuri", name: "村瀬 ゆり", kana: "ムラセ ユリ", town: "福島県会津若松市", joined: -99, form: people.SoleTrader, registered: true, hours: 32,
		fields: "writing/interview writing/travel writing/local", skills: "取材、温泉街、酒蔵、手しごと、連載",
		headline: "温泉街、酒蔵、手しごとの取材を十二年",
		bio:      "話を聞く電話が好きです。原稿は見出しからごいっしょに考えます。連載は、はじめに全体の地図を作り、三回ごとに見直しながら進めます。",
		pitch:    "会津若松の村瀬ゆりです。温泉街の連載を二十四回続けました。見出しの案を先に三つお出しして、選んでいただく進め方をしています。", bank: "0126"},
	{key: "takumi", name: "渡部 たくみ", kana: "ワタナベ タクミ", town: "福島県南会津町", joined: -92, form: people.SoleTrader, hours: 30,
		fields: "design/illustration design/print", skills: "線画、地図、植物、冊子のさし絵",
		headline: "山の植物と町の地図を描いています",
		bio:      "木工のかたわら、絵の仕事をしています。手描きの線を残したさし絵と、歩く人の目線の地図が得意です。下描きは三案お見せして、色を入れる前に一度確かめていただきます。",
		pitch:    "南会津の渡部たくみです。手描きの線を残したさし絵を描きます。下描きを三案お見せして、色を入れる前に確かめていただきます。", bank: "9900"},
	{key: "hiyori", name: "岡田 ひより", kana: "オカダ ヒヨリ", town: "新潟県佐渡市", joined: -96, form: people.PrivatePerson, hours: 20,
		fields: "data/assistant data/research data/entry writing/seo", skills: "予定の調整、問い合わせの返信、表計算、調べもの",
		headline: "佐渡から、離れた会社の事務を支えています",
		bio:      "宿の予約係を八年務めました。メールの下書き、予定の調整、月末の集計を引き受けています。毎朝九時に一度、必ずご連絡します。",
		pitch:    "佐渡の岡田ひよりです。宿の予約係を八年務め、問い合わせの返信と集計に慣れています。毎朝九時にご連絡します。", bank: "0140"},
	{key: "nagi", name: "本間 なぎ", kana: "ホンマ ナギ", town: "新潟県村上市", joined: -91, form: people.SoleTrader, hours: 18,
		fields: "design/illustration design/logo", skills: "ロゴ、キャラクター、水彩",
		headline: "小さな店のロゴと、水彩の絵を描きます",
		bio:      "染めものの工房で図案を描いてきました。店主の方と一時間ほどお話をして、その店の色を決めるところから始めます。",
		pitch:    "村上の本間なぎです。染めものの図案を描いてきました。お店の色を決めるところから、ごいっしょに進めます。", bank: "9900"},
}
