package web

import (
	"context"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what /metrics tells. Routes are named by their pattern: an id or a
// query in a label would be told to whoever reads the metrics, and never end.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	inFlight prometheus.Gauge
}

// latencies are the bounds of the histogram in seconds, around the bars a search
// is held to (50 ms and 200 ms).
var latencies = []float64{.001, .0025, .005, .01, .025, .05, .1, .2, .5, 1, 2.5, 5, 10}

func newMetrics(s *Server, version string) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "dateline_http_requests_total", Help: "Requests answered, by route, method and status."}, []string{"route", "method", "status"}),
		seconds:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "dateline_http_request_seconds", Help: "Time to answer, by route.", Buckets: latencies}, []string{"route"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "dateline_http_requests_in_flight", Help: "Requests being answered."}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "dateline_build_info", Help: "Always 1; the version is the label.", ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.seconds, m.inFlight, build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if s.status != nil {
		m.registry.MustRegister(&archiveMetrics{s.status})
	}
	return m
}

// measured counts a request.
func (s *Server) measured(c *gin.Context) {
	s.metrics.inFlight.Inc()
	defer s.metrics.inFlight.Dec()
	start := time.Now()
	c.Next()
	route := c.FullPath()
	if route == "" {
		route = "none"
	}
	method := c.Request.Method
	if method != "GET" && method != "HEAD" && method != "POST" && method != "DELETE" {
		method = "other" // a client may send any word
	}
	s.metrics.requests.WithLabelValues(route, method, strconv.Itoa(c.Writer.Status())).Inc()
	s.metrics.seconds.WithLabelValues(route).Observe(time.Since(start).Seconds())
}

func (s *Server) metricsPage(c *gin.Context) error {
	// The middleware compresses; twice would be unreadable.
	promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{DisableCompression: true}).ServeHTTP(c.Writer, c.Request)
	return nil
}

// archiveMetrics asks the status anew for every reading.
type archiveMetrics struct{ status Status }

var (
	storedDesc  = prometheus.NewDesc("dateline_articles_stored", "Articles in the store.", nil, nil)
	indexedDesc = prometheus.NewDesc("dateline_articles_indexed", "Articles in the index.", nil, nil)
	readyDesc   = prometheus.NewDesc("dateline_index_caught_up", "1 where the index holds what the store holds.", nil, nil)
)

// Describe implements prometheus.Collector.
func (a *archiveMetrics) Describe(ch chan<- *prometheus.Desc) {
	ch <- storedDesc
	ch <- indexedDesc
	ch <- readyDesc
}

// Collect implements prometheus.Collector.
func (a *archiveMetrics) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
	defer cancel()
	state, err := a.status.Status(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(storedDesc, err)
		return
	}
	ready := 0.0
	if state.CaughtUp {
		ready = 1
	}
	ch <- prometheus.MustNewConstMetric(storedDesc, prometheus.GaugeValue, float64(state.Articles))
	ch <- prometheus.MustNewConstMetric(indexedDesc, prometheus.GaugeValue, float64(state.Indexed))
	ch <- prometheus.MustNewConstMetric(readyDesc, prometheus.GaugeValue, ready)
}
