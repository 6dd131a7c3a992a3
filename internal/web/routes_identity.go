package web

// identityRoutes: who somebody is, and what they promise.
var identityRoutes = []Route{
	{Pattern: "GET /identity", Who: SignedIn, May: manages, do: (*Server).identityShow},
	{Pattern: "POST /identity", Who: SignedIn, do: (*Server).identitySend, Body: bodyDocument, Slow: true, Private: true},
	{Pattern: "POST /identity/withdraw", Who: SignedIn, do: (*Server).identityWithdraw},
	{Pattern: "GET /pledge", Who: Anyone, do: (*Server).pledgeShow},
	{Pattern: "POST /pledge", Who: SignedIn, do: (*Server).pledgeSign},
	{Pattern: "GET /desk/identity", Who: Desk, do: (*Server).deskIdentities},
	{Pattern: "GET /desk/identity/{id}", Who: Desk, do: (*Server).deskIdentity},
	{Pattern: "GET /desk/identity/{id}/document", Who: Desk, do: (*Server).deskIdentityDocument},
	{Pattern: "POST /desk/identity/{id}/open", Who: Desk, do: (*Server).deskIdentityOpen},
	{Pattern: "POST /desk/identity/{id}/pass", Who: Desk, do: (*Server).deskIdentityPass},
	{Pattern: "POST /desk/identity/{id}/refuse", Who: Desk, do: (*Server).deskIdentityRefuse},
}
