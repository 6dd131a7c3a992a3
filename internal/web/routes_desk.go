package web

// deskRoutes: the operators' desk.
var deskRoutes = []Route{}
