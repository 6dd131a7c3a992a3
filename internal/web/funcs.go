package web

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/phrase"
	"nariwai/internal/yen"
)

const onceField = "once"

// funcs are the functions of the templates, bound to a language. doc.go lists them.
func (s *Server) funcs(lang phrase.Lang) template.FuncMap {
	return template.FuncMap{
		"t":         func(ja string, args ...any) string { return phrase.T(lang, ja, args...) },
		"th":        func(ja string, args ...any) template.HTML { return markup(lang, ja, args...) },
		"say":       func(v any) string { return phrase.Show(lang, v) },
		"url":       func(format string, args ...any) string { return localized(lang, address(format, args...)) },
		"exists":    func(path string) bool { return s.exists[path] },
		"asset":     s.assetURL,
		"yen":       func(y yen.Yen) string { return phrase.Show(lang, y) },
		"price":     func(y yen.Yen) template.HTML { return price(lang, y) },
		"digits":    digits,
		"date":      func(v any) string { return phrase.Show(lang, dateOf(v)) },
		"day":       func(v any) string { return day(lang, dateOf(v)) },
		"clockTime": func(i clock.Instant) string { return clockTime(lang, i) },
		"stamp":     func(i clock.Instant) template.HTML { return stamp(lang, i) },
		"datetime":  machineTime,
		"left":      func(today, due calendar.Date) string { return left(lang, today, due) },
		"ago":       func(now, then clock.Instant) string { return ago(lang, now, then) },
		"md":        Markdown,
		"short":     func(v any) string { return id.Short(fmt.Sprint(v)) },
		"icon":      icon,
		"once":      once,
		"dict":      dict,
		"list":      func(v ...any) []any { return v },
		"crumbs":    crumbs,
		"field":     field,
		"rail":      func(text string, now int, steps ...string) Rail { return newRail(lang, text, now, steps) },
	}
}

// markup is t for a sentence that holds HTML of its own; args are escaped.
func markup(lang phrase.Lang, ja string, args ...any) template.HTML {
	safe := make([]any, len(args))
	for i, a := range args {
		if h, ok := a.(template.HTML); ok {
			safe[i] = string(h)
			continue
		}
		safe[i] = template.HTMLEscapeString(phrase.Show(lang, a))
	}
	return template.HTML(phrase.T(lang, ja, safe...))
}

// address fills the verbs of a path; what stands before the question mark and after it is escaped in its own way.
func address(format string, args ...any) string {
	path, query, asked := strings.Cut(format, "?")
	n := strings.Count(path, "%s") + strings.Count(path, "%d")
	for i, a := range args {
		text := phrase.Show(phrase.Ja, a)
		if i < n {
			args[i] = url.PathEscape(text)
		} else {
			args[i] = url.QueryEscape(text)
		}
	}
	full := strings.ReplaceAll(path, "%d", "%s")
	if asked {
		full += "?" + strings.ReplaceAll(query, "%d", "%s")
	}
	if len(args) == 0 {
		return full
	}
	return fmt.Sprintf(full, args...)
}

func (s *Server) assetURL(name string) (string, error) {
	u, ok := s.assets.hashed[name]
	if !ok {
		return "", fmt.Errorf("no file static/%s", name)
	}
	return u, nil
}

// price is the large form of an amount: the digits, and 円 a little smaller.
func price(lang phrase.Lang, y yen.Yen) template.HTML {
	if lang == phrase.En {
		return template.HTML(`<span class="yen">` + phrase.Show(lang, y) + `</span>`)
	}
	return template.HTML(`<span class="yen">` + y.Digits() + `<i>円</i></span>`)
}

// digits groups a number in thousands; money loses its unit, for tables whose header says it.
func digits(v any) (string, error) {
	switch v := v.(type) {
	case yen.Yen:
		return v.Digits(), nil
	case int:
		return yen.Of(int64(v)).Digits(), nil
	case int64:
		return yen.Of(v).Digits(), nil
	}
	return "", fmt.Errorf("digits: %T", v)
}

func dateOf(v any) calendar.Date {
	switch v := v.(type) {
	case calendar.Date:
		return v
	case clock.Instant:
		return calendar.On(v)
	}
	return 0
}

// day is the short form for tables: 11/23（月）, Mon 23 Nov.
func day(lang phrase.Lang, d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	if lang == phrase.En {
		return d.Start().Time().Format("Mon 2 Jan")
	}
	return d.Short()
}

// clockTime is 11/18 9:15, or 18 Nov 09:15.
func clockTime(lang phrase.Lang, i clock.Instant) string {
	if i.IsZero() {
		return ""
	}
	if lang == phrase.En {
		return i.Time().Format("2 Jan 15:04")
	}
	t := i.Time()
	return fmt.Sprintf("%d/%d %d:%02d", t.Month(), t.Day(), t.Hour(), t.Minute())
}

func machineTime(v any) string {
	switch v := v.(type) {
	case clock.Instant:
		if v.IsZero() {
			return ""
		}
		return v.Time().Format("2006-01-02T15:04+09:00")
	case fmt.Stringer:
		return v.String()
	}
	return ""
}

// stamp is a moment for people and for machines.
func stamp(lang phrase.Lang, i clock.Instant) template.HTML {
	if i.IsZero() {
		return ""
	}
	return template.HTML(`<time datetime="` + machineTime(i) + `">` + clockTime(lang, i) + `</time>`)
}

// left says how long it is to a deadline: きょうまで, あしたまで, あと5日, 3日過ぎました.
func left(lang phrase.Lang, today, due calendar.Date) string {
	if due.IsZero() || today.IsZero() {
		return ""
	}
	switch n := due.Sub(today); {
	case n < 0:
		return phrase.T(lang, "%d日過ぎました", -n)
	case n == 0:
		return phrase.T(lang, "きょうまで")
	case n == 1:
		return phrase.T(lang, "あしたまで")
	default:
		return phrase.T(lang, "あと%d日", n)
	}
}

// ago says how long something is past.
func ago(lang phrase.Lang, now, then clock.Instant) string {
	switch d := now.Sub(then); {
	case d < clock.Minute:
		return phrase.T(lang, "たった今")
	case d < clock.Hour:
		return phrase.T(lang, "%d分前", int64(d/clock.Minute))
	case d < clock.Day:
		return phrase.T(lang, "%d時間前", int64(d/clock.Hour))
	default:
		return phrase.T(lang, "%d日前", int64(d/clock.Day))
	}
}

func icon(name string) template.HTML {
	return template.HTML(`<svg class="ic" aria-hidden="true"><use href="#i-` + template.HTMLEscapeString(name) + `"/></svg>`)
}

// once is a hidden field with a fresh key: the command of the form happens once however often it is sent.
func once() template.HTML {
	return template.HTML(`<input type="hidden" name="` + onceField + `" value="` + randomKey() + `">`)
}

func randomKey() string {
	var b [16]byte
	rand.Read(b[:]) // never fails since Go 1.24
	return hex.EncodeToString(b[:])
}

func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: %d values", len(pairs))
	}
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: key %v", pairs[i])
		}
		m[key] = pairs[i+1]
	}
	return m, nil
}

// crumbs makes the path above a page: address and text in turn, the last with "".
func crumbs(pairs ...string) []Link {
	var links []Link
	for i := 0; i+1 < len(pairs); i += 2 {
		links = append(links, Link{Href: pairs[i], Label: pairs[i+1]})
	}
	return links
}

// inputText writes a value as a person would type it.
func inputText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case yen.Yen:
		if v.IsZero() {
			return ""
		}
		return v.Digits()
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return fmt.Sprint(v)
}
