package record

// A Definition is what a figure means, for the public page: keys of package phrase. The example is in numbers, so that the
// tests can run it.
type Definition struct {
	Name, Says string
	Example    Example
}

// Example is a rate of two counts, in per mille.
type Example struct{ Part, Of, Rate int64 }

// WorkDefinitions are the figures of those who work.
func WorkDefinitions() []Definition {
	return []Definition{
		{"やりとげた割合", "終わった契約のうち、やりとげたものの割合です。納期を過ぎて取り消されたもの、返事がなく取り消されたもの、働く人の都合と記された終わり方をしたものが1つでもあると、やりとげたに入りません。仮払いの前の取り消しなど、お金が払われずに終わったものは、どちらにも数えません。", Example{9, 10, 900}},
		{"期日どおりの納品", "報酬が払われた区切りのうち、最初の納品が約束の日までに届いたものの割合です。ふたりで日を変えたときは、変えたあとの日で数えます。", Example{19, 21, 904}},
		{"直しのあった割合", "報酬が払われた区切りのうち、働く人の都合として1度でも直しを頼まれたものの割合です。", Example{1, 8, 125}},
		{"また頼まれた割合", "採用された契約のうち、前に報酬が払われて終わった契約のある依頼主からのものの割合です。", Example{3, 7, 428}},
	}
}

// OrderDefinitions are the figures of those who order.
func OrderDefinitions() []Definition {
	return []Definition{
		{"採用のある募集", "公開して終わった募集のうち、1人でも採用したものの割合です。", Example{4, 5, 800}},
		{"お試しのあとの採用", "報酬が払われて終わったお試しのうち、同じ依頼主が同じ人と、お試しでない契約をあとで結んだものの割合です。", Example{3, 5, 600}},
		{"選ぶまでの日数", "選ばれた提案が届いてから採用までの、平均の日数です。お願いを受けてもらった契約は数えません。", Example{}},
		{"検収までの日数", "最後の納品から検収までの、平均の日数です。期限がきて自動で成立したものも入ります。", Example{}},
		{"自動での検収", "検収のうち、期限がきて自動で成立したものの割合です。", Example{2, 10, 200}},
		{"全額を払わなかった納品", "納品されて終わった区切りのうち、働く人の都合ではないのに、全額が払われなかったものの割合です。", Example{1, 12, 83}},
	}
}

// SharedDefinitions are the figures of both.
func SharedDefinitions() []Definition {
	return []Definition{
		{"満足の割合", "公開された評価のうち、満足と書かれたものの割合です。件数が少ないうちは偶然も大きいので、「少なくとも」の数を並べます。同じ割合でも、評価が多いほど高くなります（ウィルソンの区間、90%）。", Example{19, 20, 950}},
	}
}
