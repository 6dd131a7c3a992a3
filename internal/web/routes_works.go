package web

// workRoutes: what a worker shows of what they have done.
var workRoutes = []Route{
	{Pattern: "GET /portfolio", Who: SignedIn, May: manages, do: (*Server).portfolioShow},
	{Pattern: "GET /works/new", Who: SignedIn, May: manages, do: (*Server).workNew},
	{Pattern: "POST /works/new", Who: SignedIn, do: (*Server).workMake},
	{Pattern: "GET /works/{id}", Who: Anyone, do: (*Server).workShow},
	{Pattern: "GET /works/{id}/edit", Who: SignedIn, May: manages, do: (*Server).workEdit},
	{Pattern: "POST /works/{id}/edit", Who: SignedIn, do: (*Server).workSave},
	{Pattern: "POST /works/{id}/files", Who: SignedIn, do: (*Server).workFiles, Body: bodyFiles, Slow: true},
	{Pattern: "GET /works/{id}/files/{file}", Who: Anyone, do: (*Server).workFile, Slow: true},
	{Pattern: "GET /works/{id}/files/{file}/small", Who: Anyone, do: (*Server).workSmall},
	{Pattern: "POST /works/{id}/files/{file}/drop", Who: SignedIn, do: (*Server).workFileDrop},
	{Pattern: "POST /works/{id}/ask", Who: SignedIn, do: (*Server).workAsk},
	{Pattern: "POST /works/{id}/unask", Who: SignedIn, do: (*Server).workUnask},
	{Pattern: "POST /works/{id}/answer", Who: SignedIn, do: (*Server).workAnswer},
	{Pattern: "POST /works/{id}/publish", Who: SignedIn, do: (*Server).workPublish},
	{Pattern: "POST /works/{id}/withdraw", Who: SignedIn, do: (*Server).workWithdraw},
	{Pattern: "POST /works/{id}/drop", Who: SignedIn, do: (*Server).workDrop},
}
