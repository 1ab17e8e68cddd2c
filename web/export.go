package web

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"dateline/search"

	"github.com/gin-gonic/gin"
)

// exportPath is told from the rest: an export may outlive the time of one answer.
const exportPath = "/api/v1/export"

// export streams every hit of a search as CSV or NDJSON. A mistake is answered
// before the first byte; what fails later cuts the connection, so that half an
// export cannot be taken for a whole one.
func (s *Server) export(c *gin.Context) error {
	format, r, err := exportOf(c)
	if err != nil {
		return err
	}
	out := newExport(c, format, s.now())
	err = s.searcher.Each(c.Request.Context(), r, out.add)
	if err == nil || errors.Is(err, errHeadOnly) {
		return out.end()
	}
	if !out.begun {
		return err
	}
	s.log.Warn("export cut short", "error", clipped(err.Error()))
	panic(http.ErrAbortHandler)
}

// exportOwn are the parameters of a search that an export has no use for.
var exportOwn = []string{"format", "size", "facets", "facet.size", "timeline", "explain"}

func exportOf(c *gin.Context) (format string, r search.Request, err error) {
	v, err := paramsOf(c)
	if err != nil {
		return "", r, err
	}
	rest := url.Values{}
	for name, values := range v {
		rest[name] = values
	}
	for _, name := range exportOwn {
		if len(v[name]) > 1 {
			return "", r, &search.ParamError{Param: name, Detail: "is given twice"}
		}
		if name != "format" && len(v[name]) > 0 {
			return "", r, &search.ParamError{Param: name, Detail: "has no meaning in an export, which gives every hit and no counts"}
		}
		delete(rest, name)
	}
	switch format = v.Get("format"); format {
	case "csv", "ndjson":
	default:
		return "", r, &search.ParamError{Param: "format", Detail: "must be csv or ndjson"}
	}
	r, err = search.ParseRequest(rest)
	return format, r, err
}

// exporter writes hits as they come.
type exporter struct {
	c      *gin.Context
	w      *bufio.Writer
	format string
	name   string
	begun  bool
	lines  int
}

// exportFlush is after how many hits the client is sent what there is, and has
// its time to read renewed.
const exportFlush = 200

func newExport(c *gin.Context, format string, now time.Time) *exporter {
	return &exporter{c: c, w: bufio.NewWriterSize(c.Writer, 64<<10), format: format, name: "dateline-" + now.UTC().Format("2006-01-02") + "." + format}
}

func (e *exporter) begin() {
	if e.begun {
		return
	}
	e.begun = true
	kind := "application/x-ndjson; charset=utf-8"
	if e.format == "csv" {
		kind = "text/csv; charset=utf-8; header=present"
	}
	e.c.Header("Content-Type", kind)
	e.c.Header("Content-Disposition", `attachment; filename="`+e.name+`"`)
	e.c.Status(http.StatusOK)
	if e.format == "csv" {
		writeCSV(e.w, csvHeader)
	}
}

func (e *exporter) add(h search.Hit, cursor string) error {
	e.begin()
	if e.c.Request.Method == http.MethodHead {
		return errHeadOnly
	}
	if e.format == "csv" {
		writeCSV(e.w, csvRow(h))
	} else if err := writeLine(e.w, h, cursor); err != nil {
		return err
	}
	if e.lines++; e.lines%exportFlush == 0 {
		return e.flush()
	}
	return nil
}

// errHeadOnly ends an export whose headers were all that was asked for.
var errHeadOnly = errors.New("headers only")

func (e *exporter) flush() error {
	// A long export outlives the server's time for one answer; a client that
	// reads nothing for that long does not.
	err := http.NewResponseController(e.c.Writer).SetWriteDeadline(time.Now().Add(writeTimeout))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("web: export: %w", err)
	}
	if err := e.w.Flush(); err != nil {
		return fmt.Errorf("web: export: %w", err)
	}
	e.c.Writer.Flush()
	return nil
}

func (e *exporter) end() error {
	e.begin()
	return e.flush()
}

// exportLine is a line of NDJSON: a hit, and the cursor that goes on behind it.
type exportLine struct {
	search.Hit
	Cursor string `json:"cursor"`
}

func writeLine(w *bufio.Writer, h search.Hit, cursor string) error {
	return json.NewEncoder(w).Encode(exportLine{wholeHit(h), cursor})
}

var csvHeader = []string{"id", "url", "title", "source", "authors", "published", "lang", "people", "countries", "events", "score"}

// csvRow gives the cells of a hit; several values of one cell are parted by "; ".
func csvRow(h search.Hit) []string {
	people, countries, events := make([]string, len(h.People)), make([]string, len(h.Countries)), make([]string, len(h.Events))
	for i, p := range h.People {
		people[i] = p.Name
	}
	for i, country := range h.Countries {
		countries[i] = country.Name
	}
	for i, e := range h.Events {
		events[i] = e.Type
	}
	return []string{
		string(h.ID), h.URL, h.Title, h.Source, strings.Join(h.Authors, "; "), h.Published.String(), h.Lang,
		strings.Join(people, "; "), strings.Join(countries, "; "), strings.Join(events, "; "), strconv.FormatFloat(h.Score, 'f', 4, 64),
	}
}

// writeCSV writes a row by RFC 4180, every cell quoted. encoding/csv would change
// a line break inside a cell when asked for CRLF.
func writeCSV(w *bufio.Writer, cells []string) {
	for i, cell := range cells {
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteByte('"')
		w.WriteString(strings.ReplaceAll(deadCell(cell), `"`, `""`))
		w.WriteByte('"')
	}
	w.WriteString("\r\n") // a failure to write shows at Flush
}

// deadCell puts an apostrophe before what a spreadsheet would run as a formula
// (ASVS 5.0, 1.2.10), also behind blanks and in full-width forms.
func deadCell(s string) string {
	rest := strings.TrimLeft(s, " \u00a0\u3000\ufeff")
	if rest != "" && strings.ContainsRune("=+-@\t\r\n\x00＝＋－＠", []rune(rest)[0]) {
		return "'" + s
	}
	return s
}
