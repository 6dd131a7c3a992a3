// Package demonstration is what only a demonstration lets people do: move its clock, enter as one of its invented people,
// read everybody's mail. In any other database none of it exists.
package demonstration

import (
	"nariwai/internal/db"
	"nariwai/internal/fault"
)

// Only refuses everything but a demonstration, as if the page were not there.
func Only(d *db.DB) error {
	if !d.Demonstration() {
		return fault.New(fault.NotFound, "見つかりませんでした")
	}
	return nil
}
