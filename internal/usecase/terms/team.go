package terms

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/document"
	"nariwai/internal/document/documentdb"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/team"
	"nariwai/internal/team/teamdb"
)

// teamUp says in a contract's notice who has contracted for a team: all of its members, or the leader for them.
func teamUp(ctx context.Context, tx *db.Tx, c market.Contract, worker people.Party, t *document.Terms) error {
	if worker.Kind != people.Team {
		return nil
	}
	tm, err := teamdb.Team(ctx, tx, worker.ID)
	if err != nil {
		return err
	}
	t.Team = &document.TermsOfATeam{Form: string(c.TeamForm), Name: worker.DisplayName}
	if c.TeamForm == market.Prime {
		leader, err := peopledb.Party(ctx, tx, tm.Leader)
		t.Worker = identity(leader)
		return err
	}
	members, err := teamdb.Members(ctx, tx, worker.ID)
	if err != nil {
		return err
	}
	var ids []id.Party
	for _, m := range members {
		ids = append(ids, m.Party)
	}
	parties, err := peopledb.PartiesOf(ctx, tx, ids)
	for _, p := range ids {
		t.Team.Members = append(t.Team.Members, identity(parties[p]))
	}
	return err
}

// Share is what a member has agreed to do of an item.
type Share struct {
	Party id.Party
	Parts []document.TermsPart
}

// WriteShares puts the payees of an item into its quote, once everybody has agreed to what they do of it, and keeps the writings
// that follow: the contract's supplementary notice where its figures change, and for each of the shares the notice to its member,
// from the client in a joint contract, from the leader in a prime one. it has its new payees already; fresh are the shares that
// nobody has had a notice of.
func WriteShares(ctx context.Context, tx *db.Tx, c market.Contract, it market.Item, leader id.Party, fresh []Share) (docs map[id.Party]document.Document, err error) {
	defer fault.Wrap(&err, "shares of %s", it.ID)
	rates, closing, err := Of(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	items, err := marketdb.ItemsAndPayees(ctx, tx, c.ID)
	if err != nil {
		return nil, err
	}
	at := 0
	for i := range items {
		if items[i].ID == it.ID {
			at = i
		}
	}
	q := Quotes(rates, items)[at]
	before, err := billingdb.Quotes(ctx, tx, c.ID)
	if err != nil {
		return nil, err
	}
	if before[it.ID] != q {
		if err := billingdb.SaveQuote(ctx, tx, billingdb.ItemQuote{Item: it.ID, Contract: c.ID, Quote: q}); err != nil {
			return nil, err
		}
		if _, err := supplement(ctx, tx, c, document.TermsOfAChange{Item: it.ID, Scope: "受け持ちの分け方が決まりました"}); err != nil {
			return nil, err
		}
	}
	parts := rates.QuoteShares(Works(items))[at]
	j, err := marketdb.Job(ctx, tx, c.Job)
	if err != nil {
		return nil, err
	}
	ids := []id.Party{c.Client, c.Worker, leader}
	for _, s := range fresh {
		ids = append(ids, s.Party)
	}
	parties, err := peopledb.PartiesOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	docs = map[id.Party]document.Document{}
	for _, s := range fresh {
		if c.TeamForm == market.Prime && s.Party == leader { // the contract's own notice is theirs
			continue
		}
		for n, p := range items[at].Payees {
			if p.Party != s.Party {
				continue
			}
			doc, err := writeShare(ctx, tx, c, j, items[at], parties, leader, s, parts[n], closing)
			if err != nil {
				return nil, err
			}
			docs[s.Party] = doc
		}
	}
	return docs, nil
}

func writeShare(ctx context.Context, tx *db.Tx, c market.Contract, j market.Job, it market.Item, parties map[id.Party]people.Party, leader id.Party, s Share, q billing.Quote, closing calendar.Closing) (doc document.Document, err error) {
	orderer := parties[c.Client]
	name := ""
	if w := parties[c.Worker]; w.Kind == people.Team {
		name = w.DisplayName
	}
	tm := &document.TermsOfATeam{Form: string(c.TeamForm), Name: name, Parts: s.Parts}
	if c.TeamForm == market.Prime {
		tm.From = &document.TermsEntrust{Client: identity(orderer), Title: c.Title, PayOn: closing.TermsPayday(it.DueOn)}
		orderer = parties[leader]
	}
	mine := it
	mine.Pay = q.Pay
	t := Facts(c, j, orderer, parties[s.Party], []market.Item{mine}, q, closing, calendar.On(tx.Now))
	t.ClientFee, t.Team = t.ClientFee.Sub(t.ClientFee), tm
	if doc, err = document.New(id.Document(tx.NewID()), document.PartTerms, string(it.ID), t.AgreedOn, q.Pay, t, tx.Now, orderer.ID, s.Party); err != nil {
		return doc, err
	}
	return documentdb.Keep(ctx, tx, doc)
}

// Ways puts parties into the place of an item's payees by what each gets of it, and says what is withheld from whom.
func Ways(ctx context.Context, r db.Reader, c market.Contract, it *market.Item, leader id.Party, shares []team.Share) error {
	var ids []id.Party
	for _, s := range shares {
		ids = append(ids, s.Party)
	}
	parties, err := peopledb.PartiesOf(ctx, r, ids)
	if err != nil {
		return err
	}
	it.Payees = nil
	for i, s := range shares {
		p := parties[s.Party]
		way := billing.Withholding(c.Withholding).Of(p.Form == people.Company, p.Resident)
		if c.TeamForm == market.Prime {
			if way = billing.Exempt; s.Party == leader {
				way = billing.OnWhole
			}
		}
		it.Payees = append(it.Payees, market.Payee{N: int64(i + 1), Party: s.Party, Share: s.Pay.Int64(), Withholding: string(way)})
	}
	return nil
}
