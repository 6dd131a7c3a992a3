package desk

import (
	"cmp"
	"context"
	"encoding/json"

	"nariwai/internal/bank"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
)

// Rule is a dated rule that can refuse what would be unlawful or unbelievable.
type Rule interface{ Validate() error }

// SetRule gives a rule of the site a new version from a day on. Earlier versions stand for ever, and contracts keep theirs.
func SetRule(ctx context.Context, d *db.DB, a people.Actor, kind policy.Kind, from calendar.Date, rule Rule) (err error) {
	defer fault.Wrap(&err, "set rule %s", kind)
	if from.IsZero() {
		var f fault.Form
		f.Add("from", "いつからの決まりかを入れてください")
		return f.Err()
	}
	if err := rule.Validate(); err != nil {
		return err
	}
	if o, ok := rule.(policy.Identity); ok {
		if err := payable(o); err != nil {
			return err
		}
	}
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		if err := cmp.Or(policydb.Set(ctx, tx, kind, id.Site, from, rule, a.Person), tx.Flush()); err != nil {
			if fault.Is(err, fault.Conflict) {
				var f fault.Form
				f.Add("from", "この日からの決まりは、もう入っています。別の日にしてください")
				return "", f.Err()
			}
			return "", err
		}
		body, err := json.Marshal(rule)
		if err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, "", "set_rule", string(kind), from.String()+" "+string(body))
	})
	return err
}

// payable refuses an operator's account or name from which the bank could make no transfer.
func payable(o policy.Identity) error {
	var f fault.Form
	if _, ok := bank.FindBank(o.Bank); !ok {
		f.Add("bank", "この番号の金融機関はありません")
	} else if _, ok := bank.FindBranch(o.Bank, o.Branch); !ok {
		f.Add("branch", "この番号の支店は、この金融機関にありません")
	}
	if _, err := bank.PayeeName(o.ClientName); err != nil {
		f.Check("client_name", err)
	}
	if t := people.TNumber(o.TNumber); t != "" {
		switch parsed, err := people.ParseTNumber(o.TNumber); {
		case err != nil:
			f.Check("t_number", err)
		case parsed != t:
			f.Add("t_number", "登録番号は、Tと13桁の数字で入れてください")
		}
	}
	return f.Err()
}
