package web

// moneyRoutes: earnings, statements, paying in.
var moneyRoutes = []Route{}
