package main

import (
	"time"

	"nariwai/internal/bench"
)

type benchLive struct {
	measure
	Node      []string      `placeholder:"URL" help:"A server (nariwai serve) of the same database on this machine, for each node; without one the measurement serves it itself, and the listeners' memory counts as the server's."`
	Listeners int           `default:"5000" help:"How many people listen. Default: ${default}."`
	PerSecond int           `default:"50" help:"How many messages are sent a second. Default: ${default}."`
	For       time.Duration `default:"30s" help:"How long. Default: ${default}."`
}

func (b benchLive) Run(p *process) error {
	return b.run(p, false, func(s *bench.Site) ([]bench.Figure, error) {
		return bench.Live(p, s, b.Node, b.Listeners, b.PerSecond, b.For)
	})
}
