// Package web serves the HTML pages in Japanese and English. Every page works without JavaScript.
//
// # How to add a page
//
// 1. A line in the table of your area (routes_people.go, routes_market.go, routes_contract.go, routes_money.go, routes_desk.go):
//
//	{Pattern: "POST /jobs/{id}/close", Who: SignedIn, do: (*Server).jobClose},
//
// Who is Anyone, SignedIn or Desk. Body (bytes) and Slow are for uploads and downloads. A GET pattern of which the menu
// knows the address appears in the menu by itself. Paths never hold the language.
//
// 2. A handler in a file of its own, noun_verb.go. It parses, calls one use case or one query, and answers:
//
//	func (s *Server) jobClose(w http.ResponseWriter, q *Request) error {
//		p, err := posting.CloseJob(q.Context(), s.DB, q.Actor(), id.Job(q.PathValue("id")), q.Form("reason"))
//		if err != nil {
//			return s.again(w, q, "job", page, err) // page: the data that the GET handler would show
//		}
//		return s.done(w, q, "/jobs/"+string(p.ID), "募集を終えました") // 303, and the next page says so
//	}
//
//	s.show(w, q, "job", data)             200 with templates/job.html; data is .D
//	s.part(w, q, "job", "price", data)    one {{define}} of that page, for htmx (q.Fragment())
//	s.again(w, q, "job", data, err)       the form comes back: Invalid 422, Conflict 409, Forbidden 403 …; else returns err
//	s.done(w, q, "/path", "した")         redirect with a sentence (no verbs) for the next page
//	q.Redirect(w, "/path")                303; adds the language, as q.Link(path) does
//	s.download(w, q, name, type, size, r) a file, as an attachment that can't run scripts (size -1: not known)
//	s.csv(w, q, name, rows)               a table for a spreadsheet
//	return err                            fault.NotFound → 404 page, unknown → 500 page with a reference number
//
// q holds Viewer, Lang, Now, Today, ID, and Form("price") (trimmed), Forms, Ticked, Files, Actor() (with the key of {{once}}),
// Addr() (for throttling), T(ja, args…), Link(path). A handler that moves money begins with q.MoneyStill(): its refusals
// then begin with お金は動いていません。 Sign-in ends with s.SignIn(w, q, token, until);
// return s.goOn(w, q, q.Return(), "/home"); its form holds {{template "return" .D.Return}} and its POST routes have Body: bodyKept.
//
// 3. A template templates/noun.html with "title" and "main" (the frame has <main> and draws notes and errors above it):
//
//	{{define "title"}}{{.D.Title}}{{end}}
//	{{define "head"}}{{template "desk-css"}}{{template "htmx"}}{{end}}            only if needed
//	{{define "main"}}<div class="wrap">…<form method="post" action="{{url "/jobs/%s/close" .D.ID}}" novalidate>{{once}}
//	{{template "input" (field . "price" (t "報酬（税込）") "value" .D.Price "unit" (t "円") "mode" "numeric" "required" true "hint" (t "…"))}}
//	…</form></div>{{end}}
//
// The dot is a *View: .Viewer .Lang .Now .Today .Demo .Here .D; inside range and with it is $. Parts (in _parts.html; all texts that
// they take are final, so wrap them in t): of a field: input, area, choice, radios, ticks, tick (pairs: value hint type mode auto unit
// placeholder accept max rows required optional multiple ticked options); rail (rail .Text 1 "…" "…"), crumb (crumbs …), pager .D.Pager,
// empty (dict …), return; beside every page of the desk desk-menu (dict "here" "/desk/jobs" "q" .D.Queues), of query.Queues.
// A file _market.html may hold parts of your own.
//
// Functions: t "文" args… · th "<b>%s</b>の文" args… (HTML in the key, args escaped) · say v (any value in the reader's language) ·
// url "/jobs/%s?page=%d" args… (adds the language, escapes) · exists "/jobs" · asset "x.css" · yen (40,000円, ¥40,000) · price (large) ·
// digits (40,000) · date (long) · day (11/23（月）) · clockTime · stamp (<time> 11/18 9:15) · datetime (attribute) · left $.Today .Due (あと5日) ·
// ago $.Now .At · md (Markdown, safe; put it into class="prose") · short (end of an id) · icon "c" · once (hidden key) · dict · list · crumbs · field · rail.
//
// 4. The English of every sentence in internal/phrase/po/<area>.en.po. Every string in a template's action or in Go that holds Japanese
// is a key; Japanese text outside of {{…}} is an error. The test of internal/phrase says what is missing.
//
// 5. A row in testdata/matrix.txt, which says who is answered what. internal/webtest/probes.go tells the tests which thing and
// which form to send (and internal/webtest puts that thing on the stage); go test ./internal/web -run TestMatrix -update writes
// the row, and you read it. From then on the page is also weighed, its links are followed, and axe-core looks at it.
//
// No inline style, no inline script, no picture of another site: the Content-Security-Policy refuses them.
package web
