package web

// moneyRoutes: earnings, statements, paying in.
var moneyRoutes = []Route{
	{Pattern: "GET /earnings", Who: SignedIn, do: (*Server).earningsShow},
	{Pattern: "GET /earnings.csv", Who: SignedIn, do: (*Server).earningsCSV, Slow: true},
	{Pattern: "GET /statements/{id}", Who: SignedIn, do: (*Server).statementShow},
	{Pattern: "GET /statements/{id}/csv", Who: SignedIn, do: (*Server).statementCSV},
	{Pattern: "GET /client", Who: SignedIn, do: (*Server).clientShow},
	{Pattern: "POST /contracts/{id}/fundings", Who: SignedIn, do: (*Server).fundingRequest},
	{Pattern: "GET /fundings/{id}", Who: SignedIn, do: (*Server).fundingShow},
	{Pattern: "POST /fundings/{id}/pay", Who: SignedIn, do: (*Server).fundingPay},
}
