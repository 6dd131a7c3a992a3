package main

import (
	"errors"
	"fmt"

	"nariwai/internal/calendar"
	"nariwai/internal/id"
	"nariwai/internal/usecase/reviewing"
	"nariwai/internal/usecase/screening"
	"nariwai/internal/usecase/talking"
	"nariwai/internal/usecase/working"
)

// screenSeals does what the server's clock-work does on a screening's day, or does one of long ago again. Doing it again changes nothing.
type screenSeals struct {
	AsOf      string `placeholder:"YYYY-MM" env:"NARIWAI_AS_OF" help:"Screen as of the end of this month. Default: every screening whose day has come."`
	Programme string `default:"nariwai" help:"The programme, with --as-of. Default: ${default}."`
	Replay    string `placeholder:"RUN" help:"Do this run again from what is recorded, compare it byte for byte, and write nothing. Exit code 1 if anything differs."`
}

func (s screenSeals) Run(p *process) (err error) {
	d, err := p.ready(s.Replay == "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if s.Replay != "" {
		out, err := screening.Replay(p, d, id.Screening(s.Replay))
		if err != nil {
			return err
		}
		for _, line := range out.Differences {
			fmt.Fprintln(p.out, line)
		}
		fmt.Fprintf(p.out, "%s as of %s: %d results, %d differ\n", out.Run.Programme, out.Run.AsOf, out.Results, out.Differ)
		if out.Differ > 0 {
			return fmt.Errorf("%d results differ", out.Differ)
		}
		return nil
	}
	// What time decides belongs into its month, and a screening waits for it.
	if _, err := working.AcceptOverdue(p, d); err != nil {
		return err
	}
	if _, err := talking.MissOverdueAsks(p, d); err != nil {
		return err
	}
	if _, err := reviewing.RevealDue(p, d); err != nil {
		return err
	}
	due, err := screening.Due(p, d)
	if err != nil {
		return err
	}
	if s.AsOf != "" {
		month, err := calendar.ParseMonth(s.AsOf)
		if err != nil {
			return exit{exitUsage, err}
		}
		due = []screening.Next{{Programme: s.Programme, AsOf: month}}
	}
	for _, next := range due {
		bar := newProgress(p.err, "screening")
		run, err := screening.Screen(p, d, next.Programme, next.AsOf, bar.Step)
		if err != nil {
			return err
		}
		tally, err := screening.Found(p, d, run.ID)
		if err != nil {
			return err
		}
		fmt.Fprintf(p.out, "%s (run %s)\n", screening.Line(run, tally), run.ID)
	}
	if len(due) == 0 {
		fmt.Fprintln(p.out, "no screening is due")
	}
	return nil
}
