package query

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/message"
	"nariwai/internal/people"
	"nariwai/internal/place"
	"nariwai/internal/policy"
	"nariwai/internal/trust"
	"nariwai/internal/yen"
)

// JobPage is a job as it is shown to one viewer.
type JobPage struct {
	market.Job
	Card      ClientCard
	Rates     Rates
	Quote     Quote // of the budget, to this viewer
	Mine      bool  // the viewer acts for its client
	Proposed  bool  // the viewer acts for one of its proposers; Own is the proposal
	Own       market.Proposal
	Edits     []market.Edit // since the viewer's proposal was last confirmed
	Spread    Spread        // prices only for those who have proposed, and for the client
	Welcome   bool          // the job takes proposals, and one from this viewer
	NeedsT    bool          // … were it not for a missing T number
	NeedsSeal bool          // the job is for certified workers, and the viewer is none
	Trust     JobTrust
	Savers    int64      // how many keep it in mind
	Saved     bool       // the viewer does
	Talk      ThreadMark // with the client, before a contract

	Elsewhere string // where its two sides see it, of a job that was offered to one; nothing else is read then

	Approach   bool // what the viewer would say first counts as a first message
	Approaches message.Approaches
}

// JobShown returns a job for a viewer ("" for somebody who is not signed in). What was never published is its client's
// alone, and the desk's from when it was asked to look.
func JobShown(ctx context.Context, d *db.DB, jid id.Job, viewer id.Party, desk bool) (p JobPage, err error) {
	defer fault.Wrap(&err, "job page %s", jid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		p = JobPage{}
		if p.Job, err = jobs.One(ctx, s, "WHERE id = $1", jid); err != nil {
			return err
		}
		if p.Offered() {
			if p.Elsewhere, err = offeredAt(ctx, s, jid, viewer); err != nil || p.Elsewhere != "" {
				return err
			}
			if !desk {
				return fault.New(fault.NotFound, "見つかりませんでした")
			}
		}
		p.Mine = viewer != "" && p.Client == viewer
		if !p.Shown() && !p.Mine && !(desk && p.State != market.JobDraft) {
			return fault.New(fault.NotFound, "見つかりませんでした")
		}
		if p.Card, err = clientCard(ctx, s, p.Client); err != nil {
			return err
		}
		if p.Spread, err = spreadOf(ctx, s, p.Job); err != nil {
			return err
		}
		if p.Trust, err = jobTrust(ctx, s, p.Job, viewer); err != nil {
			return err
		}
		if err := p.forViewer(ctx, s, viewer); err != nil {
			return err
		}
		if p.State == market.JobReview && !p.Mine && !p.Proposed && !desk { // held back after it was shown
			return fault.New(fault.NotFound, "見つかりませんでした")
		}
		return nil
	})
	return p, err
}

func (p *JobPage) forViewer(ctx context.Context, s *db.Snapshot, viewer id.Party) (err error) {
	client, err := taxFacts(ctx, s, p.Client)
	if err != nil {
		return err
	}
	worker, err := taxFacts(ctx, s, viewer)
	if err != nil {
		return err
	}
	if p.Rates, err = ratesOn(ctx, s, p.Mall, calendar.On(s.Now)); err != nil {
		return err
	}
	in := worker.Prefecture
	if p.Mine { // a client looks at what an individual would receive
		worker = people.Party{Form: people.SoleTrader, Resident: true}
	}
	p.Quote = p.Rates.quote(p.Job, client, worker, []yen.Yen{p.Pay}, p.DueOn)
	prices, err := priceRulesOf(ctx, s, p.Mall)
	if err != nil {
		return err
	}
	p.Quote.Look = prices.look(p.Spec, p.Pay, in, p.Quote.Terms)
	if viewer != "" && !p.Mine {
		if p.Talk, err = threadOf(ctx, s, p.ID, viewer, "", viewer); err != nil {
			return err
		}
	}
	p.Own, err = proposals.One(ctx, s, "WHERE job = $1 AND worker = $2", p.ID, viewer)
	switch {
	case err == nil:
		p.Proposed = p.Own.State != market.Withdrawn
	case !fault.Is(err, fault.NotFound):
		return err
	}
	if p.Proposed {
		if p.Edits, err = editsSince(ctx, s, p.ID, p.Own.SeenEditsAt); err != nil {
			return err
		}
	}
	if !p.Proposed && !p.Mine {
		p.Spread.Prices = nil
	}
	if p.Approach = viewer != "" && !p.Mine && p.Takes(s.Now) && (p.Talk.ID == "" || p.Own.State == market.Withdrawn); p.Approach {
		if p.Approaches, err = approachesOf(ctx, s, viewer); err != nil {
			return err
		}
	}
	if p.Savers, p.Saved, err = savers(ctx, s, p.ID, viewer); err != nil {
		return err
	}
	p.NeedsT = viewer != "" && !p.Unregistered && worker.TNumber == ""
	if p.CertifiedOnly && viewer != "" && !p.Mine {
		var certified bool
		if err := db.One(ctx, s, []any{&certified}, "SELECT certified FROM people_party WHERE id = $1", viewer); err != nil {
			return err
		}
		p.NeedsSeal = !certified
	}
	p.Welcome = p.Takes(s.Now) && !p.Mine && !p.Proposed && !p.NeedsT && !p.NeedsSeal
	return nil
}

