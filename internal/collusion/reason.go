package collusion

import "nariwai/internal/id"

// Reason is why a person should look: for one of a few kinds, with the clients that it is about.
type Reason struct {
	Kind  Kind       `json:"kind"`
	With  []id.Party `json:"with"`  // in the order of their ids
	Share int64      `json:"share"` // of the candidate's pay that came from them, per mille
	Marks []MarkKind `json:"marks"` // what is had in common, of Linked and OneHand
}

// Kind is a kind of reason.
type Kind string

const (
	Linked    Kind = "linked"     // the worker and clients have a mark in common
	Round     Kind = "round"      // money came back to those who paid it
	Mutual    Kind = "mutual"     // clients and the worker have reviewed each other's work
	OneHand   Kind = "one_hand"   // more than half comes from clients who have a mark in common
	Closed    Kind = "closed"     // much comes from clients who order from hardly anybody else
	OneClient Kind = "one_client" // more than half comes from one client
)

// Kinds are all kinds, in the order in which they are shown.
var Kinds = []Kind{Linked, Round, Mutual, OneHand, Closed, OneClient}

// Words is the kind as a sentence: a key of the phrase book.
func (k Kind) Words() string {
	switch k {
	case Linked:
		return "依頼者と働く人に、同じ人・口座・住所・端末のしるしがあります"
	case Round:
		return "支払われたお金が、依頼者のもとへ戻っています"
	case Mutual:
		return "依頼者と働く人が、たがいの仕事を評価しています"
	case OneHand:
		return "報酬の半分をこえる額が、同じしるしを持つ依頼者たちから支払われています"
	case Closed:
		return "報酬の4割以上が、ほかにほとんど発注しない依頼者たちから支払われています"
	case OneClient:
		return "報酬の半分をこえる額が、ひとりの依頼者から支払われています"
	}
	return string(k)
}

// Words is what a mark stands for: a key of the phrase book.
func (k MarkKind) Words() string {
	switch k {
	case Person:
		return "同じ人が動かしている"
	case Account:
		return "同じ銀行口座"
	case Address:
		return "同じ住所"
	case Device:
		return "同じ端末からのログイン"
	}
	return string(k)
}
