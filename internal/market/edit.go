package market

import (
	"fmt"

	"nariwai/internal/clock"
	"nariwai/internal/id"
)

// Edit is one change to a published job, shown to those who had proposed before it.
type Edit struct {
	ID            string
	Job           id.Job
	At            clock.Instant
	By            id.Person
	Field         string // the form field's name
	Before, After string
}

// compare lists the fields that differ.
func compare(a, b Spec) (edits []Edit) {
	for _, f := range []struct {
		name string
		a, b any
	}{
		{"title", a.Title, b.Title}, {"body", a.Body, b.Body}, {"deliverable", a.Deliverable, b.Deliverable},
		{"place", a.Place, b.Place}, {"rights", a.Rights, b.Rights}, {"ai_policy", a.AIPolicy, b.AIPolicy},
		{"quantity", a.Quantity, b.Quantity}, {"pay", a.Pay, b.Pay}, {"hires", a.Hires, b.Hires},
		{"closes_on", a.ClosesOn, b.ClosesOn}, {"due_on", a.DueOn, b.DueOn},
		{"beginners", a.Beginners, b.Beginners}, {"unregistered", a.Unregistered, b.Unregistered},
		{"category", a.Category, b.Category}, {"unit", a.Unit, b.Unit},
	} {
		if f.a != f.b {
			edits = append(edits, Edit{Field: f.name, Before: fmt.Sprint(f.a), After: fmt.Sprint(f.b)})
		}
	}
	return edits
}