// JobForm is a job as its client edits it.
type JobForm struct {
	market.Job
	Recruiter market.Recruiter // as the client's profile has it now
	Rates     Rates
	Quote     Quote // to an individual, of the pay as it stands; the zero Quote before there is any
	Caps      market.Caps
	Floors    market.Floors
	NewClient bool   // the caps hold
	Reviewed  bool   // publishing does not wait for the desk
	Lures     []Lure // the sentences that the rules of today point at
	lures     trust.Settings

	prices     priceRules
	client     people.Party
	prefecture place.Prefecture
}

// individual is how tax would be withheld from what an individual who lives in Japan is paid.
func (f JobForm) individual(category string) billing.Withholding {
	return withholding(f.client, people.Party{Form: people.SoleTrader, Resident: true}, category)
}

// JobEdited returns a job for the page on which client edits it.
func JobEdited(ctx context.Context, d *db.DB, jid id.Job, client id.Party) (f JobForm, err error) {
	defer fault.Wrap(&err, "job form %s", jid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		f = JobForm{}
		if f.Job, err = jobs.One(ctx, s, "WHERE id = $1 AND client = $2", jid, client); err != nil {
			return err
		}
		if f.Offered() {
			return fault.New(fault.NotFound, "見つかりませんでした")
		}
		return f.fill(ctx, s)
	})
	return f, err
}

// JobBlank is JobEdited for a job that client has not begun to write.
func JobBlank(ctx context.Context, d *db.DB, client id.Party) (f JobForm, err error) {
	defer fault.Wrap(&err, "blank job form")
	err = d.View(ctx, func(s *db.Snapshot) error {
		f = JobForm{Job: market.Job{Client: client, Mall: id.Site, State: market.JobDraft,
			Spec: market.Spec{Unit: market.LumpSum, Quantity: 1, Hires: 1, Unregistered: true}}}
		return f.fill(ctx, s)
	})
	return f, err
}

func (f *JobForm) fill(ctx context.Context, s *db.Snapshot) (err error) {
	var party people.Party
	var published int64
	if err := db.One(ctx, s, []any{&f.Recruiter.Name, &f.Recruiter.Address, &f.Recruiter.Contact, &party.FirstAccept, &party.ReviewedAt, &party.Form, &party.PaysSalaries, &party.Prefecture, &published},
		`SELECT p.legal_name, p.address, p.contact, p.first_accept, p.reviewed_at, p.form, p.pays_salaries, p.prefecture,
			(SELECT COUNT(*) FROM market_job j WHERE j.client = p.id AND j.published_at > 0)
		FROM people_party p WHERE p.id = $1`, f.Client); err != nil {
		return err
	}
	today := calendar.On(s.Now)
	if f.Rates, err = ratesOn(ctx, s, f.Mall, today); err != nil {
		return err
	}
	if f.Caps, err = ruleOn[market.Caps](ctx, s, policy.Caps, f.Mall, today); err != nil {
		return err
	}
	if f.prices, err = priceRulesOf(ctx, s, f.Mall); err != nil {
		return err
	}
	if f.lures, err = ruleOn[trust.Settings](ctx, s, policy.Lures, f.Mall, today); err != nil {
		return err
	}
	f.Floors, f.client, f.prefecture = f.prices.Floors, party, party.Prefecture
	f.NewClient, f.Reviewed = party.NewClient(), published > 0 || !party.ReviewedAt.IsZero()
	*f = f.With(f.Spec)
	return nil
}

// With returns the form as if s were written in it.
func (f JobForm) With(s market.Spec) JobForm {
	f.Spec, f.Quote, f.Lures = s, Quote{}, luresIn(f.lures, s)
	if f.Pay.Sign() > 0 {
		f.Quote = f.Rates.quoteBy(f.individual(f.Category), f.Job, []yen.Yen{f.Pay}, f.DueOn)
	}
	return f
}
