package web

// foundRoutes: what search engines, feed readers and other sites read, and the searches that people have saved.
var foundRoutes = []Route{
	{Pattern: "GET /robots.txt", Who: Anyone, do: (*Server).robotsShow},
	{Pattern: "GET /sitemap.xml", Who: Anyone, do: (*Server).sitemapShow},
	{Pattern: "GET /sitemap/pages.xml", Who: Anyone, do: (*Server).sitemapPages},
	{Pattern: "GET /sitemap/jobs.xml", Who: Anyone, do: (*Server).sitemapJobs},
	{Pattern: "GET /og.png", Who: Anyone, do: (*Server).sitePicture},
	{Pattern: "GET /jobs/{id}/og.png", Who: Anyone, do: (*Server).jobPicture},
	{Pattern: "GET /jobs.atom", Who: Anyone, do: (*Server).jobsFeed},

	{Pattern: "GET /searches", Who: SignedIn, do: (*Server).searchesShow},
	{Pattern: "GET /searches/new", Who: SignedIn, do: (*Server).searchNew},
	{Pattern: "POST /searches", Who: SignedIn, do: (*Server).searchSave},
	{Pattern: "GET /searches/{id}", Who: SignedIn, do: (*Server).searchEdit},
	{Pattern: "POST /searches/{id}", Who: SignedIn, do: (*Server).searchEditDo},
	{Pattern: "POST /searches/{id}/stop", Who: SignedIn, do: (*Server).searchStop},
	{Pattern: "POST /searches/{id}/drop", Who: SignedIn, do: (*Server).searchDrop},
}
