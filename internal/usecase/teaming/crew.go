package teaming

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/document"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/team"
	"nariwai/internal/team/teamdb"
	"nariwai/internal/usecase/terms"
	"nariwai/internal/yen"
)

// job is an item that several do, with who they are and what they do of it.
type job struct {
	c       market.Contract
	it      market.Item
	leader  id.Party
	members team.Members
	parts   []team.Part
}

func jobOf(ctx context.Context, tx *db.Tx, iid id.Item) (j job, err error) {
	defer fault.Wrap(&err, "parts of item %s", iid)
	if j.it, err = marketdb.Item(ctx, tx, iid); err != nil {
		return j, err
	}
	if j.c, err = marketdb.Contract(ctx, tx, j.it.Contract); err != nil {
		return j, err
	}
	if j.leader, j.members, err = crewOf(ctx, tx, j.c); err != nil {
		return j, err
	}
	j.parts, err = teamdb.Parts(ctx, tx, j.c.ID, iid)
	return j, err
}

// crewOf is who leads a contract and who may have parts of it: a team's members, or whom somebody hired alone has brought in.
func crewOf(ctx context.Context, tx *db.Tx, c market.Contract) (leader id.Party, ms team.Members, err error) {
	t, err := teamdb.Team(ctx, tx, c.Worker)
	switch {
	case err == nil:
		ms, err = teamdb.Members(ctx, tx, c.Worker)
		return t.Leader, ms, err
	case !fault.Is(err, fault.NotFound):
		return "", nil, err
	}
	h, err := teamdb.Help(ctx, tx, c.ID)
	if err != nil {
		return "", nil, err
	}
	if h.State != team.HelpAgreed {
		return "", nil, fault.New(fault.NotFound, "見つかりませんでした")
	}
	ms = team.Members{{Party: c.Worker, Role: team.Leader, Weight: 1}}
	for _, p := range h.List() {
		ms = append(ms, team.Member{Party: p, Role: team.Ordinary, Weight: 1})
	}
	return c.Worker, ms, nil
}

// open refuses to touch who does what of an item that is being looked at, or over.
func (j job) open() error {
	switch j.it.State {
	case market.ItemAgreed, market.ItemFunded, market.ItemRevising:
		return nil
	}
	return fault.New(fault.Conflict, "この区切りの受け持ちは、いま変えられません")
}

// frame is what a split of the item must fit into.
func (j job) frame(ctx context.Context, tx *db.Tx) (fr team.Frame, err error) {
	fr = team.Frame{Item: j.it.ID, Pay: j.it.Pay, DueOn: j.it.DueOn, Members: j.members, Leader: j.leader}
	if j.c.TeamForm == market.Prime {
		rates, _, err := terms.Of(ctx, tx, j.c)
		if err != nil {
			return fr, err
		}
		fr.Withheld = rates.Quote(j.it.Pay, yen.Yen{}).Withheld
	}
	return fr, nil
}

// lead is the actor as the side of the contract that does the work, if they sign for it.
func (j job) lead(ctx context.Context, tx *db.Tx, a people.Actor) (people.Actor, error) {
	return as(ctx, tx, a, j.c.Worker, people.Work)
}

// notify tells a party of the contract about its parts.
func (j job) notify(ctx context.Context, tx *db.Tx, p id.Party, k notice.Kind, say string, args []any, more ...notice.Sentence) error {
	return notify(ctx, tx, p, k, partsLink(j.c.ID), say, args, more...)
}

func partsLink(c id.Contract) string { return "/contracts/" + string(c) + "/parts" }

// repay puts those who stand for the parts now into the item's payees: what nobody does is the leader's.
func (j *job) repay(ctx context.Context, tx *db.Tx) error {
	if err := terms.Ways(ctx, tx, j.c, &j.it, j.leader, team.Standing(j.parts, j.leader)); err != nil {
		return err
	}
	return marketdb.SavePayees(ctx, tx, j.it)
}

// bind makes of an agreement of all what is paid: payees, quote, and a notice to each whose part is new.
func (j *job) bind(ctx context.Context, tx *db.Tx) error {
	if !team.AllAgreed(j.parts) {
		return nil
	}
	if err := j.repay(ctx, tx); err != nil {
		return err
	}
	shares := j.fresh()
	docs, err := terms.WriteShares(ctx, tx, j.c, j.it, j.leader, shares)
	if err != nil {
		return err
	}
	for i := range j.parts {
		p := &j.parts[i]
		if p.State != team.Agreed || p.Notice != "" {
			continue
		}
		if doc, ok := docs[p.Member]; ok {
			p.Notice = doc.ID
			if err := teamdb.SavePart(ctx, tx, p); err != nil {
				return err
			}
		}
	}
	if err := marketdb.Log(ctx, tx, market.Event{Contract: j.c.ID, Item: j.it.ID, Kind: market.EventShared, Amount: j.it.Pay.Int64()}); err != nil {
		return err
	}
	for _, s := range shares {
		var paper []notice.Sentence
		if doc, ok := docs[s.Party]; ok {
			if paper, err = terms.Letter(doc); err != nil {
				return err
			}
		}
		if err := j.notify(ctx, tx, s.Party, "changed", "「%s」の受け持ちに、全員が同意しました", []any{j.it.Title}, paper...); err != nil {
			return err
		}
	}
	return nil
}

// fresh are the shares of those who have a part without a notice.
func (j *job) fresh() (out []terms.Share) {
	add := func(p id.Party, x document.TermsPart) {
		for i := range out {
			if out[i].Party == p {
				out[i].Parts = append(out[i].Parts, x)
				return
			}
		}
		out = append(out, terms.Share{Party: p, Parts: []document.TermsPart{x}})
	}
	need := map[id.Party]bool{}
	live := team.Live(j.parts)
	for _, p := range live {
		if p.Notice == "" {
			need[p.Member] = true
			need[p.Mentor] = p.Mentor != ""
		}
	}
	for _, p := range live {
		if need[p.Member] {
			add(p.Member, document.TermsPart{Title: p.Title, DueOn: p.DueOn, Pay: p.Pay})
		}
		if p.Mentor != "" && need[p.Mentor] && p.MentorPay.Sign() > 0 {
			add(p.Mentor, document.TermsPart{Title: p.Title, DueOn: p.DueOn, Pay: p.MentorPay, Mentor: true})
		}
	}
	return out
}

// put writes changed rows and adds new ones, and keeps what the job knows of its parts up to date.
func (j *job) put(ctx context.Context, tx *db.Tx, changed, added []team.Part) error {
	for _, p := range changed {
		if err := teamdb.SavePart(ctx, tx, &p); err != nil {
			return err
		}
	}
	for _, p := range added {
		if err := teamdb.AddPart(ctx, tx, p); err != nil {
			return err
		}
	}
	parts, err := teamdb.Parts(ctx, tx, j.c.ID, j.it.ID)
	j.parts = parts
	return err
}
