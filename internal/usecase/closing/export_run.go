package closing

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"nariwai/internal/bank"
	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
)

// ExportRun writes the bank's file for a released run. Making it again gives the same bytes or fails. Each making is on record,
// but for a form that is sent twice.
func ExportRun(ctx context.Context, d *db.DB, a people.Actor, rid id.Run) (name string, file []byte, err error) {
	defer fault.Wrap(&err, "export run %s", rid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		run, err := billingdb.Run(ctx, tx, rid)
		if err != nil {
			return "", err
		}
		if run.ReleasedAt.IsZero() || run.Operator == "" {
			return "", run.Export("", a.Person, tx.Now)
		}
		if file, err = transferFile(ctx, tx, run); err != nil {
			return "", err
		}
		name = fmt.Sprintf("nariwai-%d.txt", run.PayOn)
		sum := sha256.Sum256(file)
		first := run.State == billing.RunReleased
		if err := run.Export(hex.EncodeToString(sum[:]), a.Person, tx.Now); err != nil {
			return "", err
		}
		if first {
			if err := billingdb.SaveRun(ctx, tx, &run); err != nil {
				return "", err
			}
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "export_run", string(rid), run.SHA256)
	})
	return name, file, err
}

func transferFile(ctx context.Context, tx *db.Tx, run billing.Run) ([]byte, error) {
	op, err := policydb.Version[policy.Identity](ctx, tx, run.Operator)
	if err != nil {
		return nil, err
	}
	h := bank.Header{Code: op.ClientCode, NameKana: op.ClientName, On: run.PayOn, Bank: op.Bank, Branch: op.Branch, Type: op.Type, Number: op.Account}
	if b, ok := bank.FindBank(op.Bank); ok {
		h.BankKana = b.ZenginKana()
	}
	if b, ok := bank.FindBranch(op.Bank, op.Branch); ok {
		h.BranchKana = b.ZenginKana()
	}
	lines, err := billingdb.PayoutsInFile(ctx, tx, run.ID)
	if err != nil {
		return nil, err
	}
	transfers := make([]bank.Transfer, len(lines))
	for i, l := range lines {
		t := bank.Transfer{Bank: l.Bank, Branch: l.Branch, Type: l.Type, Number: l.Number, Payee: l.Target.Payee, Amount: l.Amount, Customer1: fmt.Sprintf("%010d", l.N)}
		if b, ok := bank.FindBank(l.Bank); ok {
			t.BankKana = b.ZenginKana()
		}
		if b, ok := bank.FindBranch(l.Bank, l.Branch); ok {
			t.BranchKana = b.ZenginKana()
		}
		transfers[i] = t
	}
	var out bytes.Buffer
	if err := bank.WriteZengin(&out, h, transfers); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
