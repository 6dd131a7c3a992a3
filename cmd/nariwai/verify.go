package main

import (
	"errors"
	"fmt"

	"nariwai/internal/db"
	"nariwai/internal/usecase/verifying"
)

// verify counts everything once more and changes nothing. It exits with 1 when something does not add up.
type verify struct {
	Head string `placeholder:"N:SHA256" help:"A head of the record that an earlier run, or the desk's page, showed: say whether the record still holds it. Without one nobody can tell that its newest lines were cut off."`
}

func (v verify) Run(p *process) (err error) {
	d, err := p.ready(false)
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
	for _, f := range found {
		fmt.Fprintln(p.out, f)
	}
	if v.Head != "" {
		known, err := db.KnowsAuditHead(p, d.Snapshot(), v.Head)
		if err != nil {
			return exit{exitUsage, err}
		}
		if !known {
			found = append(found, verifying.Violation{Rule: "record", Object: "block " + v.Head, Says: "was the newest and is gone: the record was cut off or written anew"})
			fmt.Fprintln(p.out, found[len(found)-1])
		}
	}
	head, err := db.AuditHead(p, d.Snapshot())
	if err != nil {
		return err
	}
	if head.N > 0 {
		fmt.Fprintf(p.out, "head of the record: %s\n", head.Head())
	}
	fmt.Fprintf(p.out, "%d violations\n", len(found))
	if len(found) > 0 {
		return exit{exitFailed, fmt.Errorf("%d things do not add up", len(found))}
	}
	return nil
}
