package web

import (
	"slices"
	"strings"

	"nariwai/internal/phrase"
)

// Link is an entry of a menu.
type Link struct {
	Href, Label string
	Icon        string
	Count       int
	Current     bool
	holds       []string // other paths that stand behind it
}

// addMenu fills the menus of the frame. A link whose page does not exist in this program is left out.
func (s *Server) addMenu(v *View) {
	offers, ordered := Link{Href: "/proposals", Label: "提案", Icon: "m"}, Link{Href: "/client", Label: "頼んだ仕事", Icon: "b", holds: []string{"/jobs/new", "/jobs/mine", "/fundings", "/credit", "/invoices", "/bulk"}}
	talents := Link{Href: "/talents", Label: "人を探す", Icon: "p"}
	jobs, order := Link{Href: "/jobs", Label: "仕事を探す", Icon: "s", holds: []string{"/searches"}}, Link{Href: "/jobs/new", Label: "依頼を出す", Icon: "e"}
	home := Link{Href: "/home", Label: "ホーム", Icon: "h"}
	talk := Link{Href: "/messages", Label: "連絡", Icon: "m", Count: v.Viewer.Messages}
	work := Link{Href: "/contracts", Label: "契約", Icon: "w", holds: []string{"/items", "/deliveries", "/changes", "/cancels", "/disputes", "/documents"}}
	pay := Link{Href: "/earnings", Label: "報酬", Icon: "t", holds: []string{"/statements"}}
	desk, all := Link{Href: "/desk", Label: "運営の机", Icon: "b"}, Link{Href: "#menu", Label: "メニュー", Icon: "n"} // the foot of the page
	switch {
	case !v.Viewer.SignedIn():
		v.Menu = []Link{jobs, talents, order, {Href: "/fees", Label: "手数料"}, {Href: "/help", Label: "使い方"}}
		v.Tabs = []Link{{Href: "/", Label: "はじめに", Icon: "h"}, {Href: "/jobs", Label: "仕事", Icon: "s"}, {Href: "/jobs/new", Label: "頼む", Icon: "e"},
			{Href: "/help", Label: "使い方", Icon: "m"}, {Href: "/signin", Label: "ログイン", Icon: "k"}}
	case v.Viewer.Operator:
		v.Menu = []Link{home, jobs, offers, ordered, work, pay, desk}
		v.Tabs = []Link{home, desk, work, talk, all}
	default:
		v.Menu = []Link{home, jobs, offers, ordered, work, pay}
		v.Tabs = []Link{home, jobs, work, talk, all}
	}
	if v.Viewer.Orders {
		v.Menu = slices.Insert(v.Menu, 2, talents)
	}
	v.Menu = s.finish(v, v.Menu)
	v.Tabs = s.finish(v, v.Tabs)
	for _, lang := range phrase.Langs {
		if lang != v.Lang {
			v.Others = append(v.Others, Link{Href: localized(lang, v.Here), Label: languageNames[lang], Icon: string(lang)})
		}
	}
}

var languageNames = map[phrase.Lang]string{phrase.Ja: "日本語", phrase.En: "English"}

// finish leaves out what does not exist, and marks the link that the page stands behind: the longest that leads to it.
func (s *Server) finish(v *View, links []Link) []Link {
	here, _, _ := strings.Cut(v.Here, "?")
	if v.section != "" {
		here = v.section
	}
	var out []Link
	best, length := -1, 0
	for _, l := range links {
		if !s.exists[l.Href] && !strings.HasPrefix(l.Href, "#") {
			continue
		}
		for _, path := range append([]string{l.Href}, l.holds...) {
			if (path == here || path != "/" && strings.HasPrefix(here, path+"/")) && len(path) > length {
				best, length = len(out), len(path)
			}
		}
		out = append(out, l)
	}
	if best >= 0 { // the phone's few tabs follow the menu, and mark nothing rather than another page
		v.section = out[best].Href
	}
	for i := range out {
		out[i].Current = i == best
		out[i].Href = localized(v.Lang, out[i].Href)
		out[i].Label = phrase.T(v.Lang, out[i].Label)
	}
	return out
}
