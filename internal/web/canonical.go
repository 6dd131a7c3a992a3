package web

import (
	"strings"

	"nariwai/internal/phrase"
)

// Canonical is the one address under which search engines should keep this page: without what only narrows or turns it.
func (v *View) Canonical() string { return v.BaseURL + localized(v.Lang, v.path()) }

// Alternates are the addresses of this page in all languages, its own among them.
func (v *View) Alternates() (links []Link) {
	for _, lang := range phrase.Langs {
		links = append(links, Link{Href: v.BaseURL + localized(lang, v.path()), Icon: string(lang)})
	}
	return append(links, Link{Href: v.BaseURL + v.path(), Icon: "x-default"})
}

func (v *View) path() string {
	path, _, _ := strings.Cut(v.Here, "?")
	return path
}
