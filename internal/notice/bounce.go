package notice

import "strings"

// NoMailbox reports whether a mail server's refusal means that there is no such mailbox, so that no other mail will arrive
// either. code is its answer (550); enhanced what it says more exactly (5.1.1, RFC 3463), "" if nothing. A full mailbox and
// a refusal of what a mail says are not about the mailbox.
func NoMailbox(code int, enhanced string) bool {
	class, rest, _ := strings.Cut(enhanced, ".")
	subject, detail, exact := strings.Cut(rest, ".")
	if exact && !(subject == "0" && detail == "0") {
		switch {
		case class != "5":
			return false
		case subject == "1": // an address: 7 and 8 are about the sender's
			return detail != "7" && detail != "8"
		}
		return subject == "2" && detail == "1" || subject == "4" && detail == "4" // switched off; no way to its host
	}
	return code == 550 || code == 551 || code == 553
}
