package web

// homeRoutes: what one sees first, what one was told, and how one appears to others.
var homeRoutes = []Route{
	{Pattern: "GET /home", Who: SignedIn, do: (*Server).dashboardShow},
	{Pattern: "POST /home/goal", Who: SignedIn, do: (*Server).goalSet},
	{Pattern: "GET /notices", Who: SignedIn, do: (*Server).noticesShow},
	{Pattern: "POST /notices/read", Who: SignedIn, do: (*Server).noticesRead},
	{Pattern: "POST /notices/{id}/open", Who: SignedIn, do: (*Server).noticeOpen},
	{Pattern: "GET /talents/{handle}", Who: Anyone, do: (*Server).partyShow},
}

// demoRoutes: what only a demonstration has; the use cases answer NotFound in every other database.
var demoRoutes = []Route{
	{Pattern: "GET /demo/mail", Who: Anyone, do: (*Server).demoMail},
	{Pattern: "GET /demo/signin", Who: Anyone, do: (*Server).demoSignin},
	{Pattern: "POST /demo/signin", Who: Anyone, do: (*Server).demoSigninDo},
	{Pattern: "POST /demo/clock", Who: Anyone, do: (*Server).demoClock, Slow: true},
}
