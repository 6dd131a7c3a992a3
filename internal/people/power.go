package people

import "nariwai/internal/fault"

// Roles of those who act for a company or a team. A person's own party has one role only, Self.
const (
	Owner      Role = "owner"      // a company: everything but the work itself
	Orderer    Role = "orderer"    // orders, directs and accepts
	Director   Role = "director"   // looks after what is being made
	Accountant Role = "accountant" // accepts, approves and sees the money
	Leader     Role = "leader"     // a team's
	Member     Role = "member"
	Apprentice Role = "apprentice"
)

// Power is something that only some roles may do in the name of a party.
type Power string

const (
	Any      Power = ""        // what everybody with a grant in force may do
	Manage   Power = "manage"  // members, departments, budgets, limits, the party's pages and bank account
	Order    Power = "order"   // post jobs, choose, commit pay
	Direct   Power = "direct"  // look at deliveries, ask for revisions, talk
	Accept   Power = "accept"  // accept, and sign changes, cancellations, disputes: decide where money goes
	Approve  Power = "approve" // the second step of a commitment above the organisation's amount
	Accounts Power = "account" // see money, invoices, documents; pay in
	Work     Power = "work"    // propose, and sign for a team
	Deliver  Power = "deliver" // hand work in
)

// Powers are all of them but Any.
var Powers = []Power{Manage, Order, Direct, Accept, Approve, Accounts, Work, Deliver}

// May says whether a role has a power. Role by role, because that is how people ask about it.
func (r Role) May(p Power) bool {
	if p == Any {
		return r != ""
	}
	switch r {
	case Self:
		return true
	case Owner:
		return p != Work && p != Deliver
	case Orderer:
		return p == Order || p == Direct || p == Accept
	case Director:
		return p == Direct
	case Accountant:
		return p == Accept || p == Approve || p == Accounts
	case Leader:
		return p == Manage || p == Work || p == Deliver || p == Direct || p == Accept || p == Accounts
	case Member, Apprentice:
		return p == Deliver || p == Direct
	}
	return false
}

// Must refuses a role without a power, and says who has it.
func (r Role) Must(p Power) error {
	if r.May(p) {
		return nil
	}
	switch p {
	case Manage:
		return fault.New(fault.Forbidden, "この手続きは、オーナー（チームではリーダー）だけができます")
	case Order:
		return fault.New(fault.Forbidden, "この手続きは、オーナーか発注担当だけができます")
	case Direct:
		return fault.New(fault.Forbidden, "この手続きは、オーナー、発注担当、ディレクター（チームではメンバー）だけができます")
	case Accept:
		return fault.New(fault.Forbidden, "この手続きは、オーナー、発注担当、経理担当（チームではリーダー）だけができます")
	case Approve:
		return fault.New(fault.Forbidden, "この手続きは、オーナーか経理担当だけができます")
	case Accounts:
		return fault.New(fault.Forbidden, "お金の画面は、オーナーか経理担当（チームではリーダー）だけのものです")
	case Work:
		return fault.New(fault.Forbidden, "この手続きは、個人かチームのリーダーだけができます")
	case Deliver:
		return fault.New(fault.Forbidden, "この手続きは、仕事をする人だけができます")
	}
	return fault.New(fault.Forbidden, "この名義で手続きすることはできません")
}
