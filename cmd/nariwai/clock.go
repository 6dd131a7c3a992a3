package main

import (
	"errors"
	"fmt"
)

// timekeeping says whether things can be dated by this machine's clock, and settles it when the clock was wrong before.
type timekeeping struct {
	Accept bool `help:"The clock is right now, and what was written later than now was dated by a clock that ran ahead: go on from now. Stop the site first, and read docs/operating.md."`
}

func (c timekeeping) Run(p *process) (err error) {
	d, err := p.current()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	fmt.Fprintf(p.out, "the clock shows %s\n", d.Clock())
	trouble := d.WrongTime()
	if trouble == nil {
		fmt.Fprintln(p.out, "nothing is dated later; a clock that is set while the site runs is reported by its /readyz and its log")
		return nil
	}
	if !c.Accept {
		return refuse(exitRefused, "nothing is written: %w", trouble)
	}
	wrong, err := d.AcceptTime(p)
	if err != nil {
		return err
	}
	if wrong.IsZero() {
		return refuse(exitRefused, "there is nothing to accept: %w", trouble)
	}
	fmt.Fprintf(p.out, "the site goes on from now; what was dated up to %s stays as it is: run nariwai verify\n", wrong)
	return nil
}
