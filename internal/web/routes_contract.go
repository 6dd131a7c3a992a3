package web

// contractRoutes: the contract room.
var contractRoutes = []Route{}
