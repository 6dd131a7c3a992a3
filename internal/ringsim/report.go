package ringsim

import (
	"fmt"
	"io"
	"maps"

	"nariwai/internal/collusion"
	"nariwai/internal/yen"
)

// Report is what came out.
type Report struct {
	Rings      []Shape
	Lines      []Line // of the last screening
	Screenings []Screening
	Candidates int // honest workers who met every criterion at least once
	Held       int // … of whom so many were held at least once
	OneClient  int // … so many of these for nothing but one client
	Why        map[collusion.Kind]int
}

// Shape is what became of the rings of one shape.
type Shape struct {
	Name   string
	Rings  int
	Lost   int // so many got a seal without a person's look
	Clean  int // … of these so many that never had a mark in common
	Seen   int // so many were put before a person
	Never  int // so many never met the criteria
	Volume int64
	Why    map[collusion.Kind]int
}

// Line is what must be earned within a year in a field, and the fee of 20 % that is burnt by pretending it.
type Line struct {
	Field  string
	Active int
	Line   yen.Yen
	Fee    yen.Yen
}

// Screening is what a month's screening did to honest workers.
type Screening struct{ Candidates, WithReason, Looks, Held, OneClient, Independent int }

func (c *court) report() Report {
	out := c.out
	out.Why = map[collusion.Kind]int{}
	out.Candidates, out.Held = len(c.asked), len(c.held)
	for _, kinds := range c.held {
		for k := range kinds {
			out.Why[k]++
		}
		if len(kinds) == 1 && kinds[collusion.OneClient] {
			out.OneClient++
		}
	}
	shapes := map[string]*Shape{}
	var order []string
	seen := map[int]map[collusion.Kind]bool{}
	for who, kinds := range c.caught {
		n := c.w.parties[who].ring
		if seen[n] == nil {
			seen[n] = map[collusion.Kind]bool{}
		}
		maps.Copy(seen[n], kinds)
	}
	for n := 1; n < len(c.w.shapes); n++ {
		name := c.w.shapes[n]
		s := shapes[name]
		if s == nil {
			s = &Shape{Name: name, Why: map[collusion.Kind]int{}}
			shapes[name] = s
			order = append(order, name)
		}
		s.Rings++
		s.Volume += c.w.spent[n]
		switch {
		case c.lost[n]:
			s.Lost++
			if c.w.careful[n] {
				s.Clean++
			}
		case seen[n] != nil:
			s.Seen++
		default:
			s.Never++
		}
		for k := range seen[n] {
			s.Why[k]++
		}
	}
	for _, name := range order {
		out.Rings = append(out.Rings, *shapes[name])
	}
	return out
}

// Lost is how many rings got a seal without a person's look, of how many.
func (r Report) Lost() (lost, rings int) {
	for _, s := range r.Rings {
		lost, rings = lost+s.Lost, rings+s.Rings
	}
	return lost, rings
}

// All adds up the screenings.
func (r Report) All() (all Screening) {
	for _, s := range r.Screenings {
		all.Candidates, all.WithReason, all.Looks = all.Candidates+s.Candidates, all.WithReason+s.WithReason, all.Looks+s.Looks
		all.Held, all.OneClient, all.Independent = all.Held+s.Held, all.OneClient+s.OneClient, all.Independent+s.Independent
	}
	return all
}

// Print writes the report for people.
func (r Report) Print(w io.Writer) {
	fmt.Fprintf(w, "%-10s %6s %12s %10s %5s %6s  %12s  %s\n", "shape", "rings", "seal unseen", "no mistake", "seen", "never", "fees burnt", "reasons")
	for _, s := range r.Rings {
		fee, _ := yen.Percent(20).Floor(yen.Of(s.Volume / int64(s.Rings)))
		fmt.Fprintf(w, "%-10s %6d %12d %10d %5d %6d  %12s  %s\n", s.Name, s.Rings, s.Lost, s.Clean, s.Seen, s.Never, fee.Digits(), kinds(s.Why))
	}
	lost, rings := r.Lost()
	fmt.Fprintf(w, "\nrings that got a seal without a person's look: %d of %d, %s (at most 1 %% is wanted)\n", lost, rings, percent(lost, rings))
	all := r.All()
	fmt.Fprintf(w, `
honest candidates, in all %d screenings: %d, of whom a person looks at %d
  held (at most 1 %% is wanted)             %6d  %s
  … for nothing but one client            %6d  %s
  … … who orders more from others         %6d  %s
  … for something else                    %6d  %s
honest candidates, each once: %d, held at least once %d, %s; for something else than one client %d, %s  (%s)
`, len(r.Screenings), all.Candidates, all.Looks, all.Held, percent(all.Held, all.Candidates), all.OneClient, percent(all.OneClient, all.Candidates),
		all.Independent, percent(all.Independent, all.Candidates), all.Held-all.OneClient, percent(all.Held-all.OneClient, all.Candidates),
		r.Candidates, r.Held, percent(r.Held, r.Candidates), r.Held-r.OneClient, percent(r.Held-r.OneClient, r.Candidates), kinds(r.Why))
	fmt.Fprintf(w, "\n%-9s %10s %8s %6s %6s %12s %6s\n", "screening", "candidates", "reasons", "looks", "held", "one client", "else")
	for i, s := range r.Screenings {
		fmt.Fprintf(w, "%9d %10d %8d %6d %6d %12d %6d\n", i+1, s.Candidates, s.WithReason, s.Looks, s.Held, s.OneClient, s.Held-s.OneClient)
	}
	fmt.Fprintf(w, "\n%-12s %7s %14s %28s\n", "field", "active", "line a year", "fees burnt by pretending it")
	for _, l := range r.Lines {
		fmt.Fprintf(w, "%-12s %7d %14s %28s\n", l.Field, l.Active, l.Line.Digits(), l.Fee.Digits())
	}
}

func percent(n, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f %%", 100*float64(n)/float64(of))
}

func kinds(of map[collusion.Kind]int) (s string) {
	for _, k := range collusion.Kinds {
		if of[k] > 0 {
			s += fmt.Sprintf("%s %d  ", k, of[k])
		}
	}
	return s
}
