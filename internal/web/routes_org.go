package web

import "nariwai/internal/people"

// orgRoutes: companies, and who acts for them.
var orgRoutes = []Route{
	{Pattern: "GET /org/new", Who: SignedIn, do: (*Server).orgNew},
	{Pattern: "POST /org/new", Who: SignedIn, do: (*Server).orgFound},
	{Pattern: "GET /org", Who: SignedIn, do: (*Server).orgShow},
	{Pattern: "POST /org/invite", Who: SignedIn, do: (*Server).orgInvite},
	{Pattern: "POST /org/invitations/{id}/withdraw", Who: SignedIn, do: (*Server).orgInvitationWithdraw},
	{Pattern: "POST /org/members/{id}/role", Who: SignedIn, do: (*Server).orgRole},
	{Pattern: "POST /org/members/{id}/end", Who: SignedIn, do: (*Server).orgEnd},
	{Pattern: "GET /org/departments", Who: SignedIn, May: []people.Power{people.Manage, people.Accounts, people.Order}, do: (*Server).orgDepartments},
	{Pattern: "POST /org/departments", Who: SignedIn, do: (*Server).orgDepartmentAdd},
	{Pattern: "POST /org/departments/{id}/budget", Who: SignedIn, do: (*Server).orgBudget},
	{Pattern: "POST /org/departments/{id}/close", Who: SignedIn, do: (*Server).orgDepartmentClose},
	{Pattern: "POST /org/limit", Who: SignedIn, do: (*Server).orgLimit},
	{Pattern: "GET /org/approvals", Who: SignedIn, May: []people.Power{people.Approve, people.Order}, do: (*Server).orgApprovals},
	{Pattern: "POST /org/approvals/{id}", Who: SignedIn, do: (*Server).orgDecide},
	{Pattern: "GET /org/record", Who: SignedIn, May: []people.Power{people.Manage, people.Accounts}, do: (*Server).orgRecord},
	{Pattern: "GET /org/record.csv", Who: SignedIn, May: []people.Power{people.Manage, people.Accounts}, do: (*Server).orgRecordCSV, Slow: true},
	{Pattern: "GET /invitations/{token}", Who: Anyone, do: (*Server).invitationShow},
	{Pattern: "POST /invitations/{token}", Who: SignedIn, do: (*Server).invitationAccept},
}
