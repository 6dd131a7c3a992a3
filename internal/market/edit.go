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

// Label is the name of the field as pages and mails say it, a key of package phrase.
func (e Edit) Label() string {
	switch e.Field {
	case "title":
		return "仕事の名前"
	case "body":
		return "仕事の内容"
	case "deliverable":
		return "納めてもらうもの"
	case "place":
		return "働く場所"
	case "rights":
		return "著作権の扱い"
	case "ai_policy":
		return "生成AIの扱い"
	case "quantity":
		return "数量"
	case "pay":
		return "報酬の額"
	case "low_reason":
		return "下限より低い理由"
	case "hires":
		return "採用する人数"
	case "closes_on":
		return "募集の締切"
	case "due_on":
		return "納期"
	case "beginners":
		return "はじめての方"
	case "unregistered":
		return "登録番号のない方"
	case "teams":
		return "チーム"
	case "certified_only":
		return "認定ワーカーだけ"
	case "category":
		return "分野"
	case "unit":
		return "報酬の決め方"
	}
	return e.Field
}

// compare lists the fields that differ.
func compare(a, b Spec) (edits []Edit) {
	for _, f := range []struct {
		name string
		a, b any
	}{
		{"title", a.Title, b.Title}, {"body", a.Body, b.Body}, {"deliverable", a.Deliverable, b.Deliverable},
		{"place", a.Place, b.Place}, {"rights", a.Rights, b.Rights}, {"ai_policy", a.AIPolicy, b.AIPolicy},
		{"quantity", a.Quantity, b.Quantity}, {"pay", a.Pay, b.Pay}, {"low_reason", a.LowReason, b.LowReason}, {"hires", a.Hires, b.Hires},
		{"closes_on", a.ClosesOn, b.ClosesOn}, {"due_on", a.DueOn, b.DueOn},
		{"beginners", a.Beginners, b.Beginners}, {"unregistered", a.Unregistered, b.Unregistered}, {"teams", a.Teams, b.Teams}, {"certified_only", a.CertifiedOnly, b.CertifiedOnly},
		{"category", a.Category, b.Category}, {"unit", a.Unit, b.Unit},
	} {
		if f.a != f.b {
			edits = append(edits, Edit{Field: f.name, Before: fmt.Sprint(f.a), After: fmt.Sprint(f.b)})
		}
	}
	return edits
}

// Binds reports whether the edit changes what a worker would be bound to: such an edit must be confirmed before an award.
// Price and date are the proposal's own, and the call's dates and places bind nobody.
func (e Edit) Binds() bool {
	switch e.Field {
	case "closes_on", "hires", "pay", "low_reason", "due_on", "beginners", "unregistered", "teams", "certified_only":
		return false
	}
	return true
}
