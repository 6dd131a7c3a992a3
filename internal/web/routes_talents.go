package web

// talentRoutes: the search for workers.
var talentRoutes = []Route{
	{Pattern: "GET /talents", Who: Anyone, do: (*Server).talentsShow},
}
