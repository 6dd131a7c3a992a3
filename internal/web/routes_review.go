package web

// reviewRoutes: what the two sides of a contract say of each other, and what is counted of both.
var reviewRoutes = []Route{
	{Pattern: "GET /contracts/{id}/review", Who: SignedIn, May: accepts, do: (*Server).reviewShow},
	{Pattern: "POST /contracts/{id}/review", Who: SignedIn, do: (*Server).reviewDo},
	{Pattern: "POST /reviews/{id}/answer", Who: SignedIn, do: (*Server).reviewAnswer},
	{Pattern: "GET /talents/{handle}/reviews", Who: Anyone, do: (*Server).reviewsShow},
	{Pattern: "GET /record", Who: Anyone, do: (*Server).recordShow},
}
