package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"dateline/indexer/fetch"
	"dateline/search"
	"dateline/search/index"
	"dateline/search/news"
)

func newSearch(s *settings) *cobra.Command {
	v := url.Values{}
	var asJSON, explain bool
	c := &cobra.Command{
		Use:   "search [QUERY]",
		Short: "Search the archive, also beside a running server",
		Long: "Search the archive. The flags are the parameters of GET /api/v1/search; --json prints its answer.\n" +
			"On a terminal of 100 columns and more facets stand beside the hits; NO_COLOR takes the colour away.",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if q := strings.Join(append(args, v["q"]...), " "); q != "" {
				v.Set("q", q)
			}
			if explain {
				v.Set("explain", "1")
			}
			return searchArchive(cmd, s, v, asJSON)
		},
	}
	filterFlags(c, v)
	c.Flags().Var(&param{v, "size"}, "size", "hits, 0 to 100")
	c.Flags().Var(&param{v, "cursor"}, "cursor", "the page after: `next` of the answer before")
	c.Flags().Var(&param{v, "facet.size"}, "facet-size", "values a facet")
	c.Flags().Var(&param{v, "timeline"}, "timeline", "auto, hour, day, week, month, year or none")
	c.Flags().BoolVar(&explain, "explain", false, "say how many articles each part of the query matches")
	c.Flags().BoolVar(&asJSON, "json", false, "print the API's answer")
	return c
}

// filterFlags are the flags that choose articles and their order.
func filterFlags(c *cobra.Command, v url.Values) {
	for _, f := range news.Facets {
		c.Flags().Var(&choice{v, f, ""}, string(f), "only articles with this "+string(f)+", by code, id or name (repeatable)")
		c.Flags().Var(&choice{v, f, "not."}, "not-"+string(f), "no articles with this "+string(f)+" (repeatable)")
	}
	c.Flags().Var(&param{v, "from"}, "from", "published on or after: 2025, 2025-04, 2025-04-23 or RFC 3339")
	c.Flags().Var(&param{v, "to"}, "to", "published on or before, inclusive")
	c.Flags().Var(&param{v, "copies"}, "copies", "collapse lists each story once, show all copies of it (default)")
	c.Flags().Var(&param{v, "copies.of"}, "copies-of", "only copies of the article with this `id`, itself included")
	c.Flags().Var(&param{v, "sort"}, "sort", "relevance, recent (score and age), newest or oldest")
}

// param is a flag that fills one parameter of a request.
type param struct {
	values url.Values
	name   string
}

// Set implements pflag.Value.
func (p *param) Set(s string) error { p.values.Add(p.name, s); return nil }

// Type implements pflag.Value.
func (p *param) Type() string { return "string" }

// String implements pflag.Value.
func (p *param) String() string { return "" }

// choice is a flag that chooses a facet value. A parameter takes codes and ids;
// a name goes into the query, where it is looked up.
type choice struct {
	values url.Values
	facet  news.Facet
	not    string // "not." to exclude
}

// Set implements pflag.Value.
func (c *choice) Set(s string) error {
	if value, ok := facetValue(c.facet, s); ok {
		c.values.Add(c.not+string(c.facet), value)
		return nil
	}
	clause := string(c.facet) + `:"` + strings.ReplaceAll(s, `"`, "") + `"`
	if c.not != "" {
		clause = "-" + clause
	}
	c.values.Add("q", clause)
	return nil
}

// Type implements pflag.Value.
func (c *choice) Type() string { return "string" }

// String implements pflag.Value.
func (c *choice) String() string { return "" }

// facetValue gives what a parameter takes for s; false where s is a name that
// only the archive knows.
func facetValue(f news.Facet, s string) (string, bool) {
	switch f {
	case news.FacetPerson:
		return s, strings.HasPrefix(s, "p-")
	case news.FacetCountry:
		code, ok := news.LookupCountry(s)
		return string(code), ok
	case news.FacetEvent:
		found := news.FindEventValues(s)
		return strings.Join(found, ""), len(found) == 1
	}
	return s, true
}

func searchArchive(cmd *cobra.Command, s *settings, v url.Values, asJSON bool) error {
	req, err := search.ParseRequest(v)
	if err != nil {
		return err
	}
	if err := s.mustExist(); err != nil {
		return err
	}
	result, err := askOwner(cmd.Context(), s, v)
	if errors.Is(err, errNoOwner) {
		result, err = searchAlone(cmd, s, req)
	}
	if err != nil {
		return err
	}
	if asJSON {
		e := json.NewEncoder(cmd.OutOrStdout())
		e.SetEscapeHTML(false)
		return e.Encode(result)
	}
	printResult(cmd.OutOrStdout(), result, screenOf(cmd.OutOrStdout(), os.Getenv))
	return nil
}

// errNoOwner says that no process holds the data directory.
var errNoOwner = errors.New("nobody serves the data directory")

// askOwner has the process that holds the data directory answer.
func askOwner(ctx context.Context, s *settings, v url.Values) (result search.Result, err error) {
	holder, held := index.Owner(s.data)
	if !held {
		return result, errNoOwner
	}
	if holder.Addr == "" {
		return result, &index.HeldError{PID: holder.PID}
	}
	status, body, err := fetch.Ask(ctx, holder.Addr, "/api/v1/search?"+v.Encode(), tokenFor(s.data))
	if err != nil {
		return result, fmt.Errorf("process %d holds the data directory but does not answer: %w", holder.PID, err)
	}
	if status != 200 {
		return result, problemError(body)
	}
	if err := json.Unmarshal(body, &result); err != nil {
		return result, fmt.Errorf("the answer of process %d cannot be read: %w", holder.PID, err)
	}
	return result, nil
}

// problemError makes an error of a problem+json body.
func problemError(body []byte) error {
	var p struct {
		Status              int
		Title, Detail, Hint string
		Position            *int
	}
	if json.Unmarshal(body, &p) != nil || p.Title == "" {
		return fmt.Errorf("the server answered: %.200s", body)
	}
	text := p.Detail
	if text == "" {
		text = p.Title
	}
	if p.Position != nil {
		text = fmt.Sprintf("in the query, at character %d: %s", *p.Position+1, text)
	}
	if p.Hint != "" && !strings.Contains(text, p.Hint) {
		text += ": " + p.Hint
	}
	if p.Status >= 400 && p.Status < 500 {
		return usageError{errors.New(text)}
	}
	return errors.New(text)
}

// searchAlone takes the data directory for the time of one search.
func searchAlone(cmd *cobra.Command, s *settings, req search.Request) (result search.Result, err error) {
	o, err := openOwner(cmd.Context(), s.config(cmd), "127.0.0.1:0")
	if err != nil {
		return result, err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	if err := o.CatchUp(cmd.Context()); err != nil {
		return result, err
	}
	return o.search.Search(cmd.Context(), req)
}

func byline(h search.Hit) string {
	parts := []string{}
	for _, p := range []string{h.Source, h.Published.String(), strings.Join(h.Authors, ", "), h.URL} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, " · ")
}

// thousands writes 1204 as "1,204".
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
