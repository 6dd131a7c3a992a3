package web

import "nariwai/internal/sheet"

// bulkRoutes: making and publishing a bulk order, its seats, and the taking of its lines.
var bulkRoutes = []Route{
	{Pattern: "GET /bulk", Who: SignedIn, do: (*Server).bulkList},
	{Pattern: "GET /bulk/new", Who: SignedIn, May: orders, do: (*Server).bulkNew},
	{Pattern: "POST /bulk/new", Who: SignedIn, do: (*Server).bulkCreate},
	{Pattern: "GET /bulk/{id}", Who: SignedIn, do: (*Server).bulkShow},
	{Pattern: "GET /bulk/{id}/edit", Who: SignedIn, May: orders, do: (*Server).bulkEdit},
	{Pattern: "POST /bulk/{id}/edit", Who: SignedIn, do: (*Server).bulkEditDo},
	{Pattern: "POST /bulk/{id}/drop", Who: SignedIn, do: (*Server).bulkDrop},
	{Pattern: "POST /bulk/{id}/publish", Who: SignedIn, do: (*Server).bulkPublish},
	{Pattern: "POST /bulk/{id}/withdraw", Who: SignedIn, do: (*Server).bulkWithdraw},
	{Pattern: "POST /bulk/{id}/pay", Who: SignedIn, do: (*Server).bulkPay},

	{Pattern: "POST /bulk/{id}/import", Who: SignedIn, do: (*Server).bulkRead, Body: sheet.MostBytes + 1<<20, Slow: true},
	{Pattern: "GET /bulk/{id}/import", Who: SignedIn, May: orders, do: (*Server).bulkTable},
	{Pattern: "POST /bulk/{id}/import/mend", Who: SignedIn, do: (*Server).bulkMend},
	{Pattern: "POST /bulk/{id}/import/confirm", Who: SignedIn, do: (*Server).bulkConfirm},
	{Pattern: "POST /bulk/{id}/import/drop", Who: SignedIn, do: (*Server).bulkDropRows},
	{Pattern: "POST /bulk/{id}/clear", Who: SignedIn, do: (*Server).bulkClear},

	{Pattern: "POST /bulk/{id}/invite", Who: SignedIn, do: (*Server).bulkInvite},
	{Pattern: "POST /bulk/{id}/ask", Who: SignedIn, do: (*Server).bulkAsk},
	{Pattern: "POST /bulk/{id}/answer", Who: SignedIn, do: (*Server).bulkAnswer},
	{Pattern: "POST /bulk/{id}/seats/{seat}", Who: SignedIn, do: (*Server).bulkSeat},
	{Pattern: "POST /bulk/{id}/take", Who: SignedIn, do: (*Server).bulkTake},
	{Pattern: "POST /bulk/{id}/lines", Who: SignedIn, do: (*Server).bulkLines},
	{Pattern: "POST /bulk/{id}/lines/{line}/return", Who: SignedIn, do: (*Server).bulkReturn},
	{Pattern: "POST /bulk/{id}/lines/{line}/take-back", Who: SignedIn, do: (*Server).bulkTakeBack},
}
