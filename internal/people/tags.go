package people

import (
	"database/sql/driver"
	"fmt"
	"strings"
)

// Tags are short words, kept one a line.
type Tags []string

func (t Tags) Value() (driver.Value, error) { return strings.Join(t, "\n"), nil }

func (t *Tags) Scan(src any) error {
	s, ok := src.(string)
	if !ok {
		return fmt.Errorf("people: cannot scan %T", src)
	}
	*t = nil
	if s != "" {
		*t = strings.Split(s, "\n")
	}
	return nil
}

// String is how a form shows them.
func (t Tags) String() string { return strings.Join(t, "、") }
