package cast

import (
	"context"
	"fmt"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/yen"
)

// Deal is an awarded contract that waits for its money.
type Deal struct {
	Client, Worker people.Actor
	Contract       id.Contract
	Items          []id.Item
}

// Award makes a contract of one item for each of the pays, due in ten days. With withhold, a client who must withhold does.
func Award(t testing.TB, d *db.DB, client, worker people.Actor, withhold bool, pays ...int64) Deal {
	t.Helper()
	ctx := context.Background()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	today := calendar.On(d.Clock())
	offer := market.Offer{Message: "書きます。", DueOn: today.AddDays(10)}
	for i, pay := range pays {
		offer.Price = offer.Price.Add(yen.Of(pay))
		if len(pays) > 1 {
			offer.Parts = append(offer.Parts, market.Part{N: int64(i + 1), Title: fmt.Sprintf("第%d回", i+1), Price: yen.Of(pay), DueOn: offer.DueOn})
		}
	}
	jid, err := posting.SaveDraft(ctx, d, client, "", market.Spec{
		Category: "writing/travel", Title: "道の駅の記事を10本", Body: "1本1,500字です。", Deliverable: "原稿10本",
		Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.LumpSum, Quantity: 1, Pay: offer.Price, Hires: 1,
		ClosesOn: today.AddDays(5), DueOn: offer.DueOn, Beginners: true, Unregistered: true,
	})
	ok(err)
	_, err = posting.PublishJob(ctx, d, client, jid)
	ok(err)
	pid, err := proposing.SubmitProposal(ctx, d, worker, jid, offer)
	ok(err)
	deal := Deal{Client: client, Worker: worker}
	deal.Contract, err = hiring.AwardProposal(ctx, d, client, pid, withhold)
	ok(err)
	items, err := marketdb.Items(ctx, d.Snapshot(), deal.Contract)
	ok(err)
	for _, it := range items {
		deal.Items = append(deal.Items, it.ID)
	}
	return deal
}

// Account gives a party a bank account that payouts go to, whose number ends in last.
func Account(t testing.TB, d *db.DB, a people.Actor, last string) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		return peopledb.AddAccounts(context.Background(), tx, people.Account{ID: id.Account(tx.NewID()), Party: a.Party, Bank: "0001", Branch: "001",
			Kind: people.Ordinary, Number: "0000000"[:7-len(last)] + last, Payee: "ｻﾄｳ ﾐﾁﾙ", State: people.AccountActive, SetAt: tx.Now, SetBy: a.Person})
	})
}

// Office sets who runs the site, with the account that transfer files are sent from.
func Office(t testing.TB, d *db.DB) { OfficeAccount(t, d, "7654321") }

// OfficeAccount is Office with another account.
func OfficeAccount(t testing.TB, d *db.DB, account string) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		return policydb.Set(context.Background(), tx, policy.Operator, id.Site, calendar.On(tx.Now), policy.Identity{
			Name: "なりわい運営組合", Address: "北海道夕張市本町4丁目", TNumber: "T7000012050002", ClientCode: "0123456789", ClientName: "ﾅﾘﾜｲｳﾝｴｲｸﾐｱｲ",
			Bank: "0001", Branch: "001", Account: account, Type: "1"}, "")
	})
}
