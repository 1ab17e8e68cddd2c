package view

import (
	_ "embed"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"dateline/search"
	"dateline/search/news"
)

//go:embed world.tsv
var worldTSV string

// Map is the page with a world map of a search's countries, and the same numbers
// as a list for those who cannot see it.
type Map struct {
	Frame
	Found  string // "1,204 articles"
	SVG    template.HTML
	Legend []Shade
	Chips  []Chip
	Values Facet
	Back   string
}

func (Map) template() string { return "map" }

// Shade is one step of the map's scale.
type Shade struct{ Class, Text string }

const (
	mapWidth, mapHeight = 1000, 480
	// shades are the steps of the scale above nothing, each ten to the half of
	// the one below: counts of countries differ by thousands.
	shades = 5
	// dotRadius is large enough to be pointed at.
	dotRadius = 4
)

// outline is how one country is drawn: Path, or a dot at X, Y.
type outline struct {
	code, path, x, y string
}

// outlines reads the embedded table; a line without a tab is a comment.
func outlines() []outline {
	var out []outline
	for line := range strings.Lines(worldTSV) {
		code, shape, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		o := outline{code: code, path: shape}
		if x, y, dot := strings.Cut(shape, ","); dot && !strings.HasPrefix(shape, "M") {
			o = outline{code: code, x: x, y: y}
		}
		out = append(out, o)
	}
	// Dots last, or the country around Lesotho would lie over it.
	slices.SortStableFunc(out, func(a, b outline) int { return strings.Compare(b.path, a.path) })
	return out
}

// NewMap lays out the counts of a search's countries. page holds all of them.
func NewMap(r search.Request, total int, page search.FacetPage) Map {
	p := Map{
		Found: articles(total), Back: searchHref(r), Chips: chips(r, nameValues(news.FacetCountry, page.Values)),
		Values: newFacet(r, news.FacetCountry, search.Facet{Values: page.Values, Distinct: page.Distinct, Missing: page.Missing}),
	}
	p.Title = "Map of countries"
	p.Box = Box{r.Q, notListed(boxOf(r, nil, false).Hidden, p.Values)}
	top := 1
	for _, v := range p.Values.Values {
		top = max(top, v.Count)
	}
	p.SVG = drawMap(p.Values.Values, top)
	p.Legend = legend(top)
	return p
}

// shadeOf gives a count's step of 0 to shades; every count above 0 has a colour.
func shadeOf(count, top int) int {
	if count == 0 {
		return 0
	}
	if top == 1 {
		return shades
	}
	return min(shades, 1+int(math.Log(float64(count))/math.Log(float64(top))*shades))
}

func legend(top int) []Shade {
	var out []Shade
	first := 1
	for step := 1; step <= shades; step++ {
		last := first - 1
		for last < top && shadeOf(last+1, top) <= step {
			last++
		}
		if last < first {
			continue
		}
		text := num(first)
		if last > first {
			text += " to " + num(last)
		}
		out = append(out, Shade{fmt.Sprintf("s%d", step), text})
		first = last + 1
	}
	return out
}

func drawMap(values []Value, top int) template.HTML {
	byCode := map[string]Value{}
	for _, v := range values {
		byCode[v.Value] = v
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="world" viewBox="0 0 %d %d" role="group" aria-label="Map of countries">`, mapWidth, mapHeight)
	for _, o := range outlines() {
		v, found := byCode[o.code]
		if !found && o.path == "" {
			continue // a dot for nothing hides what lies under it
		}
		drawCountry(&b, o, v, found, top)
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) //nolint:gosec // every piece of text above is escaped
}

func drawCountry(b *strings.Builder, o outline, v Value, found bool, top int) {
	esc := template.HTMLEscapeString
	shape := fmt.Sprintf(`<path d="%s"`, esc(o.path))
	if o.path == "" {
		shape = fmt.Sprintf(`<circle cx="%s" cy="%s" r="%d"`, esc(o.x), esc(o.y), dotRadius)
	}
	if !found {
		fmt.Fprintf(b, `%s class="s0"><title>%s: none</title></path>`, shape, esc(valueName(news.FacetCountry, o.code)))
		return
	}
	class := fmt.Sprintf("s%d", shadeOf(v.Count, top))
	if v.State != search.Unchosen {
		class += " is-" + string(v.State)
	}
	end := "path"
	if o.path == "" {
		end = "circle"
	}
	// The list holds the same links, so the shapes are no stops of the Tab key.
	fmt.Fprintf(b, `<a href="%s" tabindex="-1">%s class="%s"><title>%s: %s</title></%s></a>`, esc(v.Only), shape, class, esc(v.Name), articles(v.Count), end)
}
