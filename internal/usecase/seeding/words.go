package seeding

import (
	"iter"
	"strings"
	"unicode/utf8"
)

// Sentences are put together from these words. {name} stands for one of the list of that name.
var words = map[string][]string{
	"town": {"港町", "温泉街", "商店街", "山あいの集落", "城下町", "漁港", "宿場町", "島の集落", "駅前通り", "川沿いの町", "果樹園の村", "高原の町", "雪国の町", "門前町", "棚田の里"},
	"goods": {"干物", "手ぬぐい", "木の器", "はちみつ", "地酒", "味噌", "漆の椀", "和紙", "りんごジュース", "山菜の瓶詰め", "革の小物", "石けん", "藍染めの布", "米粉の焼き菓子", "昆布", "陶器の急須",
		"柚子こしょう", "麦茶", "鍛冶の包丁", "椿油"},
	"theme": {"冬の過ごし方", "はじめての一人旅", "子ども連れの週末", "道具の手入れ", "朝の市場", "移住した人の暮らし", "空き家の直し方", "家計の見直し", "在宅での仕事", "地元の祭り", "保存食づくり", "山歩きの支度",
		"古い路線の乗り方", "畑の始め方", "季節のお菓子", "昔の写真", "銭湯めぐり", "働く人の昼ごはん", "橋の歴史", "星の見える場所"},
	"reader": {"はじめて訪れる方", "子育て中の方", "定年を迎えた方", "一人で暮らす方", "移住を考えている方", "忙しい会社員", "学生", "お店を始めたい方", "海外から来る方", "道具にこだわる方"},
	"tone":   {"やわらかい", "落ち着いた", "歯切れのよい", "親しみのある", "ていねいな", "静かな", "明るい"},
	"who":    {"小さな出版社", "町の観光の窓口", "家族で営む店", "地元の新聞の編集室", "道の駅の売店", "通信販売の店", "農園", "工務店", "学習塾", "宿", "診療所", "協同組合"},
	"when":   {"春", "夏", "秋", "冬", "来月", "今月の末", "連休の前", "年度の変わり目"},
	"check":  {"数字と固有名詞は、出典を確かめてください", "引用は、出典をそえて短くしてください", "写真の説明は、写っているものに限ってください", "値段は、税込で書いてください", "地名には、ふりがなをそえてください", "同じ言い回しが続かないようにしてください"},
	"extra":  {"見出しは三つから五つ", "一文は六十字まで", "段落は四行まで", "です・ます調", "漢字は三割ほど", "箇条書きは一か所だけ", "最後に短いまとめ"},
	"asset":  {"話を聞いたときの録音", "これまでの記事", "商品の写真", "下書き", "表のひな形", "用語の一覧", "去年の資料", "手書きのメモ"},
	"act": {"商品名と価格を表に写す", "録音を聞いて文字にする", "写真の傾きと明るさを整える", "名簿の表記をそろえる", "問い合わせを種類に分ける", "ちらしの文字を打ち直す", "英語の説明を日本語にする", "予約の画面を試して記録する",
		"地図に店の場所を置く", "動画に字幕をつける"},
	"tool": {"表計算", "文書の共有", "画像の編集", "ふつうの文字編集", "動画の編集", "地図の編集"},
}

