package query

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
)

// DeskQueues is how much waits at the desk, for its overview and for the menu beside every page of it.
type DeskQueues struct {
	FirstJobs     int64 // of new clients, to look at before they are shown
	Disputes      int64 // open: to be heard and decided
	Appeals       int64 // to be decided by a second person
	Escalated     int64 // received and undecided for so long that payment would come too late
	Accounts      int64 // new bank accounts, to be checked before money goes there
	Imports       int64 // lists of deposits, to be confirmed by a second person
	Suspense      int64 // deposits that match nothing
	Refunds       int64 // that wait for a bank account to go to
	RunsToCheck   int64
	RunsToRelease int64
	RunsToSend    int64 // released, not yet sent to the bank or not yet marked as paid
	MailsGivenUp  int64
	Marks         int64 // sentences of postings that a rule points at
	Reports       int64 // of postings, by anybody
	Talks         int64 // reports of talks, by one of their sides
	Cases         int64 // certifications that a person looks at
	SealAppeals   int64 // against screenings
	Identities    int64 // identity documents, to be looked at and erased
	Credits       int64 // clients who ask for a line of credit, and limits that wait for a second person
}

// Deposits is what waits among the deposits, and Runs among the payout runs; Hearings are the disputes,
// and Postings is what waits of postings that are shown.
func (q DeskQueues) Deposits() int64 { return q.Imports + q.Suspense }
func (q DeskQueues) Runs() int64     { return q.RunsToCheck + q.RunsToRelease + q.RunsToSend }
func (q DeskQueues) Hearings() int64 { return q.Disputes + q.Appeals }
func (q DeskQueues) Seals() int64    { return q.Cases + q.SealAppeals }
func (q DeskQueues) Postings() int64 { return q.Marks + q.Reports + q.Talks }

// All is everything that waits for somebody at the desk.
func (q DeskQueues) All() int64 {
	return q.Deposits() + q.Runs() + q.Refunds + q.FirstJobs + q.Hearings() + q.Postings() + q.Escalated + q.Accounts + q.Identities + q.Seals() + q.MailsGivenUp + q.Credits
}

// Queues counts the desk's queues in one query, each over an index.
func Queues(ctx context.Context, r db.Reader) (q DeskQueues, err error) {
	defer fault.Wrap(&err, "desk queues")
	err = db.One(ctx, r, []any{&q.FirstJobs, &q.Disputes, &q.Appeals, &q.Escalated, &q.Accounts, &q.Imports, &q.Suspense, &q.Refunds,
		&q.RunsToCheck, &q.RunsToRelease, &q.RunsToSend, &q.MailsGivenUp, &q.Marks, &q.Reports, &q.Talks, &q.Identities, &q.Cases, &q.SealAppeals, &q.Credits}, `SELECT
		(SELECT COUNT(*) FROM market_job WHERE state = 'review'),
		(SELECT COUNT(*) FROM market_dispute WHERE state = 'open'),
		(SELECT COUNT(*) FROM market_dispute WHERE state = 'appealed'),
		(SELECT COUNT(*) FROM market_item WHERE state IN ('funded', 'delivered', 'revising', 'disputed') AND received_on > 0 AND escalated_at > 0),
		(SELECT COUNT(*) FROM people_account WHERE state = 'checking'),
		(SELECT COUNT(*) FROM billing_import WHERE state = 'pending'),
		(SELECT COUNT(*) FROM billing_deposit WHERE state = 'suspense'),
		(SELECT COUNT(*) FROM billing_refund WHERE state = 'waiting'),
		(SELECT COUNT(*) FROM billing_run WHERE state = 'counted'),
		(SELECT COUNT(*) FROM billing_run WHERE state = 'checked'),
		(SELECT COUNT(*) FROM billing_run WHERE state IN ('released', 'exported')),
		(SELECT COUNT(*) FROM notice_mail WHERE state = 'failed'),
		(SELECT COUNT(*) FROM trust_mark WHERE state = 'open'),
		(SELECT COUNT(*) FROM trust_report WHERE state = 'open'),
		(SELECT COUNT(*) FROM trust_talk WHERE state = 'open'),
		(SELECT COUNT(*) FROM identity_check WHERE state = 'waiting'),
		(SELECT COUNT(*) FROM certification_case WHERE state = 'open'),
		(SELECT COUNT(*) FROM certification_appeal WHERE state = 'open'),
		(SELECT COUNT(*) FROM credit_line WHERE wanted > 0) + (SELECT COUNT(*) FROM credit_change WHERE state = 'proposed')`)
	return q, err
}
