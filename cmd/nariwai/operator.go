package main

import (
	"errors"
	"fmt"

	"nariwai/internal/usecase/staffing"
)

type operator struct {
	Email string `required:"" placeholder:"ADDRESS" help:"The address with which they have signed up and verified themselves."`
}

func (o operator) Run(p *process) (err error) {
	d, err := p.ready(true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	seated, err := staffing.SeatOperator(p, d, o.Email)
	switch {
	case err != nil:
		return err
	case seated:
		fmt.Fprintf(p.out, "%s is at the desk now\n", o.Email)
	default:
		fmt.Fprintf(p.out, "%s was at the desk already\n", o.Email)
	}
	return nil
}
