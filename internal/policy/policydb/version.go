package policydb

import (
	"context"
	"encoding/json"

	"nariwai/internal/db"
	"nariwai/internal/fault"
)

// Version returns one version of a rule by the id that At has told, as a T.
func Version[T any](ctx context.Context, r db.Reader, version string) (rule T, err error) {
	defer fault.Wrap(&err, "rule version %s", version)
	row, err := rules.One(ctx, r, "WHERE id = $1", version)
	if err != nil {
		return rule, err
	}
	return rule, json.Unmarshal([]byte(row.Body), &rule)
}
