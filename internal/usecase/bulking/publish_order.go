package bulking

import (
	"context"

	"nariwai/internal/bank"
	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/bulk"
	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/organisation"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/committing"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/securing"
	"nariwai/internal/usecase/vetting"
	"nariwai/internal/yen"
)

// PublishOrder ends the draft: the terms stand in a job that is never listed, and the money of all lines is asked for, the client's fee with
// it. Nobody can take a line before it is there.
func PublishOrder(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk) (err error) {
	defer fault.Wrap(&err, "publish bulk order %s", bid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		o, client, err := own(ctx, tx, a, bid, peopledb.Trading, people.Order)
		if err != nil {
			return "", err
		}
		if err := o.Editable(); err != nil {
			return "", err
		}
		if client.NewClient() && client.ReviewedAt.IsZero() {
			return "", fault.New(fault.Conflict, "はじめての方は、まず1件の依頼を公開してください。運営が確かめたあとから、まとめ依頼ができます")
		}
		_, sum, err := bulkdb.Count(ctx, tx, bid, bulk.LineDraft)
		if err != nil {
			return "", err
		}
		if sum.IsZero() {
			return "", fault.New(fault.Conflict, "記事を1本以上入れてから公開してください")
		}
		asked, err := committing.Commit(ctx, tx, a, client, committing.Wish{Kind: organisation.Bulk, Subject: string(bid), Title: o.Title,
			Department: id.Department(o.Department), Amount: sum})
		if err != nil {
			return "", err
		}
		if asked {
			o.State = bulk.Approving
			return "", bulkdb.SaveOrder(ctx, tx, &o)
		}
		return "", publish(ctx, tx, a, &o, client)
	})
	return err
}

// DecideOrder is a second person's answer to a publication; with a yes it happens then and there, with a no the order is a draft again.
func DecideOrder(ctx context.Context, d *db.DB, a people.Actor, vid id.Approval, yes bool, reason string) (err error) {
	defer fault.Wrap(&err, "decide bulk order %s", vid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		client, err := peopledb.Trading(ctx, tx, a, people.Approve)
		if err != nil {
			return "", err
		}
		v, err := committing.Decide(ctx, tx, a, vid, organisation.Bulk, yes, reason)
		if err != nil {
			return "", err
		}
		o, err := bulkdb.Order(ctx, tx, id.Bulk(v.Subject))
		if err != nil {
			return "", err
		}
		if o.State != bulk.Approving {
			return "", fault.New(fault.Conflict, "このまとめ依頼は、承認を待っていません")
		}
		if !yes {
			return "", withdraw(ctx, tx, &o)
		}
		return "", publish(ctx, tx, a, &o, client)
	})
	return err
}

func publish(ctx context.Context, tx *db.Tx, a people.Actor, o *bulk.Order, client people.Party) error {
	lines, err := bulkdb.Lines(ctx, tx, o.ID, bulk.LineDraft)
	if err != nil {
		return err
	}
	if err := fair(ctx, tx, *o, lines); err != nil {
		return err
	}
	j, err := job(ctx, tx, a, *o, client, lines)
	if err != nil {
		return err
	}
	return ask(ctx, tx, a, o, client, j, lines)
}

// fair holds every line to what was checked when it came in, which may be long ago, and to the floor of the category.
func fair(ctx context.Context, tx *db.Tx, o bulk.Order, lines []bulk.Line) error {
	today := calendar.On(tx.Now)
	floors, _, err := policydb.At[market.Floors](ctx, tx, policy.Floor, id.Site, today)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if err := l.Check(today); err != nil {
			return fault.New(fault.Conflict, "%d番の記事の内容を確かめてください（%s）", l.N, l.Title)
		}
		spec := market.Spec{Category: o.Category, Unit: market.PerPiece, Quantity: 1, Pay: l.Price, LowReason: o.LowReason}
		if err := floors.Check(spec); err != nil {
			return err
		}
		if spec.Unit, spec.Quantity = market.PerCharacter, l.Chars; l.Chars > 0 {
			if err := floors.Check(spec); err != nil {
				return err
			}
		}
	}
	return nil
}

