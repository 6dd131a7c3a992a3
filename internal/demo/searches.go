package demo

import (
	"nariwai/internal/search"
	"nariwai/internal/usecase/searching"
)

// saved are the searches that the worker whom visitors play has saved.
var saved = []struct {
	day          int
	filter, name string
	every        search.Every
}{
	{-24, "category=writing&q=%E6%97%85", "旅の文章", search.AtOnce},
	{-17, "beginners=1&unregistered=1", "はじめやすい仕事", search.Weekly},
}

// searches lets her save them.
func (s *stage) searches() {
	for _, x := range saved {
		s.plan(s.at(x.day, 20, 15), "save a search", func() error {
			return searching.SaveSearch(s.ctx, s.d, s.actors["michiru"], x.filter, x.name, x.every)
		})
	}
}
