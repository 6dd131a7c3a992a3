package people

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"nariwai/internal/fault"
	"nariwai/internal/phrase"
	"nariwai/internal/place"
)

const (
	maxName    = 40
	maxLine    = 80
	maxText    = 4000
	maxTags    = 20
	maxTag     = 20
	maxAddress = 200
	maxHours   = 100
)

// ParseName reads the name under which a party appears.
func ParseName(s string) (string, error) { return oneLine(s, maxName, true, "名前") }

// oneLine trims s and folds its spaces; control characters and more than most characters are refused.
func oneLine(s string, most int, must bool, what string) (string, error) {
	s = strings.Join(strings.Fields(norm.NFC.String(s)), " ")
	switch n := utf8.RuneCountInString(s); {
	case must && n == 0:
		return "", fault.New(fault.Invalid, "%sを入れてください", phrase.Word(what))
	case n > most:
		return "", fault.New(fault.Invalid, "%sは%d文字までにしてください（いま%d文字）", phrase.Word(what), most, n)
	case strings.ContainsFunc(s, unprintable):
		return "", fault.New(fault.Invalid, "%sに使えない文字が入っています", phrase.Word(what))
	}
	return s, nil
}

func unprintable(r rune) bool {
	// Besides control characters: those that turn the direction of writing, by which a name can pretend to be another.
	return r < ' ' || r == 0x7f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff || r == utf8.RuneError
}

// ParseTags reads short words separated by 、 or commas or line ends; twice the same counts once.
func ParseTags(s string) (Tags, error) {
	var out Tags
	seen := map[string]bool{}
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、,，\n\r/・", r) }) {
		w, err := oneLine(w, maxTag, false, "できること")
		if err != nil {
			return nil, err
		}
		if key := strings.ToLower(norm.NFKC.String(w)); w != "" && !seen[key] {
			seen[key] = true
			out = append(out, w)
		}
	}
	if len(out) > maxTags {
		return nil, fault.New(fault.Invalid, "できることは%d個までにしてください", maxTags)
	}
	return out, nil
}

// Profile is what a party says of itself, as it is typed.
type Profile struct {
	DisplayName  string
	Handle       string
	Prefecture   place.Prefecture
	Municipality place.Municipality
	Headline     string
	Bio          string
	Skills       string // separated by 、
	HoursWeek    int64
	Works        bool
	Orders       bool
	TalentForm
}

// WithProfile is the party with what it says of itself, or an Invalid fault with the fields that can't be used.
func (p Party) WithProfile(in Profile) (Party, error) {
	var f fault.Form
	var err error
	p.DisplayName, err = ParseName(in.DisplayName)
	f.Check("display_name", err)
	if in.Handle != p.Handle { // the first one is given, and need not pass
		p.Handle, err = ParseHandle(in.Handle)
		f.Check("handle", err)
	}
	if in.Prefecture != "" && !in.Prefecture.Valid() {
		f.Add("prefecture", "都道府県を一覧から選んでください")
	}
	if in.Municipality != "" && (!in.Municipality.Valid() || in.Municipality.Prefecture() != in.Prefecture) {
		f.Add("municipality", "市区町村を、選んだ都道府県のなかから選んでください")
	}
	p.Prefecture, p.Municipality = in.Prefecture, in.Municipality
	p.Headline, err = oneLine(in.Headline, maxLine, false, "ひとこと")
	f.Check("headline", err)
	p.Bio = strings.TrimSpace(strings.ReplaceAll(norm.NFC.String(in.Bio), "\r\n", "\n"))
	if n := utf8.RuneCountInString(p.Bio); n > maxText {
		f.Add("bio", "%sは%d文字までにしてください（いま%d文字）", phrase.Word("自己紹介"), maxText, n)
	}
	p.Skills, err = ParseTags(in.Skills)
	f.Check("skills", err)
	if in.HoursWeek < 0 || in.HoursWeek > maxHours {
		f.Add("hours_week", "週の時間は0から%dまでにしてください", maxHours)
	}
	p.HoursWeek, p.Works, p.Orders = in.HoursWeek, in.Works, in.Orders
	p.Talent = p.Talent.with(in.TalentForm, &f)
	return p, f.Err()
}
