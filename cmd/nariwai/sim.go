package main

import (
	"errors"
	"os"

	"nariwai/internal/ringsim"
)

// simulating is the commands that play through what nobody wants to see in life.
type simulating struct {
	Rings simRings `cmd:"" help:"Let rings try to gain the seal by pretended work, and count how many get it without a person's look. No database is needed."`
}

type simRings struct {
	Seed    uint64 `default:"1" help:"The same seed gives the same market."`
	Workers int    `default:"20000" help:"How many honest workers there are, at least 100."`
	Rings   int    `default:"200" help:"How many rings try."`
	Early   bool   `help:"Only the shapes that were known when the detector was frozen."`
	Ahead   bool   `help:"As if the desk looked a screening ahead at those who miss one criterion."`
	Chart   string `placeholder:"FILE" help:"Draw the shapes into this SVG file."`
}

func (c simRings) Run(p *process) (err error) {
	if c.Workers < 100 || c.Rings < 1 || c.Workers > 1_000_000 || c.Rings > 100_000 {
		return refuse(exitUsage, "there must be 100 to 1,000,000 workers and 1 to 100,000 rings")
	}
	r, err := ringsim.Run(ringsim.Plan{Seed: c.Seed, Workers: c.Workers, Rings: c.Rings, Late: !c.Early, Ahead: c.Ahead})
	if err != nil {
		return err
	}
	r.Print(p.out)
	if c.Chart == "" {
		return nil
	}
	f, err := os.Create(c.Chart)
	if err != nil {
		return err
	}
	return errors.Join(r.Chart(f), f.Close())
}
