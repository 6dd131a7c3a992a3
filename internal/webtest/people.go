package webtest

import (
	"fmt"

	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/account"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/usecase/profile"
	"nariwai/internal/yen"
)

// people signs everybody up. What is private to one of them is planted with texts that the tests look for elsewhere.
func (s *Stage) people() {
	s.t.Helper()
	cast.Office(s.t, s.DB)
	for i, p := range []struct {
		role Role
		name string
		show string
		see  []Role // who may know the legal name and address, besides the desk
	}{
		{Worker, "michiru", "佐藤みちる", []Role{Worker, Client}},
		{OtherWorker, "kento", "中村けんと", []Role{OtherWorker, OtherClient}},
		{Client, "kitamichi", "北の道企画", nil}, // who recruits is public by law
		{OtherClient, "aoba", "あおば商店", nil},
		{Desk, "hara", "原", []Role{}},
		{Suspended, "tomaru", "戸丸あや", []Role{Suspended, Client}},
	} {
		a := cast.Add(s.t, s.DB, p.name, func(by *people.Person, party *people.Party) {
			by.Email = s.hide("the mail address", p.name+"-himitsu@example.jp", p.role, Desk)
			by.EmailKey = by.Email
			by.MonthlyGoal = yen.Of(s.goal(i))
			party.DisplayName, party.Handle = p.show, p.name
			party.LegalName, party.Address, party.Contact = p.show+"本名", "北海道夕張市清水沢宮前町"+fmt.Sprint(i+71), p.name+"-renraku@example.jp"
			party.Headline, party.Bio, party.HoursWeek, party.Works = "土地の話を、読みやすく書きます", "取材と*執筆*をしています。", 20, true
			switch p.role {
			case Client, OtherClient:
				party.Kind, party.Form, party.Orders, party.FirstAccept, party.ReviewedAt = people.Organisation, people.Company, true, 1, 1
				party.LegalName, party.TwoOfficers, party.Works = "株式会社"+p.show, true, false
			default:
				may := append([]Role{p.role, Desk}, p.see...)
				s.hide("the legal name", party.LegalName, may...)
				s.hide("the address", party.Address, may...)
				s.hide("the contact", party.Contact, p.role, Desk)
			}
		})
		if p.role == Desk {
			s.seat(a)
			a.Strong = true
		}
		s.actors[p.role] = a
		if p.role != OtherClient { // one who has still to accept the terms
			s.ok(account.AcceptTerms(ctx, s.DB, a, people.TermsOn(s.today())))
		}
		if p.role == Worker || p.role == Suspended { // who will be gone from the search when they are stopped
			_, err := profile.EditProfile(ctx, s.DB, a, people.Profile{DisplayName: p.show, Handle: p.name,
				Headline: "土地の話を、読みやすく書きます", Bio: "取材と*執筆*をしています。", Skills: "取材、執筆", HoursWeek: 20, Works: true,
				TalentForm: people.TalentForm{Fields: []string{"writing/travel"}, PriceUnit: people.PerCharacter, PriceLow: "2", PriceHigh: "4",
					Listed: true, ShowPlace: true, ShowHours: true, ShowPrice: true, ShowRecord: true}})
			s.ok(err)
		}
		s.name("handle."+string(p.role), p.name)
		if p.role != Desk {
			s.bankAccount(p.role, i)
		}
	}
	s.desk2 = cast.Operator(s.t, s.DB, "kubota")
	cast.Change(s.t, s.DB, s.desk2, func(p *people.Person, _ *people.Party) {
		p.TOTPSecret, p.TOTPAt = s.hide("the secret of the second factor", people.NewTOTPSecret()), s.Clock.Now()
	})
	s.actors[Half] = s.desk2
}

func (s *Stage) goal(i int) int64 { return int64(123_000 + i*1_000) }

func (s *Stage) seat(a people.Actor) {
	s.t.Helper()
	s.ok(s.DB.Write(ctx, func(tx *db.Tx) error {
		return peopledb.AddGrant(ctx, tx, people.Grant{Person: a.Person, Role: people.Operator, Scope: people.SiteScope, ScopeID: string(id.Site)})
	}))
}

// bankAccount gives a role an account; the other worker changes theirs later, so that it waits for the desk.
func (s *Stage) bankAccount(r Role, i int) {
	s.t.Helper()
	form := profile.AccountForm{Bank: "0001", Branch: "001", Kind: people.Ordinary, Number: fmt.Sprintf("73%d0917", i), Payee: "ﾅｲｼﾖ " + string([]rune("ｱｲｳｴｵｶ")[i]) + "ｺﾞｳ"}
	acc, err := profile.SetBankAccount(ctx, s.DB, s.actors[r], form)
	s.ok(err)
	s.hide("the account's number", form.Number, r, Desk)
	s.hide("the account's payee", acc.Payee, r, Desk)
	s.name("account."+string(r), string(acc.ID), r, Desk)
}

// stop suspends the last worker.
func (s *Stage) stop() {
	s.t.Helper()
	s.ok(desk.SuspendPerson(ctx, s.DB, s.actors[Desk], s.actors[Suspended].Person, desk.SuspensionForm{
		Rule: "第9条", Reason: s.hide("why somebody was stopped", "取引の外での支払いを求めたため停止", Suspended, Desk)}))
}
