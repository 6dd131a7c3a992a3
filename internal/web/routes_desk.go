package web

// deskRoutes: the operators' desk.
var deskRoutes = []Route{
	{Pattern: "GET /desk/jobs", Who: Desk, do: (*Server).deskJobs},
	{Pattern: "GET /desk/jobs/{id}", Who: Desk, do: (*Server).deskJob},
	{Pattern: "POST /desk/jobs/{id}/approve", Who: Desk, do: (*Server).deskJobApprove},
	{Pattern: "POST /desk/jobs/{id}/refuse", Who: Desk, do: (*Server).deskJobRefuse},
	{Pattern: "GET /desk/people", Who: Desk, do: (*Server).deskPeople},
	{Pattern: "GET /desk/people/{id}", Who: Desk, do: (*Server).deskPerson},
	{Pattern: "POST /desk/people/{id}/suspend", Who: Desk, do: (*Server).deskSuspend},
	{Pattern: "POST /desk/people/{id}/lift", Who: Desk, do: (*Server).deskLift},
	{Pattern: "GET /desk/accounts", Who: Desk, do: (*Server).deskAccounts},
	{Pattern: "POST /desk/accounts/{id}/approve", Who: Desk, do: (*Server).deskAccountApprove},
	{Pattern: "POST /desk/accounts/{id}/refuse", Who: Desk, do: (*Server).deskAccountRefuse},
	{Pattern: "GET /desk/operators", Who: Desk, do: (*Server).deskOperators},
	{Pattern: "POST /desk/operators", Who: Desk, do: (*Server).deskOperatorGrant},
	{Pattern: "POST /desk/operators/{id}/revoke", Who: Desk, do: (*Server).deskOperatorRevoke},
	{Pattern: "GET /desk/mail", Who: Desk, do: (*Server).deskMail},
	{Pattern: "POST /desk/mail/{id}/again", Who: Desk, do: (*Server).deskMailAgain},
	{Pattern: "GET /desk/audit", Who: Desk, do: (*Server).deskAudit},
}
