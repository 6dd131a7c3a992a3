package web

// gridRoutes: a bulk order that is written, as its director and its client see it. A line goes by its number.
var gridRoutes = []Route{
	{Pattern: "GET /bulk/{id}/grid", Who: SignedIn, May: rooms, do: (*Server).gridShow},
	{Pattern: "GET /bulk/{id}/csv", Who: SignedIn, May: rooms, do: (*Server).gridCSV},
	{Pattern: "GET /bulk/{id}/items/{n}", Who: SignedIn, May: rooms, do: (*Server).gridItem},
	{Pattern: "POST /bulk/{id}/items/{n}/pass", Who: SignedIn, do: (*Server).gridItemPass},
	{Pattern: "POST /bulk/{id}/items/{n}/revise", Who: SignedIn, do: (*Server).gridItemRevise},
	{Pattern: "POST /bulk/{id}/pass", Who: SignedIn, do: (*Server).gridPass},
	{Pattern: "GET /bulk/{id}/accept", Who: SignedIn, May: accepts, do: (*Server).gridAccept},
	{Pattern: "POST /bulk/{id}/accept", Who: SignedIn, do: (*Server).gridAcceptDo},
	{Pattern: "POST /bulk/{id}/director", Who: SignedIn, do: (*Server).gridEntrust},
	{Pattern: "POST /bulk/{id}/director/end", Who: SignedIn, do: (*Server).gridTakeBack},
	{Pattern: "GET /seats/{id}", Who: SignedIn, do: (*Server).seatShow},
	{Pattern: "GET /seats/{id}/csv", Who: SignedIn, do: (*Server).seatCSV},
}
