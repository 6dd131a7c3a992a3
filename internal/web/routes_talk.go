package web

// talkRoutes: what two sides write to each other.
var talkRoutes = []Route{
	{Pattern: "GET /messages", Who: SignedIn, May: directs, do: (*Server).inboxShow},
	{Pattern: "GET /messages/{id}", Who: SignedIn, May: directs, do: (*Server).threadShow},
	{Pattern: "POST /messages/{id}", Who: SignedIn, do: (*Server).threadSend, Body: bodyFiles, Slow: true},
	{Pattern: "GET /messages/{id}/since/{n}", Who: SignedIn, May: directs, do: (*Server).threadSince},
	{Pattern: "POST /messages/{id}/read", Who: SignedIn, do: (*Server).threadRead},
	{Pattern: "POST /messages/{id}/edit/{message}", Who: SignedIn, do: (*Server).messageEdit},
	{Pattern: "POST /messages/{id}/block", Who: SignedIn, do: (*Server).threadBlock},
	{Pattern: "POST /messages/{id}/unblock", Who: SignedIn, do: (*Server).threadUnblock},
	{Pattern: "GET /messages/templates", Who: SignedIn, May: directs, do: (*Server).templatesShow},
	{Pattern: "POST /messages/templates", Who: SignedIn, do: (*Server).templateSave},
	{Pattern: "POST /messages/templates/drop", Who: SignedIn, do: (*Server).templateDrop},
	{Pattern: "POST /jobs/{id}/ask", Who: SignedIn, do: (*Server).jobAsk},
}
