package web

// peopleRoutes: signing up and in, profiles, settings.
var peopleRoutes = []Route{
	{Pattern: "GET /signin", Who: Anyone, do: (*Server).signinShow},
}
