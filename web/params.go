package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"dateline/search"
	"dateline/search/news"

	"github.com/gin-gonic/gin"
)

// paramsOf reads the parameters of a request strictly: Go's Query drops what it
// cannot decode, and a dropped filter is a wrong number.
func paramsOf(c *gin.Context) (url.Values, error) {
	v, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return url.Values{}, &search.ParamError{Param: "address", Detail: "the part after ? is not correctly encoded (%41, &)"}
	}
	n := 0
	for name, values := range v {
		n += len(values)
		for _, text := range append(values, name) {
			if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				delete(v, name)
				return v, &search.ParamError{Param: strings.ToValidUTF8(name, "?"), Detail: "it is not valid UTF-8 text"}
			}
		}
	}
	if n > maxParams {
		return url.Values{}, &search.ParamError{Param: "address", Detail: fmt.Sprintf("it has %d parameters, at most %d are taken", n, maxParams)}
	}
	return v, nil
}

func noParams(c *gin.Context) error {
	v, err := paramsOf(c)
	if err != nil {
		return err
	}
	for name := range v {
		return unknownParam(name)
	}
	return nil
}

func unknownParam(name string) error {
	return &search.ParamError{Param: name, Detail: "there is no such parameter here"}
}

func errTwice(name string) error {
	return &search.ParamError{Param: name, Detail: "it is given more than once"}
}

// requestOf reads a search from the address. v and r hold what could be read
// also when there is an error.
func requestOf(c *gin.Context) (v url.Values, r search.Request, err error) {
	if v, err = paramsOf(c); err != nil {
		return v, r, err
	}
	r, err = parseRequest(v)
	return v, r, err
}

// facetParams are the parameters of a facet's values beside those of a search.
var facetParams = []string{"prefix", "order", "size", "cursor"}

// facetRequestOf reads the path's facet and what of it is asked.
func facetRequestOf(c *gin.Context) (url.Values, search.FacetRequest, error) {
	v, err := paramsOf(c)
	fr := search.FacetRequest{Facet: news.Facet(c.Param("facet"))}
	if err != nil {
		return v, fr, err
	}
	if !slices.Contains(news.Facets, fr.Facet) {
		return v, fr, errNoRoute
	}
	own, rest := url.Values{}, url.Values{}
	for name, values := range v {
		if slices.Contains(facetParams, name) {
			own[name] = values
		} else {
			rest[name] = values
		}
	}
	if fr.Request, err = parseRequest(rest); err != nil {
		return v, fr, err
	}
	return v, fr, facetOwn(own, &fr)
}

func facetOwn(v url.Values, fr *search.FacetRequest) error {
	for name, values := range v {
		if len(values) > 1 {
			return errTwice(name)
		}
	}
	fr.Prefix, fr.Cursor = v.Get("prefix"), v.Get("cursor")
	switch fr.Order = search.FacetOrder(v.Get("order")); fr.Order {
	case "", search.ByCount, search.ByName:
	default:
		return &search.ParamError{Param: "order", Detail: "it is count or name"}
	}
	if text := v.Get("size"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return &search.ParamError{Param: "size", Detail: "it is a number from 1"}
		}
		fr.Size = n
	}
	return nil
}
