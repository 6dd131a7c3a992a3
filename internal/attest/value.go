package attest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// The JSON of signed records is so plain that every text of it has one form only: objects with their names in order, arrays, strings,
// and whole numbers; no space, no fractions, no true, false and null. It is a part of RFC 8785 (JSON Canonicalization Scheme).
// What is not written in that form is not read, so that no byte of a signed file can be changed.
const (
	// MostBytes is how large a file may be.
	MostBytes = 2 << 20
	mostDepth = 12
	mostName  = 40
	mostInt   = 1<<53 - 1 // what every reader of JSON keeps exactly
)

var (
	errEnd   = errors.New("the text ends too soon")
	errLarge = errors.New("the text is too large")
)

// check reports whether text is one value in the form that this package writes, and nothing else.
func check(text []byte) error {
	if len(text) > MostBytes {
		return errLarge
	}
	c := checker{text: text}
	if err := c.value(0); err != nil {
		return fmt.Errorf("at byte %d: %w", c.at, err)
	}
	if c.at != len(text) {
		return fmt.Errorf("at byte %d: there is more behind it", c.at)
	}
	return nil
}

type checker struct {
	text []byte
	at   int
}

// next takes one byte if it is b.
func (c *checker) next(b byte) bool {
	if c.at < len(c.text) && c.text[c.at] == b {
		c.at++
		return true
	}
	return false
}

func (c *checker) value(depth int) error {
	switch {
	case depth > mostDepth:
		return errors.New("too many levels")
	case c.at >= len(c.text):
		return errEnd
	case c.next('{'):
		return c.object(depth)
	case c.next('['):
		return c.array(depth)
	case c.next('"'):
		_, err := c.str()
		return err
	}
	return c.number()
}

func (c *checker) object(depth int) error {
	last := ""
	for first := true; !c.next('}'); first = false {
		if !first && !c.next(',') {
			return errors.New("neither , nor }")
		}
		if !c.next('"') {
			return errors.New("a name must stand here")
		}
		name, err := c.str()
		switch {
		case err != nil:
			return err
		case !plainName(name):
			return fmt.Errorf("%q is no name", name)
		case !first && name <= last:
			return fmt.Errorf("%q stands behind %q: names stand in order, each once", name, last)
		case !c.next(':'):
			return errors.New("a colon is missing")
		}
		last = name
		if err := c.value(depth + 1); err != nil {
			return err
		}
	}
	return nil
}

func plainName(s string) bool {
	if s == "" || len(s) > mostName {
		return false
	}
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' {
			return false
		}
	}
	return true
}

func (c *checker) array(depth int) error {
	for first := true; !c.next(']'); first = false {
		if !first && !c.next(',') {
			return errors.New("neither , nor ]")
		}
		if err := c.value(depth + 1); err != nil {
			return err
		}
	}
	return nil
}

// str reads the rest of a string, behind its first quotation mark.
func (c *checker) str() (string, error) {
	var out []byte
	for {
		if c.at >= len(c.text) {
			return "", errEnd
		}
		switch b := c.text[c.at]; {
		case b == '"':
			c.at++
			return string(out), nil
		case b == '\\':
			r, n, err := escaped(c.text[c.at:])
			if err != nil {
				return "", err
			}
			out = append(out, r)
			c.at += n
		case b < ' ':
			return "", errors.New("a control character must be escaped")
		default:
			r, n := utf8.DecodeRune(c.text[c.at:])
			if r == utf8.RuneError && n <= 1 {
				return "", errors.New("this is not UTF-8")
			}
			out = append(out, c.text[c.at:c.at+n]...)
			c.at += n
		}
	}
}

// short are the escapes that have a letter of their own.
var short = map[byte]byte{'"': '"', '\\': '\\', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escaped reads an escape, which is the only way to write what it stands for.
func escaped(s []byte) (b byte, n int, err error) {
	if len(s) < 2 {
		return 0, 0, errEnd
	}
	if b, ok := short[s[1]]; ok {
		return b, 2, nil
	}
	if s[1] != 'u' || len(s) < 6 {
		return 0, 0, errors.New("no such escape")
	}
	x, err := strconv.ParseUint(string(s[2:6]), 16, 16)
	if err != nil || string(s[:6]) != string(escape(nil, byte(x))) || x >= ' ' {
		return 0, 0, errors.New("this is escaped in another way, or not at all")
	}
	return byte(x), 6, nil
}

// escape writes a byte that may not stand by itself.
func escape(to []byte, b byte) []byte {
	for letter, is := range short {
		if is == b {
			return append(to, '\\', letter)
		}
	}
	return append(to, fmt.Sprintf(`\u%04x`, b)...)
}

func (c *checker) number() error {
	from := c.at
	c.next('-')
	for c.at < len(c.text) && c.text[c.at] >= '0' && c.text[c.at] <= '9' {
		c.at++
	}
	text := string(c.text[from:c.at])
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != text || n > mostInt || n < -mostInt {
		c.at = from
		return errors.New("neither a string nor a whole number")
	}
	return nil
}

// What is signed is built of these, of strings and of int64.
type (
	object map[string]any
	list   []any
)

// write writes a value of objects, lists, strings and numbers in its one form.
func write(to []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case object:
		to = append(to, '{')
		names := make([]string, 0, len(v))
		for name := range v {
			if !plainName(name) {
				return nil, fmt.Errorf("%q is no name", name)
			}
			names = append(names, name)
		}
		slices.Sort(names)
		var err error
		for i, name := range names {
			if i > 0 {
				to = append(to, ',')
			}
			if to, err = write(append(append(append(to, '"'), name...), '"', ':'), v[name]); err != nil {
				return nil, err
			}
		}
		return append(to, '}'), nil
	case list:
		to = append(to, '[')
		var err error
		for i, x := range v {
			if i > 0 {
				to = append(to, ',')
			}
			if to, err = write(to, x); err != nil {
				return nil, err
			}
		}
		return append(to, ']'), nil
	case string:
		to = append(to, '"')
		for _, r := range v { // what is not UTF-8 becomes U+FFFD
			if r == '"' || r == '\\' || r < ' ' {
				to = escape(to, byte(r))
			} else {
				to = utf8.AppendRune(to, r)
			}
		}
		return append(to, '"'), nil
	case int64:
		if v > mostInt || v < -mostInt {
			return nil, fmt.Errorf("%d is too large for JSON", v)
		}
		return strconv.AppendInt(to, v, 10), nil
	}
	return nil, fmt.Errorf("%T can't be signed", v)
}
