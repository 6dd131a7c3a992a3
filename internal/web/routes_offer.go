package web

// offerRoutes: work that is offered to one party, and orders that come again every month.
var offerRoutes = []Route{
	{Pattern: "GET /orders/new", Who: SignedIn, do: (*Server).orderNew, May: orders},
	{Pattern: "POST /orders/new", Who: SignedIn, do: (*Server).orderSend},
	{Pattern: "GET /offers", Who: SignedIn, do: (*Server).offersShow, May: chooses},
	{Pattern: "GET /offers/{id}", Who: SignedIn, do: (*Server).offerShow, May: chooses},
	{Pattern: "POST /offers/{id}/accept", Who: SignedIn, do: (*Server).offerAccept},
	{Pattern: "POST /offers/{id}/decline", Who: SignedIn, do: (*Server).offerDecline},
	{Pattern: "POST /offers/{id}/withdraw", Who: SignedIn, do: (*Server).offerWithdraw},

	{Pattern: "GET /recurring/new", Who: SignedIn, do: (*Server).recurringNew, May: orders},
	{Pattern: "POST /recurring/new", Who: SignedIn, do: (*Server).recurringSend},
	{Pattern: "POST /contracts/{id}/recurring", Who: SignedIn, do: (*Server).trialFollow},
	{Pattern: "GET /recurring/{id}", Who: SignedIn, do: (*Server).recurringShow, May: chooses},
	{Pattern: "POST /recurring/{id}/accept", Who: SignedIn, do: (*Server).recurringAccept},
	{Pattern: "POST /recurring/{id}/decline", Who: SignedIn, do: (*Server).recurringDecline},
	{Pattern: "POST /recurring/{id}/withdraw", Who: SignedIn, do: (*Server).recurringWithdraw},
	{Pattern: "POST /recurring/{id}/renew", Who: SignedIn, do: (*Server).recurringRenew},
	{Pattern: "POST /recurring/{id}/answer", Who: SignedIn, do: (*Server).recurringAnswer},
	{Pattern: "POST /recurring/{id}/pause", Who: SignedIn, do: (*Server).recurringPause},
	{Pattern: "POST /recurring/{id}/resume", Who: SignedIn, do: (*Server).recurringResume},
	{Pattern: "POST /recurring/{id}/end", Who: SignedIn, do: (*Server).recurringEnd},
	{Pattern: "POST /recurring/{id}/ask-reason", Who: SignedIn, do: (*Server).recurringAskReason},
	{Pattern: "POST /recurring/{id}/reason", Who: SignedIn, do: (*Server).recurringReason},
}
