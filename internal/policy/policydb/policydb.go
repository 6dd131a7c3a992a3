// Package policydb keeps the policy_ table.
package policydb

import (
	"context"
	"encoding/json"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/policy"
)

var rules = db.Table[policy.Rule]{
	Name:    "policy_rule",
	Columns: "id, kind, mall, valid_from, body, by_person, at",
	Fields: func(r *policy.Rule) []any {
		return []any{&r.ID, &r.Kind, &r.Mall, &r.From, &r.Body, &r.By, &r.At}
	},
}

// At returns the rule of a kind that is in force on a day, as a T, and its version's id.
// A mall without a rule of its own follows the site's.
func At[T any](ctx context.Context, r db.Reader, kind policy.Kind, mall id.Mall, on calendar.Date) (rule T, version string, err error) {
	defer fault.Wrap(&err, "rule %s of %s on %s", kind, mall, on)
	row, err := rules.One(ctx, r, "WHERE kind = $1 AND mall = $2 AND valid_from <= $3 ORDER BY valid_from DESC LIMIT 1", kind, mall, on)
	if fault.Is(err, fault.NotFound) && mall != id.Site {
		return At[T](ctx, r, kind, id.Site, on)
	}
	if err != nil {
		return rule, "", err
	}
	return rule, row.ID, json.Unmarshal([]byte(row.Body), &rule)
}

// History returns all versions of a rule, newest first.
func History(ctx context.Context, r db.Reader, kind policy.Kind, mall id.Mall) ([]policy.Rule, error) {
	return rules.All(ctx, r, "WHERE kind = $1 AND mall = $2 ORDER BY valid_from DESC", kind, mall)
}

// Set adds a version from a day on that has not begun; the operator's identity may begin today.
// A version stands for ever; another one for the same day is a Conflict.
func Set(ctx context.Context, tx *db.Tx, kind policy.Kind, mall id.Mall, from calendar.Date, rule any, by id.Person) (err error) {
	defer fault.Wrap(&err, "set rule %s", kind)
	today := calendar.On(tx.Now)
	if from.Before(today) || from == today && kind != policy.Operator {
		var f fault.Form
		f.Add("from", "決まりを変えられるのは、明日からです")
		return f.Err()
	}
	body, err := json.Marshal(rule)
	if err != nil {
		return err
	}
	return rules.Insert(ctx, tx, policy.Rule{ID: tx.NewID(), Kind: kind, Mall: mall, From: from, Body: string(body), By: by, At: tx.Now})
}
