package web

// trustRoutes: the safety of postings.
var trustRoutes = []Route{
	{Pattern: "GET /help/contacts", Who: Anyone, do: (*Server).helpContacts},
	{Pattern: "POST /settings/marks", Who: SignedIn, do: (*Server).settingsMarks},
	{Pattern: "POST /jobs/{id}/report", Who: SignedIn, do: (*Server).jobReport},
	{Pattern: "GET /desk/postings", Who: Desk, do: (*Server).deskPostings},
	{Pattern: "GET /desk/marks/{id}", Who: Desk, do: (*Server).deskMark},
	{Pattern: "POST /desk/marks/{id}", Who: Desk, do: (*Server).deskMarkDecide},
	{Pattern: "POST /messages/{id}/report", Who: SignedIn, do: (*Server).threadReport},
	{Pattern: "GET /desk/talks/{id}", Who: Desk, do: (*Server).deskTalk},
	{Pattern: "GET /desk/talks/{id}/files/{file}", Who: Desk, do: (*Server).deskTalkFile, Slow: true},
	{Pattern: "GET /desk/talks/{id}/files/{file}/small", Who: Desk, do: (*Server).deskTalkSmall},
	{Pattern: "POST /desk/talks/{id}", Who: Desk, do: (*Server).deskTalkDecide},
	{Pattern: "POST /desk/talks/{id}/open", Who: Desk, do: (*Server).deskTalkOpen},
	{Pattern: "GET /desk/reports/{id}", Who: Desk, do: (*Server).deskReport},
	{Pattern: "POST /desk/reports/{id}", Who: Desk, do: (*Server).deskReportDecide},
}
