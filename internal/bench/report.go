package bench

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Print writes figures as a table.
func Print(w io.Writer, list []Figure) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "what\tclients\tn\t/s\tp50 ms\tp95\tp99\tmax\tCPU ms\tdb CPU ms\tstatements\trows\tdata ms\tbatch\tretries\tload\t")
	for _, f := range list {
		fmt.Fprintf(t, "%s\t%d\t%d\t%.0f\t%.2f\t%.2f\t%.2f\t%.1f\t%.3f\t%.3f\t%.1f\t%.1f\t%.3f\t%.1f\t%.3f\t%.1f\t%s\n",
			f.Name, f.Clients, f.N, f.Rate, f.P50, f.P95, f.P99, f.Worst, f.CPU, f.ServerCPU, f.Statements, f.Rows, f.Data, f.Batch, f.Retries, f.Load, f.Ratio)
	}
	return t.Flush()
}
