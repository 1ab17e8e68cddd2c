// Package web serves Dateline over HTTP: the pages for people and the JSON API
// for scripts, from the same results. GET and HEAD change nothing; what changes
// something is a POST or DELETE from its own pages or from no browser. It logs no
// query and asks small interfaces for everything; it never sees the engine or the
// indexer. Gin is imported here and nowhere else.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"dateline/search"
	"dateline/search/news"
	"dateline/web/view"

	"github.com/gin-gonic/gin"
)

// Searcher answers searches; package search's Service is one. Safe for
// concurrent use.
type Searcher interface {
	// Epoch names the state of what is searched: while it is the same, so are the
	// answers. Empty means that it cannot be told.
	Epoch(ctx context.Context) (string, error)
	Search(ctx context.Context, r search.Request) (search.Result, error)
	Each(ctx context.Context, r search.Request, f func(hit search.Hit, cursor string) error) error
	Facet(ctx context.Context, r search.FacetRequest) (search.FacetPage, error)
	Article(ctx context.Context, id news.ID) (news.Article, error)
	Suggest(ctx context.Context, text string) ([]search.Suggestion, error)
	Together(ctx context.Context, r search.Request, facets []news.Facet, size int) ([]search.Together, error)
	Similar(ctx context.Context, id news.ID, size int) ([]search.Hit, error)
	CopiesOf(ctx context.Context, id news.ID) (copies []search.Hit, total int, err error)
	Neighbours(ctx context.Context, r search.Request, id news.ID) (search.Neighbours, error)
	Person(ctx context.Context, id news.PersonID) (search.PersonInfo, error)
	Versions(ctx context.Context, id news.ID) ([]search.Version, error)
	Profile(ctx context.Context, facet news.Facet, value string) (search.Profile, error)
}

// Status says how the archive behind the Searcher is doing. Safe for concurrent
// use.
type Status interface {
	Status(ctx context.Context) (State, error)
}

// State is one answer of Status: articles stored, articles the index holds, and
// whether the index has caught up with the store.
type State struct {
	Articles int  `json:"articles"`
	Indexed  int  `json:"indexed"`
	CaughtUp bool `json:"caught_up"`
	// Problem is "disk_full" or "disk_unwritable" while nothing can be written.
	Problem string `json:"problem,omitempty"`
}

// Crawl says how the sources of a crawl are doing. Safe for concurrent use.
type Crawl interface {
	Sources(ctx context.Context) ([]Source, error)
}

// Source is where articles come from, and how that goes. State is new (never
// asked), ok, error (the last visit was in vain), failing (several were) or
// silent (it answers but brings nothing new). Zero times have not been yet.
type Source struct {
	ID          int64     `json:"id"`
	URL         string    `json:"url"`
	Kind        string    `json:"kind"`
	Name        string    `json:"name,omitempty"`
	Lang        string    `json:"lang,omitempty"`
	Country     string    `json:"country,omitempty"`
	Order       string    `json:"order,omitempty"` // newest or oldest: which articles are asked for first
	State       string    `json:"state"`
	Every       float64   `json:"every_seconds"` // by now
	Items       int       `json:"items"`         // new links in all
	Failures    int       `json:"failures"`      // in a row
	LastError   string    `json:"last_error,omitempty"`
	LastVisit   time.Time `json:"last_visit,omitzero"`
	LastSuccess time.Time `json:"last_success,omitzero"`
	LastNew     time.Time `json:"last_new,omitzero"`
	Newest      time.Time `json:"newest,omitzero"` // the newest date it named
	NextVisit   time.Time `json:"next_visit,omitzero"`
}

// Config is what a Server needs. Searcher is required. Without Status the
// server is ready as soon as it answers; without Crawl there is no page of
// sources; without Logger nothing is logged.
type Config struct {
	Searcher Searcher
	Status   Status
	Crawl    Crawl
	Logger   *slog.Logger
	// Version is shown in the footer and in the API's description.
	Version string
	// Alerts keeps searches; nil is a server that keeps none.
	Alerts Alerts
	// Corrections corrects tags; nil is a server that takes none.
	Corrections Corrections
	// ReadOnly refuses whatever would change something: the archive cannot be
	// written.
	ReadOnly bool
	// Access says who may ask, and how often.
	Access Access
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// BaseURL is this server's address as browsers reach it, such as
	// http://127.0.0.1:8080. /opensearch.xml needs it, and is absent without:
	// the Host header is whatever a client likes.
	BaseURL string
}

// Server is the http.Handler of pages and API.
type Server struct {
	searcher    Searcher
	status      Status
	crawl       Crawl
	log         *slog.Logger
	baseURL     string
	templates   *view.Templates
	openapi     []byte
	docs        []view.Operation
	alerts      Alerts
	corrections Corrections
	readOnly    bool
	access      Access
	limiter     *limiter // nil without a limit
	metrics     *metrics
	answers     *answers
	keptRoutes  map[string]bool
	now         func() time.Time
	handler     http.Handler
}

// New builds a Server. It fails without a Searcher, or on a mistake in the
// embedded templates or API description.
func New(cfg Config) (*Server, error) {
	if cfg.Searcher == nil {
		return nil, errors.New("web: no Searcher")
	}
	templates, err := view.Load(view.Site{Version: cfg.Version, OpenSearch: cfg.BaseURL != "", Sources: cfg.Crawl != nil, Saved: cfg.Alerts != nil, Save: cfg.Alerts != nil && !cfg.ReadOnly, Edits: cfg.Corrections != nil})
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	description, err := openapiJSON(cfg.Version)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	docs, err := docsOf(openapiYAML)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	s := &Server{
		searcher: cfg.Searcher, status: cfg.Status, crawl: cfg.Crawl, log: cfg.Logger,
		baseURL: cfg.BaseURL, templates: templates, openapi: description, docs: docs, access: cfg.Access, now: cfg.Now, alerts: cfg.Alerts,
		corrections: cfg.Corrections, readOnly: cfg.ReadOnly, answers: newAnswers(maxKept), keptRoutes: map[string]bool{},
	}
	if s.now == nil {
		s.now = time.Now
	}
	if cfg.Access.PerMinute > 0 {
		s.limiter = newLimiter(cfg.Access.PerMinute, s.now)
	}
	s.metrics = newMetrics(s, cfg.Version)
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	gin.SetMode(gin.ReleaseMode)
	s.handler = s.routes()
	return s, nil
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// NewHTTPServer wraps handler in a server with every timeout set, to be started
// with Serve and ended with Shutdown.
func NewHTTPServer(addr string, handler http.Handler) *http.Server {
	return &http.Server{
		Addr: addr, Handler: handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
	}
}
