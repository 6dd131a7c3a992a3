package screening

import (
	"context"
	"fmt"

	"nariwai/internal/certification"
	"nariwai/internal/certification/certificationdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/policy/policydb"
)

// MostDifferences is how many differences a replay names.
const MostDifferences = 20

// Replayed is what doing a screening again has come to.
type Replayed struct {
	Run         certification.Run
	Results     int
	Differ      int      // so many results are not what was kept
	Differences []string // the first of them
}

// Replay does a screening again, from what the record counts, by the rules of its day and with what it saw then, and compares
// every byte with what was kept. It writes nothing.
func Replay(ctx context.Context, d *db.DB, rid id.Screening) (out Replayed, err error) {
	defer fault.Wrap(&err, "replay screening %s", rid)
	err = d.View(ctx, func(r *db.Snapshot) error {
		run, err := certificationdb.Run(ctx, r, rid)
		if err != nil {
			return err
		}
		if out.Run = run; run.State != certification.Done {
			return fault.New(fault.Conflict, "%sの審査が、まだ終わっていません", run.AsOf)
		}
		rules, err := policydb.Version[certification.Rules](ctx, r, run.Rule)
		if err != nil {
			return err
		}
		p, _ := rules.Find(run.Programme)
		stored, err := written(ctx, r, rid)
		if err != nil {
			return err
		}
		h, err := gather(ctx, r, r.Now, run, p, stored, false)
		if err != nil {
			return err
		}
		return out.compare(ctx, r, h, len(stored))
	})
	return out, err
}

func (out *Replayed) differs(format string, args ...any) {
	out.Differ++
	if len(out.Differences) < MostDifferences {
		out.Differences = append(out.Differences, fmt.Sprintf(format, args...))
	}
}

func (out *Replayed) compare(ctx context.Context, r db.Reader, h hearing, kept int) error {
	again := make(map[key]certification.Result, len(h.facts))
	for _, f := range h.facts {
		res, err := h.courts[f.Field].Judge(f)
		if err != nil {
			return err
		}
		again[key{f.Party, f.Field}] = res
	}
	for after := (key{}); ; {
		list, err := certificationdb.Results(ctx, r, h.run.ID, after.party, after.field, 2*atATime)
		if err != nil {
			return err
		}
		for _, was := range list {
			after = key{was.Party, was.Field}
			if is, there := again[after]; !there {
				out.differs("%s in %s: kept as %s, and now not a candidate", was.Party, was.Field, was.Outcome)
			} else if is != was {
				out.differs("%s in %s: kept %s %s %s, now %s %s %s", was.Party, was.Field, was.Outcome, was.Tier, was.Figures, is.Outcome, is.Tier, is.Figures)
			}
			out.Results++
		}
		if len(list) < 2*atATime {
			break
		}
	}
	// Who earned in the window and was not judged would move the line.
	missed, err := unjudged(ctx, r, h)
	for _, k := range missed {
		out.differs("%s in %s: now a candidate, and not judged", k.party, k.field)
	}
	if int64(kept) != h.run.Results {
		out.differs("%d results are kept, and %d were written", kept, h.run.Results)
	}
	return err
}

func unjudged(ctx context.Context, r db.Reader, h hearing) (list []key, err error) {
	w, err := windowsOf(ctx, r, h.run, h.p)
	if err != nil {
		return nil, err
	}
	counts, err := tallies(ctx, r, w)
	if err != nil {
		return nil, err
	}
	for _, f := range h.facts {
		delete(counts, key{f.Party, f.Field})
	}
	for k, c := range counts {
		if c.Pay.Sign() > 0 {
			list = append(list, k)
		}
	}
	return list, nil
}
