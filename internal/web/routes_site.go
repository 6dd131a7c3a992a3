package web

// siteRoutes: what the site says of itself.
var siteRoutes = []Route{
	{Pattern: "GET /{$}", Who: Anyone, do: (*Server).homeShow},
	{Pattern: "GET /fees", Who: Anyone, do: (*Server).feesShow},
	{Pattern: "GET /prices", Who: Anyone, do: (*Server).pricesShow},
	{Pattern: "GET /rules", Who: Anyone, do: (*Server).rulesShow},
	{Pattern: "GET /replies", Who: Anyone, do: (*Server).repliesShow},
	{Pattern: "GET /terms", Who: Anyone, do: (*Server).termsShow},
	{Pattern: "GET /privacy", Who: Anyone, do: (*Server).privacyShow},
	{Pattern: "GET /law", Who: Anyone, do: (*Server).lawShow},
	{Pattern: "GET /help", Who: Anyone, do: (*Server).helpShow},
	{Pattern: "GET /accessibility", Who: Anyone, do: (*Server).accessibilityShow},
	{Pattern: "POST /theme", Who: Anyone, do: (*Server).themeSet},
}
