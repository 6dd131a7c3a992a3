package web

// foundRoutes: what search engines and other sites read.
var foundRoutes = []Route{
	{Pattern: "GET /robots.txt", Who: Anyone, do: (*Server).robotsShow},
	{Pattern: "GET /sitemap.xml", Who: Anyone, do: (*Server).sitemapShow},
	{Pattern: "GET /sitemap/pages.xml", Who: Anyone, do: (*Server).sitemapPages},
	{Pattern: "GET /sitemap/jobs.xml", Who: Anyone, do: (*Server).sitemapJobs},
	{Pattern: "GET /og.png", Who: Anyone, do: (*Server).sitePicture},
	{Pattern: "GET /jobs/{id}/og.png", Who: Anyone, do: (*Server).jobPicture},
}
