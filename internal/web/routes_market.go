package web

// marketRoutes: jobs and proposals.
var marketRoutes = []Route{}
