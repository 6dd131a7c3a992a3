package web

// liveRoutes: what open pages are told.
var liveRoutes = []Route{
	{Pattern: "GET /live", Who: SignedIn, do: (*Server).liveStream, Stream: true},
	{Pattern: "GET /live/since", Who: SignedIn, do: (*Server).liveSince},
}
