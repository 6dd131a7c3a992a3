package people

import (
	"strings"

	"nariwai/internal/clock"
	"nariwai/internal/id"
)

const (
	// SessionLength is how long one sign-in lasts.
	SessionLength = 30 * clock.Day
	// SeenEvery is how often a session in use is noted: often enough for its list, seldom enough to cost nothing.
	SeenEvery = 5 * clock.Minute
)

// Session is one browser that is signed in. The browser holds a secret; we hold its hash.
type Session struct {
	ID        id.Session
	Token     string // hash of the browser's secret
	Person    id.Person
	Party     id.Party // for whom the person acts in this browser
	Agent     string   // the browser in few words
	CreatedAt clock.Instant
	SeenAt    clock.Instant
	ExpiresAt clock.Instant
	StrongAt  clock.Instant // when the second factor was passed; 0 for not
}

// Agent says in few words which browser a User-Agent header means: "Firefox / Windows". It is for people to recognise
// their own devices by, and decides nothing.
func Agent(header string) string {
	browser, system := "", ""
	for _, b := range [][2]string{ // the order matters: most browsers name the ones that they resemble
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox", "Firefox"}, {"FxiOS", "Firefox"},
		{"CriOS", "Chrome"}, {"Chrome", "Chrome"}, {"Safari", "Safari"},
	} {
		if strings.Contains(header, b[0]) {
			browser = b[1]
			break
		}
	}
	for _, s := range [][2]string{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"},
		{"Mac OS", "macOS"}, {"Linux", "Linux"},
	} {
		if strings.Contains(header, s[0]) {
			system = s[1]
			break
		}
	}
	switch {
	case browser == "" && system == "":
		return ""
	case browser == "":
		return system
	case system == "":
		return browser
	}
	return browser + " / " + system
}
