package account

import (
	"context"

	"nariwai/internal/attest/attestdb"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/collusion/collusiondb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/identity/identitydb"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/live/livedb"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/portfolio/portfoliodb"
	"nariwai/internal/prize/prizedb"
	"nariwai/internal/ranking/rankingdb"
	"nariwai/internal/recurring/recurringdb"
	"nariwai/internal/review/reviewdb"
	"nariwai/internal/search/searchdb"
	"nariwai/internal/trust/trustdb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/listing"
	"nariwai/internal/usecase/replying"
	"nariwai/internal/usecase/securing"
)

// CloseAccount ends an account for good and erases what it knew of its person. What the law keeps of transactions goes
// behind a pseudonym with the day on which it is erased too. It is refused while work is open or money is due, and
// to the last operator, and to the only owner of a company with other people in it. Proposals that wait for an answer are withdrawn, and
// drafts go.
func CloseAccount(ctx context.Context, d *db.DB, h *people.Hasher, a people.Actor, password string) (err error) {
	defer fault.Wrap(&err, "close account")
	was, err := proves(ctx, d, h, a, password)
	if err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		p, err := unchanged(ctx, tx, was)
		if err != nil {
			return err
		}
		party, err := peopledb.OwnParty(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		t, err := ties(ctx, tx, p.ID, party.ID)
		if err != nil {
			return err
		}
		if err := t.Leave(); err != nil {
			return err
		}
		if err := peopledb.Forgive(ctx, tx, people.SignInByAccount, p.EmailKey); err != nil {
			return err
		}
		goodbye := notice.Message{Say: "退会の手続きが終わりました",
			More: []notice.Sentence{{Say: "あなたの情報を消しました。取引がなかった場合、残っているものはありません。"}}}
		closed, e := party.Close(p.ID, t.LastTransaction, tx.Now)
		if err := leaveMarket(ctx, tx, p.ID, party.ID, e.Pseudonym); err != nil {
			return err
		}
		if e.KeepUntil != 0 {
			goodbye.More = []notice.Sentence{{Say: "あなたの情報を消しました。取引の記録だけは、法律で決められた%sまで、お名前を伏せて保管し、そのあと消します。", Args: []any{e.KeepUntil}}}
		}
		if err := noticedb.Queue(ctx, tx, goodbye.Letter(to(p), "account_closed")); err != nil {
			return err
		}
		if err := searchdb.ForgetSaved(ctx, tx, p.ID); err != nil {
			return err
		}
		if err := noticedb.Forget(ctx, tx, p.ID); err != nil {
			return err
		}
		if err := noticedb.ForgetAddress(ctx, tx, p.Email); err != nil {
			return err
		}
		if err := identitydb.Forget(ctx, tx, party.ID); err != nil {
			return err
		}
		if err := collusiondb.Forget(ctx, tx, p.ID); err != nil {
			return err
		}
		if err := attestdb.Forget(ctx, tx, party.ID); err != nil {
			return err
		}
		if err := livedb.Forget(ctx, tx, p.ID); err != nil {
			return err
		}
		if err := peopledb.Close(ctx, tx, p.Close(), closed, e); err != nil {
			return err
		}
		if err := listing.Workers(ctx, tx, party.ID); err != nil {
			return err
		}
		return tx.Audit(ctx, p.ID, party.ID, "close_account", string(party.ID), e.KeepUntil.String())
	})
}

// leaveMarket withdraws what waits, tells the clients, and erases what was written for the market only.
func leaveMarket(ctx context.Context, tx *db.Tx, person id.Person, party id.Party, pseudonym string) error {
	if err := searchdb.ForgetKept(ctx, tx, party); err != nil {
		return err
	}
	if err := securing.Leave(ctx, tx, party); err != nil {
		return err
	}
	waiting, err := marketdb.WaitingOf(ctx, tx, party)
	if err != nil {
		return err
	}
	for _, p := range waiting {
		if err := p.Withdraw(); err != nil {
			return err
		}
		if err := marketdb.SaveAnswer(ctx, tx, &p); err != nil {
			return err
		}
		j, err := marketdb.Job(ctx, tx, p.Job)
		if err != nil {
			return err
		}
		if err := inform.Party(ctx, tx, j.Client, "proposal_withdrawn", notice.Message{
			Say: "「%s」への提案が、提案した方の退会のため取り下げられました", Args: []any{j.Title}, Link: "/jobs/" + string(j.ID) + "/proposals"}); err != nil {
			return err
		}
	}
	if err := replying.Gone(ctx, tx, party); err != nil {
		return err
	}
	drafts, err := marketdb.Drafts(ctx, tx, party)
	if err != nil {
		return err
	}
	for _, j := range drafts {
		if err := trustdb.DropMarks(ctx, tx, j.ID); err != nil {
			return err
		}
		if err := marketdb.DropJob(ctx, tx, j); err != nil {
			return err
		}
	}
	if err := reviewdb.Erase(ctx, tx, party); err != nil {
		return err
	}
	if err := messagedb.Erase(ctx, tx, party, person); err != nil {
		return err
	}
	if err := portfoliodb.Erase(ctx, tx, party); err != nil {
		return err
	}
	if err := rankingdb.Erase(ctx, tx, party); err != nil {
		return err
	}
	if err := prizedb.Erase(ctx, tx, party); err != nil {
		return err
	}
	return marketdb.Erase(ctx, tx, party, pseudonym)
}

func ties(ctx context.Context, tx *db.Tx, person id.Person, party id.Party) (t people.Ties, err error) {
	operators, err := peopledb.Operators(ctx, tx)
	if err != nil {
		return t, err
	}
	t.LastOperator = len(operators) == 1 && operators[0].ID == person
	if t.LastOwner, err = peopledb.CompaniesWithout(ctx, tx, person); err != nil {
		return t, err
	}
	if t.OpenWork, err = marketdb.OpenWork(ctx, tx, party); err != nil {
		return t, err
	}
	recurring, err := recurringdb.Open(ctx, tx, party)
	if err != nil {
		return t, err
	}
	t.OpenWork += recurring
	if t.MoneyDue, err = billingdb.OpenMoney(ctx, tx, party); err != nil {
		return t, err
	}
	if t.Owes, err = ledgerdb.Balance(ctx, tx, ledger.Owed(party)); err != nil {
		return t, err
	}
	contract, err := marketdb.LastContract(ctx, tx, party)
	if err != nil {
		return t, err
	}
	t.LastTransaction, err = billingdb.LastTransaction(ctx, tx, party)
	t.LastTransaction = max(t.LastTransaction, contract)
	return t, err
}
