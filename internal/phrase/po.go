package phrase

import (
	"fmt"
	"strings"
)

// Entry is one sentence of a PO file.
type Entry struct {
	Key, Text string
	Line      int
}

// ParsePO reads the part of the PO format that we use: comments, msgid and msgstr, each a quoted string that may go on
// over the next lines, with the escapes \n \t \" and \\. The header (the entry with an empty msgid) is left out.
// Anything else, a key without its text, or a key twice is an error that names the line.
func ParsePO(text string) ([]Entry, error) {
	var entries []Entry
	seen := map[string]int{}
	var e Entry
	var into *string // what a lone quoted line goes on with
	end := func() error {
		if e.Line == 0 {
			return nil
		}
		if into != &e.Text {
			return fmt.Errorf("line %d: msgid without msgstr", e.Line)
		}
		if at, twice := seen[e.Key]; twice {
			return fmt.Errorf("line %d: %q stands already on line %d", e.Line, e.Key, at)
		}
		seen[e.Key] = e.Line
		if e.Key != "" {
			entries = append(entries, e)
		}
		e, into = Entry{}, nil
		return nil
	}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		quoted := line
		switch {
		case line == "" || line[0] == '#':
			continue
		case strings.HasPrefix(line, "msgid "):
			if err := end(); err != nil {
				return nil, err
			}
			e.Line, into, quoted = n, &e.Key, line[len("msgid "):]
		case strings.HasPrefix(line, "msgstr "):
			if into != &e.Key {
				return nil, fmt.Errorf("line %d: msgstr without msgid", n)
			}
			into, quoted = &e.Text, line[len("msgstr "):]
		case line[0] != '"' || into == nil:
			return nil, fmt.Errorf("line %d: not PO: %s", n, line)
		}
		s, err := unquote(strings.TrimSpace(quoted))
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		*into += s
	}
	if err := end(); err != nil {
		return nil, err
	}
	return entries, nil
}

func unquote(s string) (string, error) {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return "", fmt.Errorf("not a quoted string: %s", s)
	}
	s = s[1 : len(s)-1]
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return "", fmt.Errorf("a bare quote in: %s", s)
		case s[i] != '\\':
			b.WriteByte(s[i])
			continue
		}
		i++
		if i == len(s) {
			return "", fmt.Errorf("the closing quote is escaped in: %s", s)
		}
		switch s[i] {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case '"', '\\':
			b.WriteByte(s[i])
		default:
			return "", fmt.Errorf(`unknown escape \%c`, s[i])
		}
	}
	return b.String(), nil
}
