package web

// noticeRoutes: how people are told things.
var noticeRoutes = []Route{
	{Pattern: "GET /settings/notices", Who: SignedIn, do: (*Server).noticeChoicesShow},
	{Pattern: "POST /settings/notices", Who: SignedIn, do: (*Server).noticeChoicesSet},
	{Pattern: "GET /stop-mails", Who: Anyone, do: (*Server).stopShow},
	{Pattern: "POST /stop-mails", Who: Anyone, do: (*Server).stopDo},
}
