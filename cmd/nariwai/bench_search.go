package main

import (
	"os"

	"nariwai/internal/bench"
)

type benchSearch struct {
	measure
	Qrels string `placeholder:"FILE" type:"existingfile" help:"Questions about paragraphs in the form of SQuAD (JSQuAD): list the paragraphs as jobs, ask the questions, and compare the ranking with BM25."`
	Jobs  int    `default:"10000" help:"How many jobs to make, as long as real ones, in a market that has none. Default: ${default}."`
	Open  int    `default:"500" help:"How many of them are open. Default: ${default}."`
	Asks  int    `default:"1000" help:"How many searches of each kind. Default: ${default}."`
}

func (b benchSearch) Run(p *process) error {
	return b.run(p, false, func(s *bench.Site) ([]bench.Figure, error) {
		if b.Qrels == "" {
			return bench.Search(p, s, b.Jobs, b.Open, b.Asks)
		}
		text, err := os.ReadFile(b.Qrels)
		if err != nil {
			return nil, err
		}
		judged, err := bench.ReadJudged(text)
		if err != nil {
			return nil, refuse(exitRefused, "%s can't be read as questions about paragraphs: %w", b.Qrels, err)
		}
		return bench.Ranking(p, s, judged)
	})
}
