package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"dateline/search"
	"dateline/search/query"
	"dateline/web/view"

	"github.com/gin-gonic/gin"
)

// handler answers a request or says why not; adapt renders the error.
type handler func(c *gin.Context) error

// Kinds of refusal that arise here; the others are package search's.
var (
	errNoRoute  = errors.New("there is nothing at this address")
	errNoMethod = errors.New("this address does not answer this method")
	errNotReady = errors.New("the index has not caught up with the store")
	errDisk     = errors.New("the disk takes no more, and the index has not caught up with the store")
	errBody     = errors.New("this address takes no body")
	errServed   = errors.New("this server reads the archive and changes nothing (it was started with --read-only): it takes no saved searches and no corrections")
	errForeign  = errors.New("a change must come from this server's own pages, or from a program that is no browser")
)

// kinds is the one table from errors to answers. The first that matches holds;
// what matches none is internal: logged, and told to nobody.
var kinds = []struct {
	is     func(error) bool
	status int
	name   string
	title  string
}{
	{isA[*query.Error], http.StatusBadRequest, "query", "The query has a mistake"},
	{isA[*search.ParamError], http.StatusBadRequest, "parameter", "A parameter is wrong"},
	{is(errNoRoute), http.StatusNotFound, "not-found", "Not found"},
	{is(errNoMethod), http.StatusMethodNotAllowed, "method", "Method not allowed"},
	{is(errServed), http.StatusForbidden, "read-only", "This server only reads"},
	{is(errNoCorrection), http.StatusNotFound, "not-found", "No such correction"},
	{is(errNoEdit), http.StatusForbidden, "edit", "No corrections here"},
	{is(errForeign), http.StatusForbidden, "cross-site", "Not from another site"},
	{isA[*http.MaxBytesError], http.StatusRequestEntityTooLarge, "body", "The body is too large"},
	{is(errBody), http.StatusRequestEntityTooLarge, "body", "No body is taken"},
	{is(errNoToken), http.StatusUnauthorized, "token", "A token is needed"},
	{is(errReadOnly), http.StatusForbidden, "token", "This token may only read"},
	{is(errTooOften), http.StatusTooManyRequests, "rate", "Too many requests"},
	{is(search.ErrNotFound), http.StatusNotFound, "not-found", "No such article"},
	{is(search.ErrBusy), http.StatusServiceUnavailable, "busy", "Too many searches at once"},
	{is(search.ErrTimeout), http.StatusServiceUnavailable, "timeout", "The search took too long"},
	{is(errDisk), http.StatusServiceUnavailable, "disk-full", "Not ready: disk_full, nothing can be written until there is room"},
	{is(errNotReady), http.StatusServiceUnavailable, "not-ready", "Not ready"},
	{is(context.DeadlineExceeded), http.StatusServiceUnavailable, "timeout", "The search took too long"},
	{is(context.Canceled), http.StatusServiceUnavailable, "cancelled", "The request was given up"},
}

func isA[T error](err error) bool { var t T; return errors.As(err, &t) }

func is(target error) func(error) bool {
	return func(err error) bool { return errors.Is(err, target) }
}

// Problem is the body of every API error: RFC 9457 with the parameter, or the
// place in the query (a code point offset) and the remedy.
type Problem struct {
	Type     string `json:"type"`
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Detail   string `json:"detail"`
	Param    string `json:"param,omitempty"`
	Position *int   `json:"position,omitempty"`
	Hint     string `json:"hint,omitempty"`
}

// problemOf looks err up in kinds. known is false for internal errors.
func problemOf(err error) (p Problem, known bool) {
	p = Problem{"/help#internal", "Internal error", http.StatusInternalServerError, "something failed here; the log has it", "", nil, ""}
	for _, k := range kinds {
		if k.is(err) {
			p.Type, p.Title, p.Status, p.Detail, known = "/help#"+k.name, k.title, k.status, err.Error(), true
			break
		}
	}
	if p.Status == http.StatusServiceUnavailable {
		p.Detail = p.Title
	}
	var qe *query.Error
	if errors.As(err, &qe) {
		p.Detail, p.Position, p.Hint, p.Param = qe.Message, &qe.Position, qe.Hint, "q"
	}
	var pe *search.ParamError
	if errors.As(err, &pe) {
		p.Detail, p.Param = pe.Detail, pe.Param
	}
	return p, known
}

// adapt turns a handler into Gin's: an error becomes problem+json for the API
// and a page for people.
func (s *Server) adapt(h handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		err := h(c)
		if err == nil {
			return
		}
		p, known := problemOf(err)
		if !known {
			s.log.Error("request failed", "path", clipped(c.Request.URL.Path), "error", clipped(err.Error()))
		}
		s.refuse(c, p)
	}
}

// forScripts says whether an address answers errors with JSON.
func forScripts(path string) bool {
	return forPrograms(path) || path == "/healthz" || path == "/readyz" || path == "/metrics"
}

func (s *Server) refuse(c *gin.Context, p Problem) {
	if p.Status == http.StatusServiceUnavailable {
		c.Header("Retry-After", "1")
	}
	if forScripts(c.Request.URL.Path) {
		_ = writeJSON(c, p.Status, "application/problem+json", p)
		return
	}
	if err := s.page(c, p.Status, view.NewFailure(p.Status, p.Title, p.Detail)); err != nil {
		s.log.Error("error page failed", "error", err)
		c.String(p.Status, p.Title)
	}
}

// writeJSON writes v whole or not at all. encoding/json's escaping of <, >, &,
// U+2028 and U+2029 stays on: a script block that embeds the answer cannot be
// ended by it.
func writeJSON(c *gin.Context, status int, contentType string, v any) error {
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(v); err != nil {
		return err
	}
	c.Data(status, contentType+"; charset=utf-8", b.Bytes())
	return nil
}

func noRoute(*gin.Context) error  { return errNoRoute }
func noMethod(*gin.Context) error { return errNoMethod }
