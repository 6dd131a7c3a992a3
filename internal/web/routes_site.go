package web

var siteRoutes = []Route{
	{Pattern: "GET /{$}", Who: Anyone, do: (*Server).homeShow},
	{Pattern: "POST /theme", Who: Anyone, do: (*Server).themeSet},
}
