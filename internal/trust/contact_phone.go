package trust

import (
	"strings"
	"unicode/utf8"
)

// A dial is a digit of what may be a number that can be called.
type dial struct {
	digit byte
	kana  bool // written out: に, ご and く are words, too
	from  int  // its first letter
	to    int
	after string // what stands between it and the one before
	gap   bool   // a blank stands before it
}

// kana reports whether a digit is written out.
func (s spelling) kana() bool {
	r, _ := utf8.DecodeRuneInString(s.word)
	return r >= 'ぁ' && r <= 'ん'
}

// phones returns telephone numbers, however their digits are written.
func (c ContactList) phones(f letters) (out []span) {
	for i := 0; i < len(f.from); {
		m, ok := c.phone(f, i)
		if ok && !c.counted(f, m.from) {
			out = append(out, m)
			i = m.to
		} else {
			i++
		}
	}
	return out
}

// phone reads a number that begins at a letter.
func (c ContactList) phone(f letters, i int) (m span, ok bool) {
	first := f.text[f.at[i]:]
	abroad := strings.HasPrefix(first, "+81")
	if !abroad {
		if d, ok := c.digits.at(first); !ok || d.digit != '0' || !c.begins(f, i) {
			return m, false
		}
	}
	dials := c.dials(f, i, abroad)
	for n := len(dials); n > 0; n-- {
		if n < len(dials) && !dials[n].gap && (!dials[n].kana || dials[n-1].kana) {
			continue // a number doesn't end within its digits
		}
		if called(dials[:n], abroad) {
			return span{i, dials[n-1].to}, true
		}
	}
	return m, false
}

// begins reports whether a number may begin at a letter: not within another number, a word, an amount or a date.
func (c ContactList) begins(f letters, i int) bool {
	if i == 0 {
		return true
	}
	before := f.letter(i - 1)
	switch {
	case f.from[i].gap:
		return before != "¥" && before != "$"
	case f.latin(i-1) && before >= "a":
		return strings.HasSuffix(f.text[:f.at[i]], "tel") || strings.HasSuffix(f.text[:f.at[i]], "phone")
	case f.latin(i - 1), strings.Contains(".,¥$#", before):
		return false
	case strings.Contains("-‐‑–—−―/_~", before):
		return i < 2 || !f.latin(i-2)
	}
	d, digit := c.digits.at(f.text[f.at[i-1]:])
	return !digit || d.kana() // a number after さん, に, …
}

// dials reads digits from a letter on, as long as no more than two separators lie between each two.
func (c ContactList) dials(f letters, i int, abroad bool) (out []dial) {
	if abroad {
		i += 3
		out = append(out, dial{digit: '0', from: i, to: i})
	}
	const most = 24
	for i < len(f.from) && len(out) < most {
		d, ok := c.digits.at(f.text[f.at[i]:])
		if ok {
			to := f.index(f.at[i] + len(d.word))
			out = append(out, dial{digit: d.digit, kana: d.kana(), from: i, to: to, gap: f.from[i].gap && len(out) > 0})
			i = to
			continue
		}
		sep, seps := "", i
		gap := f.from[i].gap
		for k := 0; k < 2 && seps < len(f.from); k++ {
			s, ok := c.slashes.at(f.text[f.at[seps]:])
			if !ok {
				break
			}
			sep += s.word
			seps = f.index(f.at[seps] + len(s.word))
		}
		if sep == "" || seps >= len(f.from) || len(out) == 0 {
			break
		}
		if d, ok = c.digits.at(f.text[f.at[seps]:]); !ok {
			break
		}
		to := f.index(f.at[seps] + len(d.word))
		out = append(out, dial{digit: d.digit, kana: d.kana(), from: seps, to: to, after: sep, gap: gap || f.from[seps].gap})
		i = to
	}
	if abroad && len(out) > 1 && out[1].digit == '0' {
		out = out[1:] // +81 (0)90
	}
	return out
}

// called reports whether digits are a number of Japan's plan, in groups in which numbers are written.
func called(dials []dial, abroad bool) bool {
	var b []byte
	var groups []int
	for i, d := range dials {
		if i == 0 || d.after != "" || d.gap {
			groups = append(groups, 0)
		}
		groups[len(groups)-1]++
		b = append(b, d.digit)
	}
	n := string(b)
	if len(groups) > 1 && len(groups) < len(n) {
		if groups[0] == 1 && dials[1].after != "" && !abroad || len(groups) > 6 {
			return false // 0.5, 0,1234
		}
		last := groups[len(groups)-1]
		if len(groups) == 5 && groups[0] == 2 || last < 3 && len(groups) < 5 {
			return false // pairs are dates and sizes
		}
	}
	switch len(n) {
	case 11:
		return n[2] == '0' && n[1] >= '5' || strings.HasPrefix(n, "0800")
	case 10:
		return n[1] != '0' && n != "0123456789" && !(n[2] == '0' && (n[1] >= '7' && n[1] <= '9')) && !sameDigit(n[1:])
	}
	return false
}

func sameDigit(s string) bool { return strings.Count(s, s[:1]) == len(s) }

// counted reports whether a word closely before a number says that it counts or names something.
func (c ContactList) counted(f letters, i int) bool {
	before := f.text[f.at[max(0, i-12)]:f.at[i]]
	for _, w := range c.numbers {
		if k := strings.LastIndex(before, w); k >= 0 && f.index(f.at[max(0, i-12)]+k+len(w)) >= i-6 {
			return true
		}
	}
	return false
}
