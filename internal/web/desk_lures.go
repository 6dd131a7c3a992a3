package web

import (
	"nariwai/internal/trust"
)

// lureFields are what happens for each rule about postings.
func lureFields(q *Request, s trust.Settings) (out []ruleField) {
	for _, r := range trust.Lures.Rules {
		f := ruleField{Name: "rule_" + r.ID, Label: r.Name.In(q.Lang)}
		for _, a := range []trust.Action{trust.Off, trust.Warn, trust.Hold} {
			f.Options = append(f.Options, Option{Value: string(a), Label: actionWord(q.Lang, a), Chosen: s.Of(r) == a})
		}
		out = append(out, f)
	}
	return out
}

// readLures reads the form: every rule has an answer.
func readLures(q *Request) trust.Settings {
	s := trust.Settings{Actions: map[string]trust.Action{}}
	for _, r := range trust.Lures.Rules {
		s.Actions[r.ID] = trust.Action(q.Form("rule_" + r.ID))
	}
	return s
}
