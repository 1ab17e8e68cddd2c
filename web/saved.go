package web

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"dateline/search"
	"dateline/search/alert"
	"dateline/web/view"

	"github.com/gin-gonic/gin"
)

// Alerts keeps searches and tells of what is new; package alert's Service is one.
// Safe for concurrent use.
type Alerts interface {
	Create(ctx context.Context, s alert.Saved) (alert.Saved, error)
	List(ctx context.Context) ([]alert.Saved, error)
	Get(ctx context.Context, id string) (alert.Saved, error)
	Remove(ctx context.Context, id string) error
	Newest(ctx context.Context, id string) (alert.Saved, []alert.Hit, error)
	Try(ctx context.Context, r search.Request, days int) (alert.DryRun, error)
}

// change guards what changes something: a browser must say that the request
// comes from one of our own pages (Fetch metadata, or an Origin that is our
// host), and the archive must be one that can be changed.
func (s *Server) change(h handler) handler {
	guard := http.NewCrossOriginProtection()
	return func(c *gin.Context) error {
		if guard.Check(c.Request) != nil {
			return errForeign
		}
		if s.readOnly {
			return errServed
		}
		return h(c)
	}
}

func (s *Server) apiSaved(c *gin.Context) error {
	if _, err := oneParam(c, ""); err != nil {
		return err
	}
	all, err := s.saved(c.Request.Context())
	if err != nil {
		return err
	}
	return answer(s, c, map[string]any{"saved": list(all)}, nil)
}

func (s *Server) saved(ctx context.Context) ([]alert.Saved, error) {
	if s.alerts == nil {
		return nil, errNoRoute
	}
	return s.alerts.List(ctx)
}

