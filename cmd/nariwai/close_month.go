package main

import (
	"errors"
	"fmt"

	"nariwai/internal/calendar"
	"nariwai/internal/usecase/closing"
	"nariwai/internal/usecase/working"
)

// closeMonth does what the server's clock-work does on the first of a month. Doing it again changes nothing.
type closeMonth struct {
	Month string `arg:"" optional:"" placeholder:"YYYY-MM" env:"NARIWAI_MONTH" help:"The month to close. Default: the last one."`
}

func (c closeMonth) Run(p *process) (err error) {
	d, err := p.ready(true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	month := calendar.MonthOf(calendar.On(d.Clock())).Prev()
	if c.Month != "" {
		if month, err = calendar.ParseMonth(c.Month); err != nil {
			return exit{exitUsage, err}
		}
	}
	accepted, err := working.AcceptOverdue(p, d) // what time has accepted belongs into its month
	if err != nil {
		return err
	}
	bar := newProgress(p.err, "closing")
	run, err := closing.CloseMonth(p, d, month, bar.Step)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s is closed: %d automatic acceptances now, %d payees and %d refunds, %s to pay on %s, %d without an account (%s); the run is %s\n",
		month, accepted, run.Payees, run.Refunds, run.Total, run.PayOn, run.Held, run.HeldTotal, run.State)
	return nil
}
