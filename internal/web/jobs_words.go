package web

import (
	"strings"

	"nariwai/internal/market"
	"nariwai/internal/phrase"
	"nariwai/internal/search"
	"nariwai/internal/yen"
)

// kindWord is a kind of work as people say it, a key of package phrase.
func kindWord(k market.Kind) string {
	switch k {
	case "hourly":
		return "時間いくら"
	case "contest":
		return "コンテスト"
	case "task":
		return "タスク"
	case "package":
		return "パッケージ"
	}
	return "プロジェクト"
}

// aiWord says in short whether machines may help, a key of package phrase.
func aiWord(p market.AIPolicy) string {
	switch p {
	case market.AINone:
		return "使わない"
	case market.AIAssist:
		return "下調べまで"
	}
	return "自由"
}

// bandText says from which unit price a band and those above begin.
func bandText(q *Request, u market.Unit, band int) string {
	n := search.From(string(u), band)
	switch u {
	case market.PerCharacter:
		return q.T("1文字%s円以上", strings.TrimSuffix(tenths(n), ".0"))
	case market.PerPiece:
		return q.T("1件%s以上", phrase.Show(q.Lang, yen.Of(n/10)))
	}
	return q.T("%s以上", phrase.Show(q.Lang, yen.Of(n/10)))
}
