package web

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"dateline/search"
	"dateline/search/news"

	"github.com/gin-gonic/gin"
)

// paramsOf reads the parameters of a request strictly: Go's Query drops what it
// cannot decode, and a dropped filter is a wrong number.
func paramsOf(c *gin.Context) (url.Values, error) {
	v, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return url.Values{}, &search.ParamError{Param: "address", Detail: "the part after ? is not correctly encoded"}
	}
	n := 0
	for _, values := range v {
		n += len(values)
	}
	if n > maxParams {
		return url.Values{}, &search.ParamError{Param: "address", Detail: fmt.Sprintf("it has %d parameters, at most %d are taken", n, maxParams)}
	}
	return v, nil
}

// oneParam reads the only parameter an address takes; name "" takes none.
func oneParam(c *gin.Context, name string) (string, error) {
	v, err := paramsOf(c)
	if err != nil {
		return "", err
	}
	for _, given := range slices.Sorted(maps.Keys(v)) { // or the answer would differ from time to time
		if given != name {
			return "", &search.ParamError{Param: given, Detail: "there is no such parameter here"}
		}
		if len(v[given]) > 1 {
			return "", &search.ParamError{Param: given, Detail: "is given twice"}
		}
	}
	return v.Get(name), nil
}

// requestOf reads a search from the address.
func requestOf(c *gin.Context) (v url.Values, r search.Request, err error) {
	if v, err = paramsOf(c); err != nil {
		return v, r, err
	}
	r, err = search.ParseRequest(v)
	return v, r, err
}

// facetRequestOf reads the API's address of a facet's values.
func facetRequestOf(c *gin.Context) (fr search.FacetRequest, err error) {
	facet := news.Facet(c.Param("facet"))
	if !slices.Contains(news.Facets, facet) {
		return fr, errNoRoute
	}
	v, err := paramsOf(c)
	if err != nil {
		return fr, err
	}
	return search.ParseFacetRequest(facet, v)
}

// facetOwn are the parameters of a facet's values that a search has not, or
// has with another meaning.
var facetOwn = []string{"prefix", "order", "size", "cursor"}

// facetPageOf reads the page's address of a facet's values. Unlike the API's it
// takes all of a search's parameters, so that the way back to the hits keeps
// their order.
func facetPageOf(c *gin.Context) (url.Values, search.FacetRequest, error) {
	fr := search.FacetRequest{Facet: news.Facet(c.Param("facet"))}
	if !slices.Contains(news.Facets, fr.Facet) {
		return nil, fr, errNoRoute
	}
	v, err := paramsOf(c)
	if err != nil {
		return v, fr, err
	}
	own, rest := url.Values{}, url.Values{}
	for name, values := range v {
		if slices.Contains(facetOwn, name) {
			own[name] = values
		} else {
			rest[name] = values
		}
	}
	r, err := search.ParseRequest(rest)
	if err != nil {
		return v, fr, err
	}
	fr, err = search.ParseFacetRequest(fr.Facet, own)
	fr.Request = r
	return v, fr, err
}

// numberIn reads a number of 1 to most; empty is otherwise.
func numberIn(param, text string, most, otherwise int) (int, error) {
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, &search.ParamError{Param: param, Detail: fmt.Sprintf("must be 1 to %d", most)}
	}
	return n, nil
}
