package worker

import (
	"context"
	"time"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/usecase/account"
	"nariwai/internal/usecase/bulking"
	"nariwai/internal/usecase/closing"
	"nariwai/internal/usecase/crediting"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/mailing"
	"nariwai/internal/usecase/offering"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/pricing"
	"nariwai/internal/usecase/ranking"
	"nariwai/internal/usecase/reading"
	"nariwai/internal/usecase/recounting"
	"nariwai/internal/usecase/renewing"
	"nariwai/internal/usecase/reviewing"
	"nariwai/internal/usecase/screening"
	"nariwai/internal/usecase/searching"
	"nariwai/internal/usecase/talking"
	"nariwai/internal/usecase/working"
)

const soon, seldom = 20 * time.Second, time.Hour

// Schedule is everything that happens in the market without anybody asking, in the order in which one leads to the next:
// what time accepts is accepted before a month is closed.
func Schedule() []Step {
	return []Step{
		{Name: "index jobs", Every: seldom, Run: searching.RebuildIndex},
		{Name: "index workers", Every: seldom, Run: searching.RebuildWorkers},
		{Name: "count records", Every: seldom, Run: recounting.RebuildRecords},
		{Name: "forget changes of the index", Every: seldom, Run: searching.ForgetChanges},
		{Name: "tell searches at once", Every: soon, Run: searching.TellAtOnce},
		{Name: "tell searches", Every: time.Minute, Run: searching.TellDue},
		{Name: "miss asks", Every: 5 * time.Minute, Run: counted(talking.MissOverdueAsks)},
		{Name: "close jobs", Every: soon, Run: counted(posting.CloseOverdueJobs)},
		{Name: "remind of decisions", Every: soon, Run: counted(posting.RemindUndecided)},
		{Name: "end undecided jobs", Every: soon, Run: counted(posting.EndUndecidedJobs)},
		{Name: "expire offers", Every: soon, Run: counted(offering.ExpireOffers)},
		{Name: "make months", Every: 5 * time.Minute, Run: counted(renewing.MakeMonths)},
		{Name: "book deposits", Every: soon, Run: funding.BookDeposits},
		{Name: "lapse unfunded", Every: soon, Run: counted(working.LapseUnfunded)},
		{Name: "lapse bulk orders", Every: 5 * time.Minute, Run: counted(bulking.LapseUnpaid)},
		{Name: "lapse raises", Every: soon, Run: counted(working.LapseRaises)},
		{Name: "remind of acceptance", Every: soon, Run: counted(working.RemindAcceptance)},
		{Name: "accept", Every: soon, Run: counted(working.AcceptOverdue)},
		{Name: "decisions take effect", Every: soon, Run: counted(working.TakeEffect)},
		{Name: "escalate", Every: soon, Run: counted(working.EscalateOld)},
		{Name: "reveal reviews", Every: soon, Run: counted(reviewing.RevealDue)},
		{Name: "remind of reviews", Every: 5 * time.Minute, Run: counted(reviewing.RemindReviews)},
		{Name: "close the month", Every: soon, Run: closing.CloseDue},
		{Name: "write invoices", Every: 5 * time.Minute, Run: counted(crediting.IssueInvoices)},
		{Name: "remind of invoices", Every: 5 * time.Minute, Run: counted(crediting.RemindInvoices)},
		{Name: "screen", Every: time.Minute, Run: screening.ScreenDue},
		{Name: "begin and end rests", Every: 5 * time.Minute, Run: screening.Refresh},
		{Name: "rank the month", Every: time.Minute, Run: ranking.RankDue},
		{Name: "pay in time", Every: soon, Run: closing.GuardRun},
		{Name: "remind of runs", Every: seldom, Run: closing.RemindRuns},
		{Name: "close days", Every: seldom, Run: closing.CloseDays},
		{Name: "return deposits", Every: seldom, Run: funding.ReturnOverdue},
		{Name: "gauge prices", Every: seldom, Run: pricing.GaugePrices},
		{Name: "refresh workers", Every: seldom, Run: searching.RefreshWorkers},
		{Name: "sweep accounts", Every: seldom, Run: account.Sweep},
		{Name: "seal the record", Every: 3 * time.Second, Run: seal(10 * clock.Second)},
		// What a long transaction wrote shows itself after younger lines were sealed.
		{Name: "seal late lines", Every: time.Minute, Run: seal(10 * clock.Minute)},
		{Name: "forget commands", Every: seldom, Run: func(ctx context.Context, d *db.DB) error {
			return d.Write(ctx, func(tx *db.Tx) error { return db.ForgetCommands(ctx, tx) })
		}},
		{Name: "write digests", Every: time.Minute, Run: counted(mailing.WriteDigests)},
		{Name: "prune notices", Every: seldom, Run: mailing.Prune},
		{Name: "prune events", Every: seldom, Run: reading.PruneEvents},
	}
}

// seal looks for lines of the record as far back as a transaction may take longer than others.
func seal(back clock.Duration) func(context.Context, *db.DB) error {
	return func(ctx context.Context, d *db.DB) error {
		_, err := d.SealAudit(ctx, back)
		return err
	}
}

// counted is a use case that answers how much it did, which only tests ask.
func counted(f func(context.Context, *db.DB) (int, error)) func(context.Context, *db.DB) error {
	return func(ctx context.Context, d *db.DB) error {
		_, err := f(ctx, d)
		return err
	}
}
