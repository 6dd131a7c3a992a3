package web

// listRoutes: what people keep in mind or hide of the list of jobs, and how it is put in order.
var listRoutes = []Route{
	{Pattern: "GET /jobs/order", Who: Anyone, do: (*Server).orderShow},
	{Pattern: "GET /jobs/saved", Who: SignedIn, do: (*Server).jobsSaved},
	{Pattern: "GET /jobs/hidden", Who: SignedIn, do: (*Server).jobsHidden},
	{Pattern: "POST /jobs/{id}/save", Who: SignedIn, do: (*Server).jobSaveMine},
	{Pattern: "POST /jobs/{id}/hide", Who: SignedIn, do: (*Server).jobHide},
}
