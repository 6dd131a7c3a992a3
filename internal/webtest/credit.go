package webtest

import (
	"nariwai/internal/credit"
	"nariwai/internal/id"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/crediting"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

// credit gives the other client a line of credit on which one piece of work is accepted, and stops it: what comes after is paid in.
func (s *Stage) credit() {
	s.t.Helper()
	iid := s.bring(line{300_000, "ｶ)ﾅﾘﾜｲ"})
	s.ok(funding.TakeAsCapital(ctx, s.DB, s.actors[Desk], id.Deposit(s.text("SELECT id FROM billing_deposit WHERE import = $1", iid)), "運営の元手"))
	client := s.actors[OtherClient]
	s.ok(crediting.AskForCredit(ctx, s.DB, client, yen.Of(200_000), "毎月3本ほど、記事を依頼します。"))
	s.ok(crediting.DecideLine(ctx, s.DB, s.actors[Desk], client.Party, crediting.Decision{Kind: credit.ToLimit, Amount: yen.Of(200_000), DueMonths: 1, Reason: "支払いのようすを確かめました。"}))
	deal := cast.Award(s.t, s.DB, client, s.actors[OtherWorker], false, 18_000)
	s.name("contract.credit", string(deal.Contract), OtherClient, OtherWorker)
	_, err := working.DeliverItem(ctx, s.DB, deal.Worker, deal.Items[0], working.Work{Body: "できました。"})
	s.ok(err)
	_, err = working.AcceptItem(ctx, s.DB, client, deal.Items[0])
	s.ok(err)
	s.ok(crediting.DecideLine(ctx, s.DB, s.actors[Desk], client.Party, crediting.Decision{Kind: credit.ToStop, Reason: "担当の方の交代を確かめています。"}))
}

// invoices bills it, and leaves a limit that waits for its second person.
func (s *Stage) invoices() {
	s.t.Helper()
	_, err := crediting.IssueInvoices(ctx, s.DB)
	s.ok(err)
	client := s.actors[OtherClient]
	s.name("invoice.other", s.text("SELECT id FROM credit_invoice WHERE party = $1", client.Party), OtherClient, Desk)
	s.ok(crediting.DecideLine(ctx, s.DB, s.desk2, client.Party, crediting.Decision{Kind: credit.ToLimit, Amount: yen.Of(2_000_000), DueMonths: 2, Reason: "新しい決算書を確かめました。"}))
	s.name("limit.waiting", s.text("SELECT id FROM credit_change WHERE state = 'proposed'"), Desk)
	s.name("party.credit", string(client.Party), Desk)
	s.name("party.no-credit", string(s.actors[Client].Party), Desk)
}
