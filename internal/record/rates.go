package record

import "nariwai/internal/clock"

// perMille is a share in whole per mille, rounded down; -1 when there are too few to show it.
func perMille(part, of int64) int64 {
	if of < Fewest {
		return -1
	}
	return part * 1000 / of
}

// Completion is the share of ended contracts that were done, of those that count; like all rates in per mille, -1 if too few.
func (w Work) Completion() int64 { return perMille(w.Done, w.Done+w.Failed) }

// Ended is how many contracts have ended and count.
func (w Work) Ended() int64 { return w.Done + w.Failed }

// OnTimeRate is the share of paid items first delivered by the agreed day.
func (w Work) OnTimeRate() int64 { return perMille(w.OnTime, w.Items) }

// RevisedRate is the share of paid items that were sent back for the worker's fault.
func (w Work) RevisedRate() int64 { return perMille(w.Revised, w.Items) }

// RehireRate is the share of contracts by a client who had finished one with the worker before.
func (w Work) RehireRate() int64 { return perMille(w.Rehires, w.Hires) }

// HireRate is the share of ended posts with a hire.
func (o Order) HireRate() int64 { return perMille(o.PostsHired, o.PostsEnded) }

// TrialRate is the share of trials whose worker the client hired again.
func (o Order) TrialRate() int64 { return perMille(o.TrialsHired, o.Trials) }

// AutomaticRate is the share of acceptances that time made.
func (o Order) AutomaticRate() int64 { return perMille(o.Automatic, o.Acceptances) }

// NotAcceptedRate is the share of decided deliveries that ended without the full pay and without the worker's fault.
func (o Order) NotAcceptedRate() int64 {
	return perMille(o.NotAccepted, o.Acceptances+o.NotAccepted)
}

// DecideMean is how long the client takes to choose, on average; -1 if too few.
func (o Order) DecideMean() clock.Duration { return mean(o.Decide, o.Decisions) }

// AcceptMean is how long the client takes to accept, on average; -1 if too few.
func (o Order) AcceptMean() clock.Duration { return mean(o.Accept, o.Acceptances) }

func mean(sum clock.Duration, n int64) clock.Duration {
	if n < Fewest {
		return -1
	}
	return sum / clock.Duration(n)
}

// SatisfiedRate is the share of reviews that say satisfied.
func (r Reviews) SatisfiedRate() int64 { return perMille(r.Satisfied, r.N) }

// AspectTenths is the mean of an aspect in tenths, rounded down; -1 if too few.
func (r Reviews) AspectTenths(i int) int64 {
	if r.N < Fewest {
		return -1
	}
	return r.Aspects[i] * 10 / r.N
}

// AtLeast is what the share of satisfied is at least, with a certainty of 95 of 100, in per mille: the lower end of Wilson's
// interval of 90 %. Few reviews say little, so that 5 of 5 are 648 and 100 of 100 are 973. 0 without any.
func (r Reviews) AtLeast() int64 { return wilson(r.Satisfied, r.N) }
