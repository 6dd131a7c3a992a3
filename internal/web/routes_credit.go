package web

// creditRoutes: a client's line of credit and its invoices, and the desk's pages of both.
var creditRoutes = []Route{
	{Pattern: "GET /credit", Who: SignedIn, May: accounts, do: (*Server).creditShow},
	{Pattern: "POST /credit", Who: SignedIn, May: accounts, do: (*Server).creditAsk},
	{Pattern: "GET /invoices/{id}", Who: SignedIn, May: accounts, do: (*Server).invoiceShow},
	{Pattern: "GET /invoices/{id}/csv", Who: SignedIn, May: accounts, do: (*Server).invoiceCSV},
	{Pattern: "POST /invoices/{id}/pay", Who: SignedIn, May: accounts, do: (*Server).invoicePay},
	{Pattern: "GET /desk/credit", Who: Desk, do: (*Server).deskCredits},
	{Pattern: "POST /desk/credit", Who: Desk, do: (*Server).deskCapitalRelease},
	{Pattern: "GET /desk/credit/{id}", Who: Desk, do: (*Server).deskCredit},
	{Pattern: "POST /desk/credit/{id}", Who: Desk, do: (*Server).deskCreditDecide},
	{Pattern: "POST /desk/limits/{id}/confirm", Who: Desk, do: (*Server).deskLimitConfirm},
	{Pattern: "POST /desk/limits/{id}/drop", Who: Desk, do: (*Server).deskLimitDrop},
	{Pattern: "POST /desk/lines/{id}/capital", Who: Desk, do: (*Server).deskLineCapital},
}
