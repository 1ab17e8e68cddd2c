package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"dateline/search"
	"dateline/search/news"
	"dateline/web/view"

	"github.com/gin-gonic/gin"
)

// Corrections changes what tags mean, for the whole archive. Bad input is a
// *search.ParamError. An answer comes when searches follow, or soon before. Safe
// for concurrent use.
type Corrections interface {
	Corrections(ctx context.Context) ([]Correction, error)
	Correct(ctx context.Context, c Correction) (Correction, error)
	Undo(ctx context.Context, n int64) (Correction, error)
}

// Correction is one entry of the log of corrections. Kind is merge (ID is the
// person Into), split (in Articles, ID is another: Into, or New), rename (ID is
// shown as Name) or hide. Facet is person, or with hide country or event.
type Correction struct {
	N        int64     `json:"n,omitempty"`
	At       time.Time `json:"at,omitzero"`
	Who      string    `json:"who,omitempty"`
	Kind     string    `json:"kind"`
	Facet    string    `json:"facet,omitempty"`
	ID       string    `json:"id"`
	Was      string    `json:"was,omitempty"`
	Into     string    `json:"into,omitempty"`
	IntoName string    `json:"into_name,omitempty"`
	New      string    `json:"new,omitempty"`
	Name     string    `json:"name,omitempty"`
	Articles []string  `json:"articles,omitempty"`
	Undone   time.Time `json:"undone,omitzero"`
}

// errNoCorrection: none has this number, or it was undone.
var errNoCorrection = errors.New("there is nothing to undo")

var errNoEdit = errors.New("this server takes no corrections; start it with --edit, or use `dateline tags` on its machine")

// editing guards the addresses of corrections: there are none without --edit.
func (s *Server) editing(h handler) handler {
	return func(c *gin.Context) error {
		switch {
		case s.corrections == nil && s.readOnly:
			return errServed
		case s.corrections == nil:
			return errNoEdit
		}
		return h(c)
	}
}

// editor names in the log who a request came from.
const editor = "page"

func (s *Server) apiCorrections(c *gin.Context) error {
	if _, err := oneParam(c, ""); err != nil {
		return err
	}
	log, err := s.corrections.Corrections(c.Request.Context())
	if err != nil {
		return err
	}
	return answer(s, c, map[string]any{"corrections": list(log)}, nil)
}

// correctionRequest is the body of POST /api/v1/corrections.
type correctionRequest struct {
	Kind     string   `json:"kind"`
	Facet    string   `json:"facet"`
	ID       string   `json:"id"`
	Into     string   `json:"into"`
	Name     string   `json:"name"`
	Articles []string `json:"articles"`
	Who      string   `json:"who"`
}

func (s *Server) apiCorrect(c *gin.Context) error {
	if _, err := oneParam(c, ""); err != nil {
		return err
	}
	var in correctionRequest
	if err := readJSON(c.Request.Body, &in); err != nil {
		return err
	}
	kept, err := s.corrections.Correct(c.Request.Context(), Correction{
		Kind: in.Kind, Facet: in.Facet, ID: in.ID, Into: in.Into, Name: in.Name, Articles: in.Articles, Who: in.Who,
	})
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusCreated, "application/json", kept)
}

func (s *Server) apiUndo(c *gin.Context) error {
	undone, err := s.undo(c)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, "application/json", undone)
}

func (s *Server) undo(c *gin.Context) (Correction, error) {
	n, err := strconv.ParseInt(c.Param("n"), 10, 64)
	if err != nil {
		return Correction{}, errNoRoute
	}
	undone, err := s.corrections.Undo(c.Request.Context(), n)
	var wrong *search.ParamError
	if errors.As(err, &wrong) && wrong.Param == "n" { // it is part of the address
		return Correction{}, fmt.Errorf("%w: %s", errNoCorrection, wrong.Detail)
	}
	return undone, err
}

func (s *Server) correctionsPage(c *gin.Context) error {
	if _, err := oneParam(c, ""); err != nil {
		return err
	}
	log, err := s.corrections.Corrections(c.Request.Context())
	if err != nil {
		return err
	}
	rows := make([]view.CorrectionRow, 0, len(log))
	for i := len(log) - 1; i >= 0; i-- {
		x := log[i]
		rows = append(rows, view.CorrectionRow{
			N: x.N, At: x.At, Who: x.Who, Kind: x.Kind, Facet: news.Facet(x.Facet), ID: x.ID, Was: x.Was, Into: x.Into, IntoName: x.IntoName,
			New: x.New, Name: x.Name, Articles: x.Articles, Undone: x.Undone,
		})
	}
	return s.page(c, http.StatusOK, view.NewCorrections(rows))
}

// correctForm takes the small forms of the pages.
func (s *Server) correctForm(c *gin.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	in := Correction{
		Kind: form.Get("kind"), Facet: form.Get("facet"), ID: form.Get("id"), Into: strings.TrimSpace(form.Get("into")),
		Name: form.Get("name"), Who: editor,
	}
	if a := form.Get("article"); a != "" {
		in.Articles = []string{a}
	}
	if _, err := s.corrections.Correct(c.Request.Context(), in); err != nil {
		return err
	}
	return goBack(c, form.Get("back"))
}

func (s *Server) undoForm(c *gin.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	if _, err := s.undo(c); err != nil {
		return err
	}
	return goBack(c, form.Get("back"))
}

// goBack leads to the page a form was on, of this server only.
func goBack(c *gin.Context, to string) error {
	for _, own := range []string{"/articles/", "/people/", "/corrections"} {
		if strings.HasPrefix(to, own) && !strings.ContainsAny(to, "\\\r\n") {
			c.Redirect(http.StatusSeeOther, to)
			return nil
		}
	}
	return &search.ParamError{Param: "back", Detail: "is no page that has such a form"}
}
