package bench

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// columns are the numbers of a table; one in which every figure is zero is left out.
var columns = []struct {
	head, format string
	of           func(Figure) float64
}{
	{"clients", "%.0f", func(f Figure) float64 { return float64(f.Clients) }},
	{"n", "%.0f", func(f Figure) float64 { return float64(f.N) }},
	{"seconds", "%.1f", func(f Figure) float64 { return f.Seconds }},
	{"per second", "%.0f", func(f Figure) float64 { return f.Rate }},
	{"p50 ms", "%.2f", func(f Figure) float64 { return f.P50 }},
	{"p95", "%.2f", func(f Figure) float64 { return f.P95 }},
	{"p99", "%.2f", func(f Figure) float64 { return f.P99 }},
	{"max", "%.1f", func(f Figure) float64 { return f.Worst }},
	{"CPU ms", "%.3f", func(f Figure) float64 { return f.CPU }},
	{"database CPU ms", "%.3f", func(f Figure) float64 { return f.ServerCPU }},
	{"statements", "%.1f", func(f Figure) float64 { return f.Statements }},
	{"rows", "%.1f", func(f Figure) float64 { return f.Rows }},
	{"data layer ms", "%.3f", func(f Figure) float64 { return f.Data }},
	{"a commit", "%.1f", func(f Figure) float64 { return f.Batch }},
	{"retries", "%.3f", func(f Figure) float64 { return f.Retries }},
	{"load", "%.1f", func(f Figure) float64 { return f.Load }},
}

// Print writes figures as a table.
func Print(w io.Writer, list []Figure) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := []string{"what"}
	var shown []int
	for i, c := range columns {
		for _, f := range list {
			if c.of(f) != 0 {
				shown, line = append(shown, i), append(line, c.head)
				break
			}
		}
	}
	fmt.Fprintln(t, strings.Join(line, "\t"))
	for _, f := range list {
		line := []string{f.Name}
		for _, i := range shown {
			text := ""
			if v := columns[i].of(f); v != 0 {
				text = fmt.Sprintf(columns[i].format, v)
			}
			line = append(line, text)
		}
		fmt.Fprintln(t, strings.TrimRight(strings.Join(append(line, strings.TrimSpace(f.Ratio+"  "+f.Note)), "\t"), "\t "))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, f := range list {
		if f.Slowest != "" {
			fmt.Fprintf(w, "%s: of the data layer's time %s\n", strings.TrimSpace(f.Name), f.Slowest)
		}
	}
	return nil
}
