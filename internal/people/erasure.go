package people

import (
	"time"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/place"
)

// Ties are what still binds a party to others.
type Ties struct {
	OpenContracts   int64
	OpenJobs        int64         // as a client, with proposals to be answered
	MoneyDue        int64         // yen owed to the party, or held for it
	LastTransaction calendar.Date // 0: there never was one
}

// Leave refuses the closing of an account while others wait for its party, or money is due to it.
func (t Ties) Leave() error {
	switch {
	case t.OpenContracts > 0:
		return fault.New(fault.Conflict, "進行中の契約が%d件あります。終わってから退会できます", t.OpenContracts)
	case t.OpenJobs > 0:
		return fault.New(fault.Conflict, "返事を待っている人のいる募集が%d件あります。締め切って返事をしてから退会できます", t.OpenJobs)
	case t.MoneyDue > 0:
		return fault.New(fault.Conflict, "お支払いの済んでいないお金があります。振込が終わってから退会できます")
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
	p.HoursWeek, p.Works, p.Orders = 0, false, false
	p.LegalName, p.Address, p.Contact, p.TNumber, p.CarryOver = "", "", "", "", false
	p.ClosedAt = now
	return p, e
}

// Close removes what the account knew of the person.
func (p Person) Close() Person {
	return Person{ID: p.ID, Lang: p.Lang, State: Closed, CreatedAt: p.CreatedAt, VerifiedAt: p.VerifiedAt, Version: p.Version}
}
