// Package bank speaks with the bank in files: it writes the transfer file for a payday (zengin.go), reads the list
// of deposits (deposits.go), and knows which banks and branches there are and how a payee's name is written (kana.go).
//
// Sources: the banks' record sheets for 総合振込 in the Zengin format (120-byte records) and their lists of allowed
// characters; Japan Post Bank's page on turning 記号・番号 into an account for transfers; DATA.md for the directory.
package bank

import (
	"bytes"
	"cmp"
	"compress/gzip"
	_ "embed"
	"io"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

// A Bank is one that takes part in domestic transfers.
type Bank struct {
	Code string // four digits
	Name string // without 銀行: みずほ
	Kana string // full width, large letters only, as the Zengin network has it: ミズホ
}

// A Branch of a bank. Branches that share a counter keep their own codes.
type Branch struct {
	Bank string // the bank's code
	Code string // three digits
	Name string
	Kana string // as in Bank
}

// ZenginKana is the name as a transfer file carries it, in half width.
func (b Bank) ZenginKana() string { return fieldKana(b.Kana) }

// ZenginKana is the name as a transfer file carries it, in half width.
func (b Branch) ZenginKana() string { return fieldKana(b.Kana) }

func fieldKana(kana string) string {
	half, _ := halfWidth(kana) // every name of the directory passes: the test says so
	return half
}

//go:embed directory.txt.gz
var directoryFile []byte

type directoryTables struct {
	banks    []Bank              // by code
	branches map[string][]Branch // by the bank's code, in order of their own
}

// directory unpacks the table on its first use: it takes some milliseconds and three megabytes.
var directory = sync.OnceValue(func() directoryTables {
	z, err := gzip.NewReader(bytes.NewReader(directoryFile))
	if err != nil {
		panic("bank: directory.txt.gz: " + err.Error()) // shipped in the binary and read by the test
	}
	text, err := io.ReadAll(z)
	if err != nil {
		panic("bank: directory.txt.gz: " + err.Error())
	}
	t := directoryTables{branches: map[string][]Branch{}}
	for line := range strings.Lines(string(text)) {
		f := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 3)
		if code, isBank := strings.CutPrefix(f[0], "="); isBank {
			t.banks = append(t.banks, Bank{Code: code, Name: f[1], Kana: f[2]})
			continue
		}
		bank := t.banks[len(t.banks)-1].Code
		t.branches[bank] = append(t.branches[bank], Branch{Bank: bank, Code: f[0], Name: f[1], Kana: f[2]})
	}
	return t
})

// FindBank returns the bank with the code.
func FindBank(code string) (Bank, bool) {
	banks := directory().banks
	i, ok := slices.BinarySearchFunc(banks, code, func(b Bank, c string) int { return cmp.Compare(b.Code, c) })
	if !ok {
		return Bank{}, false
	}
	return banks[i], true
}

// FindBranch returns a bank's branch with the code.
func FindBranch(bank, code string) (Branch, bool) {
	branches := directory().branches[bank]
	i, ok := slices.BinarySearchFunc(branches, code, func(b Branch, c string) int { return cmp.Compare(b.Code, c) })
	if !ok {
		return Branch{}, false
	}
	return branches[i], true
}

// Banks finds banks by the beginning of their code or reading, or by a part of their name; those that begin with the
// query come first, then by code. Hiragana, half width and a final 銀行 are understood; an empty query finds all.
func Banks(query string) []Bank {
	q := searchKey(query)
	for _, suffix := range []string{"銀行", "ギンコウ"} {
		if rest := strings.TrimSuffix(q, suffix); rest != "" {
			q = rest
		}
	}
	return find(directory().banks, q, func(b Bank) (string, string, string) { return b.Code, b.Name, b.Kana })
}

// Branches finds branches of a bank as Banks does; a final 支店 is understood.
func Branches(bank, query string) []Branch {
	q := searchKey(query)
	for _, suffix := range []string{"支店", "シテン"} {
		if rest := strings.TrimSuffix(q, suffix); rest != "" {
			q = rest
		}
	}
	return find(directory().branches[bank], q, func(b Branch) (string, string, string) { return b.Code, b.Name, b.Kana })
}

func find[T any](all []T, q string, words func(T) (code, name, kana string)) []T {
	var first, rest []T
	for _, x := range all {
		code, name, kana := words(x)
		name, kana = searchKey(name), searchKey(kana)
		switch {
		case strings.HasPrefix(code, q), strings.HasPrefix(name, q), strings.HasPrefix(kana, q):
			first = append(first, x)
		case strings.Contains(name, q):
			rest = append(rest, x)
		}
	}
	return append(first, rest...)
}

// searchKey makes what people type and what the directory holds comparable: full-width large katakana without
// long marks and spaces, half-width capitals and digits.
func searchKey(s string) string {
	return strings.Map(func(r rune) rune {
		r = katakana(r)
		if large, ok := largeKana[r]; ok {
			return large
		}
		switch {
		case r == ' ' || strings.ContainsRune(longMarks, r):
			return -1
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, norm.NFKC.String(s))
}
