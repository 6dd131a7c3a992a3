package seeding

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/document"
	"nariwai/internal/document/documentdb"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/message"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/reply/replydb"
	"nariwai/internal/search"
	"nariwai/internal/search/searchdb"
	"nariwai/internal/yen"
)

// A pile is rows that wait to be written together.
type pile struct {
	persons     []people.Person
	parties     []people.Party
	grants      []people.Grant
	acceptances []peopledb.Acceptance
	accounts    []people.Account
	sessions    []people.Session

	jobs       []market.Job
	listed     []search.Job // what searches find of those that are open
	proposals  []market.Proposal
	contracts  []market.Contract
	items      []market.Item
	deliveries []market.Delivery
	events     []market.Event

	quotes      []billingdb.ItemQuote
	fundings    []billing.Funding
	imports     []billing.Import
	files       []importFile
	deposits    []billing.Deposit
	settlements []billing.Settlement
	runs        []billing.Run
	payouts     []billing.Payout

	transfers []ledgerdb.Row
	standings []ledgerdb.Standing
	documents []document.Document

	messages []message.Message // in threads that are named after their contracts
	notices  []notice.Notice
}

// importFile is the bytes that a list of the bank was read from.
type importFile struct {
	of    id.Import
	bytes []byte
}

func (p *pile) keepFiles(ctx context.Context, tx *db.Tx) error {
	for _, f := range p.files {
		if err := billingdb.KeepImportFile(ctx, tx, f.of, f.bytes); err != nil {
			return err
		}
	}
	return nil
}

// size is about how many rows wait.
func (p *pile) size() int {
	return len(p.persons)*4 + len(p.jobs) + len(p.listed)*10 + len(p.proposals) + len(p.contracts)*11 + len(p.events) + len(p.deposits)*2 +
		len(p.settlements) + len(p.payouts) + len(p.transfers) + len(p.standings) + len(p.documents)*3 + len(p.messages) + len(p.notices)
}

// post adds the transfers of an entry as they were booked at a moment. The caller keeps the balances.
func (p *pile) post(e ledger.Entry, at clock.Instant) {
	for _, t := range e.Transfers {
		p.transfers = append(p.transfers, ledgerdb.Row{ID: e.ID, Transfer: t, At: int64(at), On: e.On})
	}
}

// stand adds a guarded account with what stands in it at the end.
func (p *pile) stand(a ledger.Account, y yen.Yen) {
	p.standings = append(p.standings, ledgerdb.Standing{Account: a, Balance: y})
}

// write writes what waits in one transaction, and empties the pile.
func (p *pile) write(ctx context.Context, d *db.DB) error {
	if err := d.Write(ctx, func(tx *db.Tx) error {
		for _, insert := range []func() error{
			func() error { return peopledb.Persons.InsertAll(ctx, tx, p.persons) },
			func() error { return peopledb.Parties.InsertAll(ctx, tx, p.parties) },
			func() error { return peopledb.Grants.InsertAll(ctx, tx, p.grants) },
			func() error { return peopledb.Acceptances.InsertAll(ctx, tx, p.acceptances) },
			func() error { return peopledb.AddAccounts(ctx, tx, p.accounts...) },
			func() error { return peopledb.Sessions.InsertAll(ctx, tx, p.sessions) },
			func() error { return marketdb.InsertJobs(ctx, tx, p.jobs) },
			func() error { return searchdb.PutAll(ctx, tx, p.listed) },
			func() error { return marketdb.InsertProposals(ctx, tx, p.proposals) },
			func() error { return marketdb.InsertContracts(ctx, tx, p.contracts, p.items) },
			func() error { return marketdb.InsertDeliveries(ctx, tx, p.deliveries) },
			func() error { return marketdb.InsertEvents(ctx, tx, p.events) },
			func() error { return billingdb.InsertQuotes(ctx, tx, p.quotes) },
			func() error { return billingdb.InsertFundings(ctx, tx, p.fundings) },
			func() error { return billingdb.InsertImports(ctx, tx, p.imports) },
			func() error { return p.keepFiles(ctx, tx) },
			func() error { return billingdb.InsertDeposits(ctx, tx, p.deposits) },
			func() error { return billingdb.InsertRuns(ctx, tx, p.runs) },
			func() error { return billingdb.InsertSettlements(ctx, tx, p.settlements) },
			func() error { return billingdb.InsertPayouts(ctx, tx, p.payouts) },
			func() error { return ledgerdb.Write(ctx, tx, p.transfers, p.standings) },
			func() error { return documentdb.KeepAll(ctx, tx, p.documents) },
			func() error {
				ts, ss, ms, asks := p.threads(tx.Now)
				if err := messagedb.InsertAll(ctx, tx, ts, ss, ms); err != nil {
					return err
				}
				return replydb.InsertAll(ctx, tx, asks)
			},
			func() error { return noticedb.InsertAll(ctx, tx, p.notices) },
		} {
			if err := insert(); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	*p = pile{}
	return nil
}
