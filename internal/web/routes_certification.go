package web

// certificationRoutes: the seal, its rules, and what the desk decides of it.
var certificationRoutes = []Route{
	{Pattern: "GET /certification", Who: SignedIn, May: manages, do: (*Server).certificationShow},
	{Pattern: "POST /certification/rest", Who: SignedIn, do: (*Server).certificationRest},
	{Pattern: "POST /certification/resume", Who: SignedIn, do: (*Server).certificationResume},
	{Pattern: "POST /certification/appeal", Who: SignedIn, do: (*Server).certificationAppeal},
	{Pattern: "GET /certification/rules", Who: Anyone, do: (*Server).certificationRulesShow},
	{Pattern: "GET /desk/certification", Who: Desk, do: (*Server).deskCertification},
	{Pattern: "GET /desk/certification/cases/{id}", Who: Desk, do: (*Server).deskCase},
	{Pattern: "POST /desk/certification/cases/{id}", Who: Desk, do: (*Server).deskCaseDecide},
	{Pattern: "GET /desk/certification/appeals/{id}", Who: Desk, do: (*Server).deskAppeal},
	{Pattern: "POST /desk/certification/appeals/{id}", Who: Desk, do: (*Server).deskAppealDecide},
}
