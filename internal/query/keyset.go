package query

import "strconv"

// olderThan is the condition of the page that begins after a row, by a key that falls from page to page, with args and what
// it adds to them. The first page has none: so each page is one step into the index, however deep.
func olderThan[T ~string](column string, after T, args ...any) (string, []any) {
	if after == "" {
		return "", args
	}
	args = append(args, after)
	return " AND " + column + " < $" + strconv.Itoa(len(args)), args
}
