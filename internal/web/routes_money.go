package web

// moneyRoutes: earnings, statements, paying in.
var moneyRoutes = []Route{
	{Pattern: "GET /earnings", Who: SignedIn, May: accounts, do: (*Server).earningsShow},
	{Pattern: "GET /earnings.csv", Who: SignedIn, May: accounts, do: (*Server).earningsCSV, Slow: true},
	{Pattern: "GET /statements/{id}", Who: SignedIn, May: accounts, do: (*Server).statementShow},
	{Pattern: "GET /statements/{id}/csv", Who: SignedIn, May: accounts, do: (*Server).statementCSV},
	{Pattern: "GET /client", Who: SignedIn, May: accounts, do: (*Server).clientShow},
	{Pattern: "POST /contracts/{id}/fundings", Who: SignedIn, do: (*Server).fundingRequest},
	{Pattern: "GET /fundings/{id}", Who: SignedIn, May: accounts, do: (*Server).fundingShow},
	{Pattern: "POST /fundings/{id}/pay", Who: SignedIn, do: (*Server).fundingPay},
}
