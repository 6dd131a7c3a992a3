package demo

import "nariwai/internal/people"

// client is somebody who orders in the demonstration market. All of them are invented.
type client struct {
	key, name, kana string
	contact         string // who signs in
	town, street    string
	joined          int
	form            people.LegalForm
	registered      bool
	employees       bool
	officers        bool // two or more
	salaries        bool // an individual who pays salaries, and so must withhold
	headline, bio   string
	bank            string // for refunds
}

var clients = []client{
	{key: "kitamichi", name: "株式会社きたみち", kana: "カ）キタミチ", contact: "高橋 なお", town: "北海道札幌市", street: "北のはずれ通り二丁目8番地", joined: -100,
		form: people.Company, registered: true, employees: true, officers: true,
		headline: "車で北海道を旅する人の読みもの「きたみち」",
		bio: `車で北海道を旅する三十代から六十代の方に向けた、旅の読みものを作っています。実際に訪ねた人の言葉を大切にしています。

担当は高橋です。原稿は二日以内に拝読し、直しのお願いは一度にまとめてお伝えします。`, bank: "9900"},
	{key: "minatoya", name: "湯の里 みなと屋", kana: "ミナトヤ", contact: "港 さとし", town: "山形県鶴岡市", street: "湯の里1番地", joined: -99,
		form: people.SoleTrader, registered: true, employees: true, salaries: true,
		headline: "海の見える、客室十一の温泉宿です",
		bio:      "日本海に面した小さな宿を、家族と四人の従業員で営んでいます。宿の便りと周辺の案内を、土地の言葉がわかる方にお願いしています。", bank: "9900"},
	{key: "nanpu", name: "株式会社南風新聞社", kana: "カ）ナンプウシンブンシャ", contact: "有村 けんと", town: "鹿児島県鹿児島市", street: "海風町3丁目2番地", joined: -98,
		form: people.Company, registered: true, employees: true, officers: true,
		headline: "南の島々と半島の、暮らしの新聞です",
		bio:      "週に一度の暮らしの新聞と、町の案内の冊子を作っています。島で暮らす書き手の方を探しています。", bank: "0185"},
	{key: "kurashi", name: "一般社団法人くらし移住センター", kana: "シヤ）クラシイジユウセンター", contact: "白川 まゆみ", town: "長野県長野市", street: "善き道町5番地", joined: -98,
		form: people.Company, registered: true, employees: true, officers: true,
		headline: "移り住みたい人と、迎えたい町のあいだに",
		bio:      "移住を考える方の相談と、迎える町のお手伝いをしています。移り住んだ方の声を、よいことも困ったことも、そのまま伝えます。", bank: "0143"},
	{key: "aozora", name: "あおぞら編集室", kana: "アオゾラヘンシユウシツ", contact: "柏木 りょう", town: "東京都杉並区", street: "みどり通り4番地12", joined: -97,
		form: people.SoleTrader, registered: true,
		headline: "旅と山の小さな出版社。本と電子版を作ります",
		bio:      "一人で営む編集室です。ガイドブックの電子版と、山の小さな本を年に四冊ほど作っています。", bank: "9900"},
	{key: "unetosora", name: "合同会社畝と空", kana: "ド）ウネトソラ", contact: "真壁 しゅん", town: "茨城県石岡市", street: "畑中214番地", joined: -96,
		form: people.Company, registered: true, employees: true,
		headline: "十七軒の農家の野菜を、箱に詰めて送っています",
		bio:      "農薬に頼らない農家十七軒の野菜とくだものを、毎週お送りしています。箱に入れる便りと、通販の紹介文をお願いしています。", bank: "9900"},
	{key: "kohaku", name: "株式会社こはく製作所", kana: "カ）コハクセイサクシヨ", contact: "五十嵐 ひろし", town: "新潟県燕市", street: "工場前町7番地", joined: -95,
		form: people.Company, registered: true, employees: true, officers: true,
		headline: "台所の道具を作って六十年の町工場です",
		bio:      "包丁、しゃもじ、おろし金など、台所の道具を作っています。海外からのお問い合わせが増え、説明書と案内の翻訳をお願いしています。", bank: "0140"},
	{key: "tomarigi", name: "喫茶とまり木", kana: "キツサトマリギ", contact: "森 やよい", town: "京都府綾部市", street: "里山通り9番地", joined: -94,
		form:     people.SoleTrader,
		headline: "山あいの、席が十四の喫茶店です",
		bio:      "古い郵便局だった建物で、喫茶店を開いています。品書きと季節の案内を、手に取りたくなる形にしたいと思っています。", bank: "9900"},
	{key: "minamo", name: "株式会社みなもシステム", kana: "カ）ミナモシステム", contact: "古賀 ともや", town: "福岡県福岡市", street: "水辺通り1丁目20番地", joined: -93,
		form: people.Company, registered: true, employees: true, officers: true,
		headline: "町の医院と学校のための、小さな仕組みを作ります",
		bio:      "医院の予約や学校の連絡のための仕組みを作っています。離れた町の作り手の方と、長くごいっしょしたいと考えています。", bank: "0177"},
	{key: "umineko", name: "有限会社うみねこ水産", kana: "ユ）ウミネコスイサン", contact: "及川 かずみ", town: "岩手県大船渡市", street: "港前5番地", joined: -97,
		form: people.Company, registered: true, employees: true, officers: true,
		headline: "三陸の魚と海藻を、ひと手間かけて送ります",
		bio:      "三陸でとれた魚と海藻を加工し、通販とふるさと納税の返礼品としてお送りしています。", bank: "0123"},
	{key: "hikoukigumo", name: "学び舎ひこうき雲", kana: "マナビヤヒコウキグモ", contact: "大谷 かおる", town: "広島県三次市", street: "学校坂3番地", joined: -92,
		form: people.SoleTrader, employees: true, salaries: true,
		headline: "小学生から高校生までの、少人数の学習塾です",
		bio:      "生徒四十人の学習塾です。教材の入力と、面談の録音の文字起こしをお願いしています。", bank: "0169"},
	{key: "kobako", name: "手づくり雑貨こばこ", kana: "コバコ", contact: "新谷 みほ", town: "愛知県瀬戸市", street: "窯の坂2番地", joined: -91,
		form:     people.SoleTrader,
		headline: "瀬戸の焼きものと布の、小さな通販です",
		bio:      "作家八人の焼きものと布小物を、通販で扱っています。写真と紹介文を、作家の方の思いに沿って整えたいと思っています。", bank: "9900"},
	{key: "nonomura", name: "野々村 さき", kana: "ノノムラ サキ", contact: "野々村 さき", town: "兵庫県丹波篠山市", street: "城下町11番地", joined: -90,
		form: people.PrivatePerson, headline: "祖父の日記を、一冊の本にしています", bio: "祖父が残した日記をもとに、家族と親戚に配る小さな本を作っています。", bank: "9900"},
	{key: "sagara", name: "相良 ゆうすけ", kana: "サガラ ユウスケ", contact: "相良 ゆうすけ", town: "静岡県島田市", street: "茶畑通り6番地", joined: -80,
		form: people.PrivatePerson, headline: "趣味の古い茶道具の記録を作っています", bio: "家に伝わる茶道具を、写真と文で記録しています。", bank: "9900"},
	{key: "hirao", name: "平尾 まこと", kana: "ヒラオ マコト", contact: "平尾 まこと", town: "大阪府池田市", street: "坂の上町8番地", joined: -6,
		form: people.PrivatePerson, headline: "両親の金婚式の準備をしています", bio: "両親の五十年を、短い動画にまとめて贈りたいと思っています。", bank: "9900"},
}
