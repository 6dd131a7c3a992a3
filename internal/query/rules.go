// Package query reads what pages and lists show, one file for each. It may join any table and writes none.
package query

import (
	"context"
	"encoding/json"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/policy"
)

// RuleVersion is one version of a dated rule, as a page shows it.
type RuleVersion[T any] struct {
	From calendar.Date
	Rule T
}

// Rules returns the versions of a rule of the site, newest first; the last that has begun by on is the one in force.
func Rules[T any](ctx context.Context, r db.Reader, kind policy.Kind, mall id.Mall) (out []RuleVersion[T], err error) {
	defer fault.Wrap(&err, "rules of %s", kind)
	type row struct {
		from calendar.Date
		body string
	}
	rows, err := db.All(ctx, r, func(x *row) []any { return []any{&x.from, &x.body} },
		"SELECT valid_from, body FROM policy_rule WHERE kind = $1 AND mall = $2 ORDER BY valid_from DESC", kind, mall)
	if err != nil {
		return nil, err
	}
	for _, x := range rows {
		v := RuleVersion[T]{From: x.from}
		if err := json.Unmarshal([]byte(x.body), &v.Rule); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// Rule returns the version of a rule of the site that is in force on a day.
func Rule[T any](ctx context.Context, r db.Reader, kind policy.Kind, on calendar.Date) (v RuleVersion[T], err error) {
	all, err := Rules[T](ctx, r, kind, id.Site)
	if err != nil {
		return v, err
	}
	for _, v := range all {
		if !v.From.After(on) {
			return v, nil
		}
	}
	return v, fault.New(fault.NotFound, "見つかりませんでした")
}
