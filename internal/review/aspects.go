package review

// An Aspect is one of the five things that are judged from 1 to 5: keys of package phrase.
type Aspect struct{ Name, Ask string }

// Aspects are the five of a side, in the order in which they are kept.
func Aspects(s Side) [5]Aspect {
	if s == OfClient {
		return [5]Aspect{
			{"依頼のわかりやすさ", "何をしてほしいかが、はっきりしていましたか"},
			{"連絡のしかた", "連絡は、ていねいで早かったですか"},
			{"直しの公平さ", "直しのお願いは、約束の中でしたか"},
			{"決めるはやさ", "選ぶのと検収は、早かったですか"},
			{"礼儀", "気持ちよく働けましたか"},
		}
	}
	return [5]Aspect{
		{"仕上がり", "できあがりは、頼んだとおりでしたか"},
		{"連絡のしかた", "連絡は、ていねいで早かったですか"},
		{"納期を守ること", "約束の日に届きましたか"},
		{"専門性", "その分野にくわしかったですか"},
		{"礼儀", "気持ちよく頼めましたか"},
	}
}
