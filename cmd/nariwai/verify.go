package main

import (
	"errors"
	"fmt"

	"nariwai/internal/usecase/verifying"
)

// verify counts everything once more and changes nothing. It exits with 1 when something does not add up.
type verify struct{}

func (verify) Run(p *process) (err error) {
	d, err := p.ready()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	bar := newProgress(p.err, "verify")
	done := 0
	found, err := verifying.Verify(p, d, func(rule string, looked int) {
		done++
		bar.Step(done, len(verifying.Rules()))
	})
	if err != nil {
		return err
	}
	for _, v := range found {
		fmt.Fprintln(p.out, v)
	}
	fmt.Fprintf(p.out, "%d violations\n", len(found))
	if len(found) > 0 {
		return exit{exitFailed, fmt.Errorf("%d things do not add up", len(found))}
	}
	return nil
}
