package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"dateline/search"
	"dateline/search/news"
	"dateline/search/query"
	"dateline/web/view"

	"github.com/gin-gonic/gin"
	"go.yaml.in/yaml/v3"
)

// operation is what the page of the API says of one method of one address, as
// openapi.yaml has it.
type operation struct {
	Summary     string
	Description string
	Parameters  []struct {
		Name, In, Description string
		Required              bool
		Schema                schema
	}
	RequestBody struct {
		Content map[string]struct{ Schema schema }
	} `yaml:"requestBody"`
	Responses map[string]struct {
		Ref         string `yaml:"$ref"`
		Description string
		Content     map[string]any
	}
}

type schema struct {
	Ref         string `yaml:"$ref"`
	Type        any
	Enum        []string
	AnyOf       []schema `yaml:"anyOf"`
	Items       *schema
	Minimum     *int
	Maximum     *int
	Description string
	Required    []string
	Properties  map[string]schema
}

// docMethods are the methods of an address in the order they are explained.
var docMethods = []string{"get", "post", "delete"}

// docsOf reads the description once, at start; addresses keep its order.
func docsOf(description []byte) ([]view.Operation, error) {
	var doc struct{ Paths yaml.Node }
	if err := yaml.Unmarshal(description, &doc); err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	var out []view.Operation
	for i := 0; i+1 < len(doc.Paths.Content); i += 2 {
		path, methods := doc.Paths.Content[i].Value, map[string]operation{}
		if err := doc.Paths.Content[i+1].Decode(&methods); err != nil {
			return nil, fmt.Errorf("openapi.yaml: %s: %w", path, err)
		}
		for _, method := range docMethods {
			if op, ok := methods[method]; ok {
				o := op.explained(strings.ToUpper(method), path)
				if len(out) > 0 {
					o.ShareWith(out[0])
				}
				out = append(out, o)
			}
		}
	}
	return out, nil
}

func (op operation) explained(method, path string) view.Operation {
	o := view.Operation{Method: method, Path: path, Summary: op.Summary, Description: op.Description}
	for _, p := range op.Parameters {
		o.Params = append(o.Params, view.Parameter{Name: p.Name, In: p.In, Means: p.Description, Takes: p.Schema.takes(), Required: p.Required})
	}
	for _, body := range op.RequestBody.Content {
		for name, field := range body.Schema.Properties {
			o.Params = append(o.Params, view.Parameter{Name: name, In: "body", Means: field.Description, Takes: field.takes(), Required: slices.Contains(body.Schema.Required, name)})
		}
		slices.SortFunc(o.Params, func(a, b view.Parameter) int { return strings.Compare(a.Name, b.Name) })
	}
	for status, r := range op.Responses {
		means := r.Description
		if r.Ref != "" {
			means = "a problem, as application/problem+json"
		}
		for kind := range r.Content {
			o.Types = append(o.Types, kind)
		}
		o.Answers = append(o.Answers, view.Pair{Name: status, Value: means})
	}
	slices.Sort(o.Types)
	slices.SortFunc(o.Answers, func(a, b view.Pair) int { return strings.Compare(a.Name, b.Name) })
	return o
}

// takes says in words what a parameter may be.
func (s schema) takes() string {
	switch {
	case len(s.AnyOf) > 0: // the others are blanks
		return s.AnyOf[0].takes()
	case strings.HasSuffix(s.Ref, "/FacetName"):
		return "person, country, event, source or lang"
	case len(s.Enum) > 0:
		return strings.Join(slices.DeleteFunc(slices.Clone(s.Enum), func(v string) bool { return v == "" }), ", ")
	case s.Items != nil:
		return "may be given several times"
	case s.Minimum != nil && s.Maximum != nil:
		return fmt.Sprintf("%d to %d", *s.Minimum, *s.Maximum)
	case s.Type == "integer":
		return "a number"
	}
	return ""
}

func (s *Server) docsPage(c *gin.Context) error {
	if _, err := oneParam(c, ""); err != nil {
		return err
	}
	return s.page(c, http.StatusOK, view.NewDocs(s.docs, s.exampleOf(c.Request.Context())))
}

// exampleOf names what the archive holds, so that examples find something. What
// is not there, or cannot be asked for now, has none: a page that explains must
// not fail with what it explains.
func (s *Server) exampleOf(ctx context.Context) view.Sample {
	sample := view.Sample{Saved: s.alerts != nil, Sources: s.crawl != nil, Edits: s.corrections != nil}
	res, err := s.searcher.Search(ctx, search.Request{Size: 1, FacetSize: 1, Timeline: query.None})
	if err != nil {
		return sample
	}
	for _, h := range res.Hits {
		sample.Article = string(h.ID)
	}
	sample.Top = map[news.Facet]search.FacetValue{}
	for f, counts := range res.Facets {
		if len(counts.Values) > 0 {
			sample.Top[f] = counts.Values[0]
		}
	}
	if all, err := s.saved(ctx); err == nil && len(all) > 0 {
		sample.SavedID = url.PathEscape(all[0].ID)
	}
	return sample
}
