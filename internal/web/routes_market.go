package web

// marketRoutes: jobs and proposals.
var marketRoutes = []Route{
	{Pattern: "GET /jobs", Who: Anyone, do: (*Server).jobsShow},
	{Pattern: "GET /jobs/{id}", Who: Anyone, do: (*Server).jobShow},
	{Pattern: "GET /jobs/{id}/quote", Who: Anyone, do: (*Server).jobQuote},

	{Pattern: "GET /jobs/mine", Who: SignedIn, May: hires, do: (*Server).jobsMine},
	{Pattern: "GET /jobs/new", Who: SignedIn, May: orders, do: (*Server).jobNew},
	{Pattern: "POST /jobs/new", Who: SignedIn, do: (*Server).jobCreate},
	{Pattern: "GET /jobs/{id}/edit", Who: SignedIn, May: orders, do: (*Server).jobEdit},
	{Pattern: "GET /jobs/{id}/edit/{part}", Who: SignedIn, May: orders, do: (*Server).jobEdit},
	{Pattern: "POST /jobs/{id}/edit/{part}", Who: SignedIn, do: (*Server).jobSave},
	{Pattern: "POST /jobs/{id}/publish", Who: SignedIn, do: (*Server).jobPublish},
	{Pattern: "POST /jobs/{id}/extend", Who: SignedIn, do: (*Server).jobExtend},
	{Pattern: "POST /jobs/{id}/close", Who: SignedIn, do: (*Server).jobClose},
	{Pattern: "POST /jobs/{id}/reopen", Who: SignedIn, do: (*Server).jobReopen},
	{Pattern: "POST /jobs/{id}/drop", Who: SignedIn, do: (*Server).jobDrop},
	{Pattern: "GET /jobs/{id}/end", Who: SignedIn, May: orders, do: (*Server).jobEnd},
	{Pattern: "POST /jobs/{id}/end", Who: SignedIn, do: (*Server).jobEndDo},

	{Pattern: "GET /jobs/{id}/proposals", Who: SignedIn, May: hires, do: (*Server).jobProposals},
	{Pattern: "POST /jobs/{id}/proposals", Who: SignedIn, do: (*Server).proposalSend},
	{Pattern: "GET /proposals", Who: SignedIn, May: works, do: (*Server).proposalsMine},
	{Pattern: "GET /proposals/{id}", Who: SignedIn, May: chooses, do: (*Server).proposalShow},
	{Pattern: "GET /proposals/{id}/edit", Who: SignedIn, May: works, do: (*Server).proposalEdit},
	{Pattern: "POST /proposals/{id}/edit", Who: SignedIn, do: (*Server).proposalEditSend},
	{Pattern: "POST /proposals/{id}/withdraw", Who: SignedIn, do: (*Server).proposalWithdraw},
	{Pattern: "POST /proposals/{id}/seen", Who: SignedIn, do: (*Server).proposalSeen},
	{Pattern: "POST /proposals/{id}/shortlist", Who: SignedIn, do: (*Server).proposalShortlist},
	{Pattern: "POST /proposals/{id}/decline", Who: SignedIn, do: (*Server).proposalDecline},
	{Pattern: "GET /proposals/{id}/award", Who: SignedIn, May: orders, do: (*Server).proposalAward},
	{Pattern: "POST /proposals/{id}/award", Who: SignedIn, do: (*Server).proposalAwardDo},
}
