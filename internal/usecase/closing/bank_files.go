package closing

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"

	"nariwai/internal/bank"
	"nariwai/internal/billing"
	"nariwai/internal/db"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
)

// bankFiles writes the files that order a run's transfers, of at most as many lines as the bank takes in one. One file is handed
// over as it is, several in a ZIP that compresses nothing, so that the same lines always give the same bytes. next returns the
// lines behind a place, at most limit.
func bankFiles(ctx context.Context, r db.Reader, run billing.Run, next func(behind int64, limit int) ([]billing.Payout, error)) (name string, out []byte, err error) {
	op, err := policydb.Version[policy.Identity](ctx, r, run.Operator)
	if err != nil {
		return "", nil, err
	}
	h := header(op, run)
	name = fmt.Sprintf("nariwai-%d", run.PayOn)
	var first, all bytes.Buffer
	together := zip.NewWriter(&all)
	limit, files := op.LinesOfAFile(), 0
	for place, more := int64(0), true; more; {
		lines, err := next(place, limit)
		if err != nil {
			return "", nil, err
		}
		more = len(lines) == limit
		transfers := make([]bank.Transfer, len(lines))
		for i, l := range lines {
			place++
			transfers[i] = transfer(l, place)
		}
		parts := bank.SplitTransfers(transfers, limit)
		if len(parts) == 0 && files == 0 {
			parts = [][]bank.Transfer{nil} // refused below
		}
		for _, part := range parts {
			if files++; files == 1 {
				if err := bank.WriteZengin(&first, h, part); err != nil {
					return "", nil, err
				}
				continue
			}
			if files == 2 {
				if err := put(together, name, 1, func(w *bytes.Buffer) error { _, err := first.WriteTo(w); return err }); err != nil {
					return "", nil, err
				}
			}
			if err := put(together, name, files, func(w *bytes.Buffer) error { return bank.WriteZengin(w, h, part) }); err != nil {
				return "", nil, err
			}
		}
	}
	if files == 1 {
		return name + ".txt", first.Bytes(), nil
	}
	if err := together.Close(); err != nil {
		return "", nil, err
	}
	return name + ".zip", all.Bytes(), nil
}

// put adds the nth file.
func put(together *zip.Writer, name string, n int, write func(*bytes.Buffer) error) error {
	var text bytes.Buffer
	if err := write(&text); err != nil {
		return err
	}
	w, err := together.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("%s-%02d.txt", name, n), Method: zip.Store})
	if err != nil {
		return err
	}
	_, err = text.WriteTo(w)
	return err
}

func header(op policy.Identity, run billing.Run) bank.Header {
	h := bank.Header{Code: op.ClientCode, NameKana: op.ClientName, On: run.PayOn, Bank: op.Bank, Branch: op.Branch, Type: op.Type, Number: op.Account}
	if b, ok := bank.FindBank(op.Bank); ok {
		h.BankKana = b.ZenginKana()
	}
	if b, ok := bank.FindBranch(op.Bank, op.Branch); ok {
		h.BranchKana = b.ZenginKana()
	}
	return h
}

// transfer is a line as the bank reads it. Its place comes back on the bank's own list as the customer's number.
func transfer(l billing.Payout, place int64) bank.Transfer {
	t := bank.Transfer{Bank: l.Bank, Branch: l.Branch, Type: l.Type, Number: l.Number, Payee: l.Target.Payee, Amount: l.Amount, Customer1: fmt.Sprintf("%010d", place)}
	if b, ok := bank.FindBank(l.Bank); ok {
		t.BankKana = b.ZenginKana()
	}
	if b, ok := bank.FindBranch(l.Bank, l.Branch); ok {
		t.BranchKana = b.ZenginKana()
	}
	return t
}
