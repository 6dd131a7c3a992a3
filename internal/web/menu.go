package web

import (
	"strings"

	"nariwai/internal/phrase"
)

// Link is an entry of a menu.
type Link struct {
	Href, Label string
	Icon        string
	Count       int
	Current     bool
}

// addMenu fills the menus of the frame. A link whose page does not exist in this program is left out.
func (s *Server) addMenu(v *View) {
	jobs, order := Link{Href: "/jobs", Label: "仕事を探す", Icon: "s"}, Link{Href: "/jobs/new", Label: "依頼を出す", Icon: "e"}
	home := Link{Href: "/home", Label: "ホーム", Icon: "h"}
	work, pay := Link{Href: "/contracts", Label: "契約", Icon: "w"}, Link{Href: "/earnings", Label: "報酬", Icon: "t"}
	desk, settings := Link{Href: "/desk", Label: "運営の机", Icon: "b"}, Link{Href: "/settings", Label: "設定", Icon: "n"}
	switch {
	case !v.Viewer.SignedIn():
		v.Menu = []Link{jobs, order, {Href: "/fees", Label: "手数料"}, {Href: "/help", Label: "使い方"}}
		v.Tabs = []Link{{Href: "/", Label: "はじめに", Icon: "h"}, {Href: "/jobs", Label: "仕事", Icon: "s"}, {Href: "/jobs/new", Label: "頼む", Icon: "e"},
			{Href: "/help", Label: "使い方", Icon: "m"}, {Href: "/signin", Label: "ログイン", Icon: "k"}}
	case v.Viewer.Operator:
		v.Menu = []Link{home, jobs, order, work, pay, desk}
		v.Tabs = []Link{home, desk, work, pay, settings}
	default:
		v.Menu = []Link{home, jobs, order, work, pay}
		v.Tabs = []Link{home, jobs, work, pay, settings}
	}
	v.Menu, v.Tabs = s.finish(v, v.Menu), s.finish(v, v.Tabs)
	for _, lang := range phrase.Langs {
		if lang != v.Lang {
			v.Others = append(v.Others, Link{Href: localized(lang, v.Here), Label: languageNames[lang], Icon: string(lang)})
		}
	}
}

var languageNames = map[phrase.Lang]string{phrase.Ja: "日本語", phrase.En: "English"}

func (s *Server) finish(v *View, links []Link) []Link {
	here, _, _ := strings.Cut(v.Here, "?")
	best := -1
	var out []Link
	for _, l := range links {
		if !s.exists[l.Href] {
			continue
		}
		if (l.Href == here || l.Href != "/" && strings.HasPrefix(here, l.Href+"/")) && (best < 0 || len(out[best].Href) < len(l.Href)) {
			best = len(out)
		}
		out = append(out, l)
	}
	for i := range out {
		out[i].Current = i == best
		out[i].Href = localized(v.Lang, out[i].Href)
		out[i].Label = phrase.T(v.Lang, out[i].Label)
	}
	return out
}
