package identity

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Edition is a version of the pledge of confidentiality, named by its first day. What it says is Japanese; other languages read a
// translation.
type Edition struct {
	From    calendar.Date
	Clauses []string // keys of package phrase
}

// editions are the versions of the pledge, oldest first. One that somebody has signed is never changed.
var editions = []Edition{{20260101, []string{
	"仕事のために依頼主から知らされたこと（文書、図面、名簿、画像、プログラム、商品や取引の予定など）を、その仕事のためだけに使います。",
	"依頼主の許しなしに、ほかの人に見せたり、話したり、インターネットの上に置いたりしません。生成AIなどの外のサービスに入れるときも、さきに許しを得ます。",
	"受け取った資料は、人に見られない所で保管し、依頼主に求められたとき、または仕事が終わって要らなくなったときに、返すか消します。",
	"もれたかもしれないと気づいたら、すぐに依頼主に知らせ、広がらないように力をつくします。",
	"もとから知っていたこと、だれでも知っていること、ほかから正しく知ったこと、法律で明かす義務のあることは、この約束にふくまれません。自分の身を守るための相談や、法律に反することの通報も、妨げられません。",
	"この約束は、仕事が終わったあとも5年間つづきます。それぞれの契約に別の取り決めがあるときは、そちらが先になります。",
}}}

// PledgeOn is the edition in force on a day; the first one before that.
func PledgeOn(d calendar.Date) Edition {
	now := editions[0]
	for _, e := range editions {
		if e.From <= d {
			now = e
		}
	}
	return now
}

// SHA256 is the fingerprint of what is signed, in Japanese.
func (e Edition) SHA256() string {
	sum := sha256.Sum256([]byte(strings.Join(e.Clauses, "\n")))
	return hex.EncodeToString(sum[:])
}

// Pledge is a signed pledge of confidentiality.
type Pledge struct {
	ID      id.Pledge
	Party   id.Party
	Person  id.Person
	Edition calendar.Date
	SHA256  string // of the text
	Name    string // as it was signed; "" once its person has left
	At      clock.Instant
}

// Sign is the signature under an edition. shown is the one that was read; legal is the name that the party has given to the
// law, "" for none.
func (e Edition) Sign(shown calendar.Date, name, legal string, agreed bool) (Pledge, error) {
	var f fault.Form
	name = strings.Join(strings.Fields(name), " ")
	switch {
	case shown != e.From:
		return Pledge{}, fault.New(fault.Conflict, "誓約の文が新しくなっています。もう一度読んで、署名してください")
	case name == "" || len([]rune(name)) > 100:
		f.Add("name", "署名する氏名を入れてください")
	case legal != "" && plain(name) != plain(legal):
		f.Add("name", "届け出ている氏名と同じ名前で署名してください")
	}
	if !agreed {
		f.Add("agree", "読んで約束することに、印を付けてください")
	}
	return Pledge{Edition: e.From, SHA256: e.SHA256(), Name: name}, f.Err()
}

// plain is a name without the spaces that some put between its parts and others don't.
func plain(name string) string { return strings.Join(strings.Fields(name), "") }