// job keeps the job that carries the order's terms.
func job(ctx context.Context, tx *db.Tx, a people.Actor, o bulk.Order, client people.Party, lines []bulk.Line) (j market.Job, err error) {
	today := calendar.On(tx.Now)
	var sum yen.Yen
	var last calendar.Date
	for _, l := range lines {
		sum = sum.Add(l.Price)
		last = max(last, l.DueOn)
	}
	spec := market.Spec{
		Category: o.Category, Title: o.Title, Body: o.Guide, Deliverable: o.Deliverable, Place: o.Place, Rights: market.Rights(o.Rights), AIPolicy: market.AIPolicy(o.AIPolicy),
		Unit: market.PerPiece, Quantity: max(1, int64(len(lines))), Pay: sum, LowReason: o.LowReason, Hires: market.MostHires, ClosesOn: today, DueOn: last,
		Beginners: !o.Certified, Unregistered: true, CertifiedOnly: o.Certified,
	}
	if j, err = market.NewJob(id.Job(tx.NewID()), client.ID, a.Person, spec, tx.Now); err != nil {
		return j, err
	}
	j.Arrangement, j.Department = market.Bulk, id.Department(o.Department)
	if err := j.Keep(market.Recruiter{Name: client.LegalName, Address: client.Address, Contact: client.Contact}, tx.Now); err != nil {
		return j, err
	}
	if err := marketdb.InsertJob(ctx, tx, j); err != nil {
		return j, err
	}
	read, err := vetting.Read(ctx, tx, j)
	if err == nil && read.Hold {
		err = fault.New(fault.Conflict, "仕事の内容に、公開の前に運営が確かめる言い方があります。外での連絡や先払いを求める文などを直してください")
	}
	return j, err
}

// ask asks for the money of all lines under one reference.
func ask(ctx context.Context, tx *db.Tx, a people.Actor, o *bulk.Order, client people.Party, j market.Job, lines []bulk.Line) error {
	today := calendar.On(tx.Now)
	fees, _, err := policydb.At[billing.FeePolicy](ctx, tx, policy.Fee, id.Site, today)
	if err != nil {
		return err
	}
	tax, _, err := policydb.At[billing.TaxRates](ctx, tx, policy.Tax, id.Site, today)
	if err != nil {
		return err
	}
	work := make([]billing.Work, len(lines))
	for i, l := range lines {
		work[i].Pay = l.Price
	}
	// Who writes is not known, so nothing is withheld yet: what withholding makes unnecessary goes back when a line is taken.
	quotes := billing.Terms{Fee: fees, Tax: tax}.QuoteItems(work)
	var total billing.Quote
	parts := make([]billing.FundingItem, len(lines))
	for i, q := range quotes {
		total = total.Add(q)
		parts[i] = billing.FundingItem{Item: lines[i].ID, Amount: q.Escrow}
		if err := bulkdb.Ask(ctx, tx, lines[i].ID, q.Escrow, q.ClientFee); err != nil {
			return err
		}
	}
	if err := o.Publish(j.ID, int64(len(lines)), fees.Client, total.Escrow, tx.Now); err != nil {
		return err
	}
	if err := withinCaps(ctx, tx, client, total.Pay); err != nil {
		return err
	}
	f, err := billing.NewBulkFunding(o.ID, client.ID, parts, tx.Now, o.PayBy)
	if err != nil {
		return err
	}
	secured, err := securing.OnCreditOr(ctx, tx, client.ID, f)
	if err != nil {
		return err
	}
	if secured.OnCredit() {
		if err := o.Secure(string(market.SecuredByCredit), tx.Now); err != nil {
			return err
		}
		if err := bulkdb.OpenAll(ctx, tx, o.ID, int64(len(lines))); err != nil {
			return err
		}
	} else if f, err = billingdb.RequestFunding(ctx, tx, f, bank.NewReference); err != nil {
		return err
	}
	if err := bulkdb.SaveOrder(ctx, tx, o); err != nil {
		return err
	}
	if err := tx.Audit(ctx, a.Person, a.Party, "publish_bulk", string(o.ID), total.Escrow.String()); err != nil || secured.OnCredit() {
		return err
	}
	return requested(ctx, tx, *o, f, secured.Refusal)
}

// requested tells the client what to pay in, and why its line of credit did not do it, if it has one.
func requested(ctx context.Context, tx *db.Tx, o bulk.Order, f billing.Funding, refusal string) error {
	more := []notice.Sentence{
		{Say: "仮払いの金額は%s、お支払い番号は %s です。振込のとき、お名前の前に番号を入れてください。", Args: []any{f.Amount, f.Reference}},
		{Say: "期限は%sです。過ぎると、まとめ依頼は下書きに戻ります。", Args: []any{calendar.On(o.PayBy).AddDays(-1)}},
	}
	if refusal != "" {
		more = append(more, notice.Sentence{Say: refusal})
	}
	return inform.Party(ctx, tx, o.Client, "to_fund", notice.Message{
		Say: "まとめ依頼「%s」の仮払いをお願いします", Args: []any{o.Title}, Link: link(o), More: more,
	})
}

// withinCaps holds a client without a first acceptance to the caps.
func withinCaps(ctx context.Context, tx *db.Tx, client people.Party, pay yen.Yen) error {
	if !client.NewClient() {
		return nil
	}
	caps, _, err := policydb.At[market.Caps](ctx, tx, policy.Caps, id.Site, calendar.On(tx.Now))
	if err != nil {
		return err
	}
	open, err := marketdb.ClientExposure(ctx, tx, client.ID)
	if err != nil {
		return err
	}
	return caps.Check(pay, open)
}
