package web

// priceRoutes: what work is worth.
var priceRoutes = []Route{
	{Pattern: "GET /prices.csv", Who: Anyone, do: (*Server).pricesCSV},
}
