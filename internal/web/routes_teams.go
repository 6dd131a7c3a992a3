package web

// teamRoutes: teams, and who does what of a contract. What happens inside of a team asks for the person, not for whom their
// browser stands: the use cases look at the grants.
var teamRoutes = []Route{
	{Pattern: "GET /teams", Who: Anyone, do: (*Server).teamsShow},
	{Pattern: "GET /teams/new", Who: SignedIn, do: (*Server).teamNew},
	{Pattern: "POST /teams/new", Who: SignedIn, do: (*Server).teamFound},
	{Pattern: "GET /teams/{handle}", Who: Anyone, do: (*Server).teamShow},
	{Pattern: "GET /teams/{handle}/edit", Who: SignedIn, do: (*Server).teamEdit},
	{Pattern: "POST /teams/{handle}/edit", Who: SignedIn, do: (*Server).teamSave},
	{Pattern: "GET /teams/{handle}/join", Who: SignedIn, do: (*Server).teamJoin},
	{Pattern: "POST /teams/{handle}/join", Who: SignedIn, do: (*Server).teamAnswer},
	{Pattern: "GET /teams/{handle}/members", Who: SignedIn, do: (*Server).teamMembers},
	{Pattern: "POST /teams/{handle}/members", Who: SignedIn, do: (*Server).teamInvite},
	{Pattern: "POST /teams/{handle}/members/{party}/end", Who: SignedIn, do: (*Server).teamEnd},
	{Pattern: "POST /teams/{handle}/members/{party}/seat", Who: SignedIn, do: (*Server).teamSeat},
	{Pattern: "POST /teams/{handle}/members/{party}/unask", Who: SignedIn, do: (*Server).teamWithdraw},

	{Pattern: "GET /contracts/{id}/parts", Who: SignedIn, do: (*Server).partsShow},
	{Pattern: "GET /contracts/{id}/parts/{item}", Who: SignedIn, do: (*Server).partsEdit},
	{Pattern: "POST /contracts/{id}/parts/{item}", Who: SignedIn, do: (*Server).partsSplit},
	{Pattern: "POST /contracts/{id}/helpers", Who: SignedIn, do: (*Server).helpersAsk},
	{Pattern: "POST /contracts/{id}/helpers/answer", Who: SignedIn, do: (*Server).helpersAnswer},
	{Pattern: "POST /parts/{id}/agree", Who: SignedIn, do: (*Server).partAgree},
	{Pattern: "POST /parts/{id}/check", Who: SignedIn, do: (*Server).partCheck},
	{Pattern: "POST /contracts/{id}/parts/{part}/refuse", Who: SignedIn, do: (*Server).partRefuse},
	{Pattern: "POST /contracts/{id}/parts/{part}/drop", Who: SignedIn, do: (*Server).partDrop},
	{Pattern: "POST /contracts/{id}/parts/{part}/successor", Who: SignedIn, do: (*Server).partSuccessor},
}
