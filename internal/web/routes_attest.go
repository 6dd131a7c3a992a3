package web

// attestRoutes: the record that belongs to the worker.
var attestRoutes = []Route{
	{Pattern: "GET /.well-known/nariwai-keys.json", Who: Anyone, do: (*Server).keysShow},
	{Pattern: "GET /record/export", Who: SignedIn, May: manages, do: (*Server).recordExport},
	{Pattern: "POST /record/export", Who: SignedIn, do: (*Server).recordTake},
	{Pattern: "GET /record/import", Who: SignedIn, May: manages, do: (*Server).recordImports},
	{Pattern: "POST /record/import", Who: SignedIn, do: (*Server).recordBring, Body: bodyRecord},
	{Pattern: "POST /record/import/{id}/drop", Who: SignedIn, do: (*Server).recordDrop},
	{Pattern: "GET /desk/sites", Who: Desk, do: (*Server).deskSites},
	{Pattern: "POST /desk/sites", Who: Desk, do: (*Server).deskSiteAdd},
	{Pattern: "POST /desk/sites/{id}/end", Who: Desk, do: (*Server).deskSiteEnd},
}
