package demo

import (
	"nariwai/internal/calendar"
	"nariwai/internal/credit"
	"nariwai/internal/id"
	"nariwai/internal/query"
	"nariwai/internal/usecase/crediting"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/yen"
)

// borrower is the client that pays by invoice, hopeful the one that has just asked for it.
const borrower, hopeful = "kurashi", "kitamichi"

// lend plans the operator's capital, the borrower's line, and how it pays its invoices: the day before each is due.
func (s *stage) lend() {
	const capital, payer = 1_200_000, "ナリワイ ウンエイジムキヨク"
	day := s.bankDay(-97)
	s.plan(s.at(day, 11, 30), "capital", func() error { return s.bank.send(s.clock(), yen.Of(capital), "", payer) })
	s.plan(s.at(day, 17, 0), "take capital", func() error {
		dep, err := find[id.Deposit](s, "SELECT id FROM billing_deposit WHERE state = 'suspense' AND amount = $1", capital)
		if err != nil {
			return err
		}
		return funding.TakeAsCapital(s.ctx, s.d, s.at0(), dep, "請求書払いの元手")
	})
	s.plan(s.at(-96, 10, 10), "ask for credit", func() error {
		return crediting.AskForCredit(s.ctx, s.d, s.actors[borrower], yen.Of(600_000), "町の広報と見学の案内に、毎月二、三本の記事と、季節ごとの冊子をお願いする予定です。お支払いは、月に一度にまとめていただけると助かります。")
	})
	s.plan(s.at(-96, 15, 20), "grant credit", func() error {
		return crediting.DecideLine(s.ctx, s.d, s.at1(), s.actors[borrower].Party, crediting.Decision{Kind: credit.ToLimit, Amount: yen.Of(600_000), DueMonths: 1,
			Reason: "公開されている決算の報告を三年分読み、お支払いのようすを確かめました。"})
	})
	s.plan(s.at(-1, 10, 30), "ask for credit", func() error {
		return crediting.AskForCredit(s.ctx, s.d, s.actors[hopeful], yen.Of(1_500_000), "取材記事を毎月十本から二十本ほどお願いしています。経理の都合で、月末にまとめてのお支払いを希望します。")
	})
	sent := map[id.Invoice]bool{}
	for day := -60; day <= -2; day++ {
		s.plan(s.at(day, 13, 30), "pay invoices", func() error { return s.payInvoices(sent) })
	}
}

// payInvoices sends what is due by tomorrow.
func (s *stage) payInvoices(sent map[id.Invoice]bool) error {
	today := calendar.On(s.clock())
	page, err := query.Credit(s.ctx, s.d.Snapshot(), s.actors[borrower].Party, today, 0)
	if err != nil {
		return err
	}
	for _, i := range page.Invoices {
		if i.State == credit.InvoiceOpen && !sent[i.ID] && i.DueOn.Sub(today) <= 1 {
			sent[i.ID] = true
			if err := s.bank.send(s.clock(), i.Amount, i.Reference, s.persons[borrower].kana); err != nil {
				return err
			}
		}
	}
	return nil
}
