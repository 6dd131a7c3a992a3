package funding

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"nariwai/internal/bank"
	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/yen"
)

// ImportDeposits brings the bank's list of movements (CSV, UTF-8 or CP932). Nothing is booked until another person confirms it.
// The list must go on where the last confirmed one ended, so that nothing is missing and nothing stands twice; the first
// one must begin with what the book holds, which is nothing.
func ImportDeposits(ctx context.Context, d *db.DB, a people.Actor, name string, file []byte) (iid id.Import, err error) {
	defer fault.Wrap(&err, "import deposits")
	list, err := bank.ParseDeposits(bytes.NewReader(file))
	if err != nil {
		return "", inFile(err)
	}
	sum := sha256.Sum256(file)
	answer, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		im := billing.Import{
			ID: id.Import(tx.NewID()), SHA256: hex.EncodeToString(sum[:]), Name: name, Opening: list.Opening, Closing: list.Closing,
			FirstOn: list.Lines[0].On, LastOn: list.Lines[len(list.Lines)-1].On, Lines: int64(len(list.Lines)),
			State: billing.ImportPending, By: a.Person, At: tx.Now,
		}
		known, err := billingdb.ImportKnown(ctx, tx, im.SHA256)
		switch {
		case err != nil:
			return "", err
		case known:
			return "", wrongFile("同じファイルが、もう取り込まれています")
		case im.LastOn.After(calendar.On(tx.Now)):
			return "", wrongFile("まだ来ていない日（%s）の行があります", im.LastOn)
		}
		if err := goesOn(ctx, tx, im, wrongFile); err != nil {
			return "", err
		}
		if err := billingdb.InsertImport(ctx, tx, im); err != nil {
			return "", err
		}
		if err := billingdb.KeepImportFile(ctx, tx, im.ID, file); err != nil {
			return "", err
		}
		if err := insertLines(ctx, tx, im.ID, list.Lines); err != nil {
			return "", err
		}
		if err := inform.Desk(ctx, tx, "import_to_confirm", notice.Message{
			Say: "確かめるのを待っている入金の一覧があります（%d行）", Args: []any{im.Lines}, Link: "/desk/deposits/" + string(im.ID),
		}); err != nil {
			return "", err
		}
		return string(im.ID), tx.Audit(ctx, a.Person, a.Party, "import_deposits", string(im.ID), fmt.Sprintf("%s (%d), %s → %s", name, im.Lines, im.Opening, im.Closing))
	})
	return id.Import(answer), err
}

// goesOn refuses a list that does not begin where the confirmed ones end.
func goesOn(ctx context.Context, tx *db.Tx, im billing.Import, refuse func(say string, args ...any) error) error {
	want, err := lastClosing(ctx, tx)
	if err != nil {
		return err
	}
	if im.Opening != want {
		return refuse("この一覧は残高 %s から始まっていますが、前に確かめた一覧は %s で終わっています。あいだの行が抜けているか、同じ行が入っています", im.Opening, want)
	}
	return nil
}

// lastClosing is the balance with which the next list must begin.
func lastClosing(ctx context.Context, r db.Reader) (yen.Yen, error) {
	last, err := billingdb.LastImport(ctx, r)
	if err == nil || !fault.Is(err, fault.NotFound) {
		return last.Closing, err
	}
	book, err := ledgerdb.Balance(ctx, r, ledger.Bank)
	return book.Neg(), err
}

func insertLines(ctx context.Context, tx *db.Tx, iid id.Import, lines []bank.Line) error {
	twins := map[string]int{}
	for n, l := range lines {
		dep := billing.Deposit{
			ID: id.Deposit(tx.NewID()), Import: iid, N: int64(n + 1), On: l.On, Amount: l.Amount, Payer: l.Payer, Balance: l.Balance, State: billing.DepositPending,
		}
		if l.Amount.Sign() < 0 {
			dep.State = billing.DepositOutgoing
		} else {
			dep.Reference, _ = bank.Reference(l.Payer)
		}
		// On one day the same amount may come twice with the same balance after it, when as much went out in between.
		same := fmt.Sprintf("%s\t%d\t%s\t%d", l.On, l.Amount.Int64(), l.Payer, l.Balance.Int64())
		twins[same]++
		key := sha256.Sum256(fmt.Appendf(nil, "%s\t%d", same, twins[same]))
		dep.Line = hex.EncodeToString(key[:])
		known, err := billingdb.LineKnown(ctx, tx, dep.Line)
		if err != nil {
			return err
		}
		if known {
			return wrongFile("%d行目は、もう取り込まれています（%s、%s、%s）", l.Row, l.On, l.Amount, l.Payer)
		}
		if err := billingdb.InsertDeposit(ctx, tx, dep); err != nil {
			return err
		}
	}
	return nil
}

func wrongFile(say string, args ...any) error {
	var f fault.Form
	f.Add("file", say, args...)
	return f.Err()
}

// inFile says of a fault of the file that it is about the form's field.
func inFile(err error) error {
	if e := fault.Of(err); e != nil && e.Kind == fault.Invalid && len(e.Fields) == 0 {
		var f fault.Form
		f.Check("file", err)
		return f.Err()
	}
	return err
}