func (s *Server) apiSavedOne(c *gin.Context) error {
	if _, err := oneParam(c, ""); err != nil {
		return err
	}
	if s.alerts == nil {
		return errNoRoute
	}
	sv, err := s.alerts.Get(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return answer(s, c, sv, nil)
}

// saveRequest is the body of POST /api/v1/saved.
type saveRequest struct {
	Name    string `json:"name"`
	Params  string `json:"params"`
	Webhook string `json:"webhook"`
	Mail    string `json:"mail"`
}

func (s *Server) apiSave(c *gin.Context) error {
	if s.alerts == nil {
		return errNoRoute
	}
	var in saveRequest
	if err := readJSON(c.Request.Body, &in); err != nil {
		return err
	}
	sv, err := s.alerts.Create(c.Request.Context(), alert.Saved{Name: in.Name, Params: in.Params, Webhook: in.Webhook, Mail: in.Mail})
	if err != nil {
		return err
	}
	c.Header("Location", "/api/v1/saved/"+sv.ID)
	return writeJSON(c, http.StatusCreated, "application/json", sv)
}

// readJSON reads one JSON object strictly: a misspelt name must not be a silent
// default, nor a null.
func readJSON(r io.Reader, into any) error {
	body, err := io.ReadAll(r)
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	if err == nil {
		err = decodeStrictly(body, into)
	}
	if err == nil {
		return nil
	}
	return &search.ParamError{Param: "body", Detail: "is no JSON as it is described in /openapi.json: " + err.Error()}
}

func decodeStrictly(body []byte, into any) error {
	var fields map[string]json.RawMessage // also refuses what stands behind the object
	if err := json.Unmarshal(body, &fields); err != nil {
		return err
	}
	for name, value := range fields {
		if string(value) == "null" {
			return fmt.Errorf("%s is null: leave it out", clipped(name))
		}
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

func (s *Server) apiRemove(c *gin.Context) error {
	if s.alerts == nil {
		return errNoRoute
	}
	if err := s.alerts.Remove(c.Request.Context(), c.Param("id")); err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	c.Writer.WriteHeaderNow()
	return nil
}

// dryRunDays is how far a dry run looks back where it is not said.
const dryRunDays = 30

func (s *Server) apiDryRun(c *gin.Context) error {
	if s.alerts == nil {
		return errNoRoute
	}
	v, err := paramsOf(c)
	if err != nil {
		return err
	}
	if len(v["days"]) > 1 {
		return &search.ParamError{Param: "days", Detail: "is given twice"}
	}
	days, err := numberIn("days", v.Get("days"), alert.MaxDryRun, dryRunDays)
	if err != nil {
		return err
	}
	delete(v, "days")
	r, err := search.ParseRequest(v)
	if err != nil {
		return err
	}
	run, err := s.alerts.Try(c.Request.Context(), r, days)
	if err != nil {
		return err
	}
	return answer(s, c, run, nil)
}

func (s *Server) savedPage(c *gin.Context) error {
	all, err := s.saved(c.Request.Context())
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, view.NewSaved(savedRows(all)))
}

func savedRows(all []alert.Saved) []view.SavedRow {
	var rows []view.SavedRow
	for _, sv := range all {
		row := view.SavedRow{ID: sv.ID, Name: sv.Name, Readback: sv.Readback, Params: sv.Params, Webhook: sv.Webhook, Mail: sv.Mail, Problem: sv.Problem, Created: sv.Created}
		for _, ch := range sv.Channels {
			if ch.Attempts > 0 {
				row.Failing = append(row.Failing, fmt.Sprintf("%s failed %d times in a row: %s", ch.Name, ch.Attempts, ch.LastError))
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// savePage asks how a search is to be called and where to tell of it.
func (s *Server) savePage(c *gin.Context) error {
	switch {
	case s.alerts == nil:
		return errNoRoute
	case s.readOnly:
		return errServed
	}
	v, r, err := requestOf(c)
	if err != nil {
		return s.problemPage(c, v, r, err)
	}
	return s.savingPage(c, http.StatusOK, r, view.SaveForm{}, "")
}

func (s *Server) savingPage(c *gin.Context, status int, r search.Request, form view.SaveForm, problem string) error {
	run, err := s.alerts.Try(c.Request.Context(), r, dryRunDays)
	if err != nil {
		return s.problemPage(c, r.Values(), r, err)
	}
	form.Problem = problem
	return s.page(c, status, view.NewSave(r, form, run.Readback, run.Articles, run.Fired, run.Days))
}

func (s *Server) saveForm(c *gin.Context) error {
	if s.alerts == nil {
		return errNoRoute
	}
	form, err := formOf(c)
	if err != nil {
		return err
	}
	in := alert.Saved{Name: form.Get("name"), Params: form.Get("params"), Webhook: form.Get("webhook"), Mail: form.Get("mail")}
	sv, err := s.alerts.Create(c.Request.Context(), in)
	var wrong *search.ParamError
	if errors.As(err, &wrong) {
		return s.saveAgain(c, in, wrong)
	}
	if err != nil {
		return err
	}
	if sv.Secret != "" { // it is said once, so no redirect
		return s.page(c, http.StatusCreated, view.NewSaved(savedRows([]alert.Saved{sv})).WithSecret(sv.Secret))
	}
	c.Redirect(http.StatusSeeOther, "/saved#s-"+sv.ID)
	return nil
}

// saveAgain shows the form as it was filled in, with what is wrong.
func (s *Server) saveAgain(c *gin.Context, in alert.Saved, wrong *search.ParamError) error {
	v, err := url.ParseQuery(in.Params)
	if err != nil {
		return wrong
	}
	r, err := search.ParseRequest(v)
	if err != nil {
		return wrong
	}
	return s.savingPage(c, http.StatusBadRequest, r, view.SaveForm{Name: in.Name, Webhook: in.Webhook, Mail: in.Mail}, wrong.Param+" "+wrong.Detail)
}

// formOf reads a form's fields from the body alone.
func formOf(c *gin.Context) (url.Values, error) {
	if err := c.Request.ParseForm(); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return nil, err
		}
		return nil, &search.ParamError{Param: "body", Detail: "is no form"}
	}
	return c.Request.PostForm, nil
}

func (s *Server) removeForm(c *gin.Context) error {
	if s.alerts == nil {
		return errNoRoute
	}
	if err := s.alerts.Remove(c.Request.Context(), c.Param("id")); err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, "/saved")
	return nil
}

// savedFeed is what newly matched a saved search, in the order it was found.
func (s *Server) savedFeed(c *gin.Context) error {
	if s.alerts == nil {
		return errNoRoute
	}
	sv, hits, err := s.alerts.Newest(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	f := atomFeed{ID: "urn:dateline:saved:" + sv.ID, Title: xmlText("Dateline: " + sv.Name), Author: atomName{"Dateline"}}
	updated := sv.Created
	if sv.Problem != "" {
		f.Entries = append(f.Entries, atomEntry{
			ID: f.ID + ":problem", Title: "This saved search cannot be asked any more", Updated: atomTime(updated.UTC()), Summary: xmlText(sv.Problem),
		})
	}
	for _, h := range hits {
		e := s.feedItem(h.Hit).atom()
		e.ID, e.Updated = "urn:dateline:saved:"+sv.ID+":"+h.ID, atomTime(h.Found.UTC())
		if h.Found.After(updated) {
			updated = h.Found
		}
		f.Entries = append(f.Entries, e)
	}
	f.Updated = atomTime(updated.UTC())
	body, err := xml.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	return s.cached(c, "application/atom+xml; charset=utf-8", append([]byte(xml.Header), body...), updated)
}
