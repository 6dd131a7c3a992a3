package webtest

import "slices"

// Secret is a text that must not reach everybody. Its letters occur nowhere else.
type Secret struct {
	What string // for the test's message
	Text string
	May  []Role // who may see it
}

func (s *Stage) hide(what, text string, may ...Role) string {
	s.secrets = append(s.secrets, Secret{what, text, may})
	return text
}

// Secrets are all texts that were planted.
func (s *Stage) Secrets() []Secret { return s.secrets }

// Hidden are the texts that a role must not see.
func (s *Stage) Hidden(r Role) (out []Secret) {
	for _, x := range s.secrets {
		if !slices.Contains(x.May, r) {
			out = append(out, x)
		}
	}
	return out
}
