package people

import "nariwai/internal/calendar"

// termsVersions are the first days of the versions of the terms of use, oldest first; the pages hold their texts.
var termsVersions = []calendar.Date{20260101}

// TermsOn is the version of the terms of use in force on d, named by its first day; the first version before that.
func TermsOn(d calendar.Date) calendar.Date {
	now := termsVersions[0]
	for _, v := range termsVersions {
		if v <= d {
			now = v
		}
	}
	return now
}
