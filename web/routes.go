package web

import (
	"net/http"

	"dateline/search/news"

	"github.com/gin-contrib/gzip"
	"github.com/gin-gonic/gin"
)

// routes is the table of every address this server answers.
func (s *Server) routes() http.Handler {
	e := gin.New()
	e.HandleMethodNotAllowed = true
	e.UseRawPath = true // %2F stays inside a parameter
	// A redirect would echo a path that the client chose (//evil).
	e.RedirectTrailingSlash, e.RedirectFixedPath = false, false
	_ = e.SetTrustedProxies(nil) // fails only on a bad address
	e.Use(s.logged, s.measured, s.recovered, headers, s.shared, s.limited, s.allowed, gzip.Gzip(zipLevel, gzip.WithCustomShouldCompressFn(s.compressed)), s.bounded)
	e.NoRoute(s.adapt(noRoute))
	e.NoMethod(s.adapt(noMethod))

	get := func(path string, h handler) {
		e.GET(path, s.adapt(h))
		e.HEAD(path, s.adapt(h)) // not implied by GET
	}
	// From memory where it can be; these compress their answers themselves.
	kept := func(path string, h handler) {
		s.keptRoutes[path] = true
		get(path, s.kept(h))
	}
	kept("/", s.searchPage)
	kept("/facets/:facet", s.facetPage)
	get("/articles/:id", s.articlePage)
	get("/articles/:id/versions", s.versionsPage)
	kept("/people/:value", s.profilePage(news.FacetPerson))
	kept("/countries/:value", s.profilePage(news.FacetCountry))
	kept("/events/:value", s.profilePage(news.FacetEvent))
	kept("/map", s.mapPage)
	get("/help", s.helpPage)
	get("/docs", s.docsPage)
	get("/sources", s.sourcesPage)
	get("/static/:name", s.static)

	kept("/api/v1/search", s.apiSearch)
	kept("/api/v1/facets/:facet", s.apiFacet)
	get("/api/v1/articles/:id", s.apiArticle)
	get("/api/v1/articles/:id/similar", s.apiSimilar)
	get("/api/v1/articles/:id/versions", s.apiVersions)
	get("/api/v1/people/:id", s.apiPerson)
	kept("/api/v1/together", s.apiTogether)
	get("/api/v1/suggest", s.apiSuggest)
	get("/api/v1/sources", s.apiSources)
	get(exportPath, s.export)
	get("/feed.atom", s.feedAtom)
	get("/feed.json", s.feedJSON)

	get("/saved", s.savedPage)
	get("/saved/new", s.savePage)
	get("/saved/:id/feed.atom", s.savedFeed)
	get("/api/v1/saved", s.apiSaved)
	get("/api/v1/saved/:id", s.apiSavedOne)
	get("/api/v1/dry-run", s.apiDryRun)
	e.POST("/saved", s.adapt(s.change(s.saveForm)))
	e.POST("/saved/:id/remove", s.adapt(s.change(s.removeForm)))
	e.POST("/api/v1/saved", s.adapt(s.change(s.apiSave)))
	e.DELETE("/api/v1/saved/:id", s.adapt(s.change(s.apiRemove)))

	get("/corrections", s.editing(s.correctionsPage))
	get("/api/v1/corrections", s.editing(s.apiCorrections))
	e.POST("/corrections", s.adapt(s.editing(s.change(s.correctForm))))
	e.POST("/corrections/:n/undo", s.adapt(s.editing(s.change(s.undoForm))))
	e.POST("/api/v1/corrections", s.adapt(s.editing(s.change(s.apiCorrect))))
	e.DELETE("/api/v1/corrections/:n", s.adapt(s.editing(s.change(s.apiUndo))))

	get("/openapi.json", s.apiDescription)
	get("/opensearch.xml", s.openSearch)
	get("/healthz", s.healthz)
	get("/readyz", s.readyz)
	get("/metrics", s.metricsPage)
	return e
}
