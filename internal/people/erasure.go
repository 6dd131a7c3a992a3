package people

import (
	"time"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/place"
	"nariwai/internal/yen"
)

// Ties are what still binds a party to others.
type Ties struct {
	OpenWork        int64         // jobs that run and contracts that have not ended
	MoneyDue        yen.Yen       // owed to the party, held for it, or on its way
	Owes            yen.Yen       // to the operator, whose capital has stood in for it
	LastTransaction calendar.Date // 0: there never was one
	LastOperator    bool          // nobody else is at the desk
	LastOwner       int64         // companies with other people in them, of whom none is an owner
}

// Leave refuses the closing of an account while others wait for its party, or money is due to it, and to
// the last operator or a company's last owner: nobody could pay, or let anybody else in.
func (t Ties) Leave() error {
	switch {
	case t.LastOperator:
		return fault.New(fault.Conflict, "運営の机にいるのは、あなただけです。ほかの人を担当者にしてから退会できます")
	case t.LastOwner > 0:
		return fault.New(fault.Conflict, "オーナーがあなただけの会社が%d社あります。ほかの人をオーナーにしてから退会できます", t.LastOwner)
	case t.OpenWork > 0:
		return fault.New(fault.Conflict, "終わっていない募集や契約が%d件あります。終わってから退会できます", t.OpenWork)
	case t.MoneyDue.Sign() > 0:
		return fault.New(fault.Conflict, "お支払いの済んでいないお金が%sあります。振込が終わってから退会できます", t.MoneyDue)
	case t.Owes.Sign() > 0:
		return fault.New(fault.Conflict, "請求書払いで使った%sが、まだ支払われていません。お支払いのあとに退会できます", t.Owes)
	}
	return nil
}

// Erasure is what is left of a party that has closed its account: a pseudonym, and behind it, until KeepUntil,
// what the law makes us keep of the other side of a transaction.
type Erasure struct {
	Party     id.Party
	Person    id.Person
	Pseudonym string
	LegalName string
	Address   string
	TNumber   TNumber
	ClosedAt  clock.Instant
	KeepUntil calendar.Date // the last day; 0: nothing was kept
	ErasedAt  clock.Instant // when what was kept went too
}

// KeepUntil is the last day on which records of transactions up to last must be kept: seven years from the day after the
// tax return of their year was due, which is two months after its end (法人税法施行規則59条; for electronic records
// 電子帳簿保存法施行規則4条). The year is the calendar year after the last transaction's, so that it holds for an
// operator whose business year ends in any month.
func KeepUntil(last calendar.Date) calendar.Date {
	if last == 0 {
		return 0
	}
	return calendar.Of(last.Year()+1+1+7, time.March, 1).AddDays(-1)
}

// Close turns the party into its pseudonym and returns what is kept behind it.
func (p Party) Close(person id.Person, last calendar.Date, now clock.Instant) (Party, Erasure) {
	e := Erasure{Party: p.ID, Person: person, Pseudonym: "退会した方 " + id.Short(p.ID), ClosedAt: now, KeepUntil: KeepUntil(last)}
	if e.KeepUntil == 0 {
		e.ErasedAt = now
	} else {
		e.LegalName, e.Address, e.TNumber = p.LegalName, p.Address, p.TNumber
		if e.LegalName == "" {
			e.LegalName = p.DisplayName
		}
	}
	// The facts by which past transactions were taxed stay; they name nobody.
	p.DisplayName, p.Handle, p.Headline, p.Bio, p.Skills = e.Pseudonym, "", "", "", nil
	p.Prefecture, p.Municipality = place.Prefecture(""), place.Municipality("")
	p.HoursWeek, p.Works, p.Orders, p.Talent = 0, false, false, Talent{}
	p.LegalName, p.Address, p.Contact, p.TNumber, p.CarryOver = "", "", "", "", false
	p.IdentityAt, p.PledgedAt = 0, 0
	p.ClosedAt = now
	return p, e
}

// Close removes what the account knew of the person.
func (p Person) Close() Person {
	return Person{ID: p.ID, Lang: p.Lang, State: Closed, CreatedAt: p.CreatedAt, VerifiedAt: p.VerifiedAt, Version: p.Version}
}
