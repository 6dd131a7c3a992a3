// Package phrase turns a Japanese sentence into the reader's language, gettext style: the sentence itself is the key,
// and the English stands in PO files, one per area of the product (po/market.en.po), which every translator's tool reads.
// A sentence without English is shown in Japanese; a test finds it before a reader does.
package phrase

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"unicode"

	"nariwai/internal/clock"
	"nariwai/internal/yen"
)

// Lang is a language that pages and mails are written in.
type Lang string

const (
	Ja Lang = "ja"
	En Lang = "en"
)

// Langs lists the languages; the first is the one of the keys.
var Langs = []Lang{Ja, En}

// Word is an argument that is itself a key, such as the name of a state; it is translated before it is put in.
type Word string

//go:embed po/*.en.po
var files embed.FS

var english = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	names, err := fs.Glob(files, "po/*.en.po")
	if err != nil {
		panic(err) // a constant pattern
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			panic(err) // embedded
		}
		entries, err := ParsePO(string(text))
		if err != nil {
			panic("phrase: " + name + ": " + err.Error()) // shipped in the binary and read by every test
		}
		for _, e := range entries {
			if e.Text != "" {
				all[e.Key] = e.Text
			}
		}
	}
	return all
})

// T returns the sentence ja in lang with args put in for its verbs: %s and %d in order, %[2]s by number, %% for a percent
// sign. Without args a lone % is one too. Words are translated; Show writes the others.
func T(lang Lang, ja string, args ...any) string {
	text := ja
	if lang == En {
		if t, ok := english()[ja]; ok {
			text = t
		}
	}
	if len(args) == 0 {
		return strings.ReplaceAll(text, "%%", "%")
	}
	shown := make([]any, len(args))
	for i, a := range args {
		shown[i] = arg{lang, a}
	}
	return fmt.Sprintf(text, shown...)
}

// Known reports whether ja is a sentence of the catalogue.
func Known(ja string) bool {
	_, ok := english()[ja]
	return ok
}

// Show writes a value for a reader of lang: money as 40,000円 or ¥40,000, dates, months and places by their own names,
// a moment with its wall-clock time in Japan, a Word translated, anything else as fmt does.
func Show(lang Lang, v any) string {
	switch v := v.(type) {
	case Word:
		return T(lang, string(v))
	case yen.Yen:
		if lang == En {
			if d, neg := strings.CutPrefix(v.Digits(), "−"); neg {
				return "−¥" + d
			}
			return "¥" + v.Digits()
		}
		return v.String()
	case clock.Instant:
		return moment(lang, v)
	case interface {
		Ja() string
		En() string
	}:
		if lang == En {
			return v.En()
		}
		return v.Ja()
	}
	return fmt.Sprint(v)
}

var weekdays = [...]string{"日", "月", "火", "水", "木", "金", "土"}

func moment(lang Lang, i clock.Instant) string {
	if i.IsZero() {
		return ""
	}
	t := i.Time()
	if lang == En {
		return t.Format("Mon 2 Jan 2006 15:04")
	}
	return t.Format("2006年1月2日") + "（" + weekdays[t.Weekday()] + "）" + t.Format("15:04")
}

// arg writes itself for %s and %v as Show does, and for number verbs as the number it is.
type arg struct {
	lang Lang
	v    any
}

func (a arg) Format(f fmt.State, verb rune) {
	switch a.v.(type) {
	case int, int64, int32, uint, uint64, float64:
		if verb != 's' {
			fmt.Fprintf(f, fmt.FormatString(f, verb), a.v)
			return
		}
	}
	fmt.Fprint(f, Show(a.lang, a.v))
}

// Japanese reports whether s holds a kana or a kanji: whether it is something to translate.
func Japanese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han)
	})
}