// opening, middle and closing sentences of a call for writing, and of one for other work.
var (
	writingOpening = []string{"{who}です。{town}の「{theme}」を、{reader}に向けて書いてくださる方を探しています。", "{town}を歩いて見つけた「{theme}」の話を、記事にまとめてください。",
		"{goods}を扱う{who}です。商品のページに載せる文章をお願いします。", "{when}に公開する特集「{theme}」の原稿を、何人かの方にお願いします。", "{reader}が読んで試してみたくなるような、「{theme}」の記事を募集します。"}
	otherOpening = []string{"{who}です。{asset}をもとに、{act}仕事をお願いします。", "{act}作業を手伝ってくださる方を探しています。", "{when}までに、{asset}の整理と、{act}ことをお願いしたいです。", "{goods}の販売の準備で、{act}仕事があります。"}
	middle       = []string{"文体は、{tone}ものが合うと考えています。", "{check}。", "形は、{extra}を目安にしてください。", "材料として、{asset}をお渡しします。", "{town}に行ったことがなくてもかまいません。", "はじめての方には、見本を一つお見せします。",
		"分からないことは、途中で何度でも聞いてください。", "{reader}が迷わず読めることを、いちばん大切にしています。", "{goods}の作り手に、短い電話で話を聞ける日があります。", "{tool}が使える方だと助かりますが、使い方はお伝えします。",
		"進み具合は、二日に一度ほど知らせてもらえると安心です。", "{when}の忙しい時期でも、無理のない日取りで進めます。", "{theme}にくわしい方は、そのことも提案に書いてください。", "一つ仕上がるごとに、こちらで読んで感想をお返しします。",
		"{asset}は、仕事が終わったら消してください。", "できあがりの量は目安で、少し前後しても差しつかえありません。", "似た題材が重ならないように、題名の案を先に見せてください。", "{who}の仕事なので、返事は夕方になることがあります。",
		"お名前を載せるかどうかは、あとで決めていただけます。", "{town}の方言をそのまま残したい場面があります。", "{extra}にすると、画面で読みやすくなります。"}
	ending = []string{"ご提案には、これまでに近い仕事をしたことがあれば書いてください。", "気持ちよく続けられる方と、長くおつき合いできればと思います。", "どうぞよろしくお願いします。", "ご都合のよい時間帯を、提案にそえてください。", "次の{when}にも、同じような仕事をお願いする予定です。"}

	writingTitle = []string{"{town}の「{theme}」を紹介する記事", "{goods}の商品紹介文", "「{theme}」の特集原稿", "{reader}に向けた「{theme}」の読みもの", "{town}の暮らしを伝える連載", "{goods}づくりの話を聞いて書く記事"}
	otherTitle   = []string{"{act}仕事（{asset}あり）", "{goods}の販売の準備：{act}", "{act}作業のお手伝い", "{when}までに{act}仕事"}

	offer = []string{"はじめまして。「{theme}」は、ふだんから調べている題材です。", "{town}の近くに住んでいて、{goods}の作り手とも話ができます。", "{tone}文体が得意です。", "一日に二時間ほど取れるので、納期には余裕をもって間に合います。", "{check}という点も、ふだんから気をつけています。",
		"{tool}には慣れています。", "途中で一度見ていただき、そのあと仕上げる進め方を考えています。", "近い仕事を、去年までに何度か納めました。", "分からないところは、早めにうかがいます。", "どうぞよろしくお願いします。"}
	handing  = []string{"お待たせしました。{theme}の原稿をお納めします。", "{asset}をもとにまとめました。", "{check}、という点はすべて見直しました。", "題名の案は、文の頭に三つ並べてあります。", "直したいところがあれば、行の番号で教えてください。", "{extra}にそろえてあります。"}
	headline = []string{"{tone}文章を書きます", "{theme}の取材と執筆", "{goods}が好きな書き手", "{act}仕事を、ていねいに", "{town}で暮らしながら働いています"}
)

// fill replaces {name} by one of the words of that name.
func (m *maker) fill(sentence string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(sentence, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		b.WriteString(pick(m, words[name]))
		sentence = after
	}
}

// text is sentences of about so many characters, with an empty line now and then.
func (m *maker) text(most int, first, then, last []string) string {
	var b strings.Builder
	n := 0
	put := func(s string) {
		b.WriteString(s)
		n += utf8.RuneCountInString(s)
	}
	put(m.fill(pick(m, first)))
	for i := 1; n < most; i++ {
		if i%4 == 0 {
			b.WriteString("\n\n")
		}
		put(m.fill(pick(m, then)))
	}
	if len(last) > 0 {
		b.WriteString("\n\n")
		put(m.fill(pick(m, last)))
	}
	return b.String()
}

// body is what a job says of itself: as long as real ones are, half of them over 800 characters and one in ten over 1,900.
func (m *maker) body(writing bool) string {
	opening := otherOpening
	if writing {
		opening = writingOpening
	}
	return m.text(int(min(5_000, m.spread(760, 0.67))), opening, middle, ending)
}

func (m *maker) title(writing bool) string {
	list := otherTitle
	if writing {
		list = writingTitle
	}
	return m.fill(pick(m, list))
}

func (m *maker) message() string {
	return m.text(int(min(1_500, m.spread(160, 0.5))), offer, offer, nil)
}
func (m *maker) handing() string {
	return m.text(int(min(3_000, m.spread(220, 0.8))), handing, middle, nil)
}

// Texts makes the titles and bodies of n jobs, a third of them for writing: the same from the same number.
func Texts(number int64, n int) iter.Seq2[string, string] {
	return func(yield func(title, body string) bool) {
		m := newMaker(number, 1, rules{}, 0)
		for i := range n {
			if writing := i%3 == 0; !yield(m.title(writing), m.body(writing)) {
				return
			}
		}
	}
}
