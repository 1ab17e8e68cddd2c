package sites

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"strings"
	"time"
)

// response is one rendered answer before its bytes are in the outlet's charset.
type response struct {
	mime     string
	body     []byte
	modified time.Time
	encoded  bool // the body is final: no charset may be applied
}

// ServeHTTP answers GET and HEAD with ETag and Last-Modified, 304 where the
// client has the page, a redirect, or a 404 that looks like the outlet.
func (o *Outlet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	if to, ok := o.Redirects[r.URL.Path]; ok {
		http.Redirect(w, r, o.URL(to), http.StatusMovedPermanently)
		return
	}
	res, err := o.render(r.URL.Path, o.newsroom.revision.Load())
	if err != nil {
		http.Error(w, "cannot render: "+err.Error(), http.StatusInternalServerError)
		return
	}
	if res == nil {
		o.serveMissing(w)
		return
	}
	body := o.encode(res)
	sum := sha256.Sum256(body)
	w.Header().Set("Content-Type", o.contentType(res))
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
	// ServeContent compares the validators and answers 304 and HEAD.
	http.ServeContent(w, r, "", res.modified, bytes.NewReader(body))
}

func (o *Outlet) serveMissing(w http.ResponseWriter) {
	res, err := o.page("missing", pageData{Outlet: o, Title: "404"}, time.Time{})
	if err != nil {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", o.contentType(res))
	w.WriteHeader(http.StatusNotFound)
	// Nothing can be told a client that is gone.
	_, _ = w.Write(o.encode(res))
}

// render gives nil where the outlet has nothing at p.
func (o *Outlet) render(p string, revision int32) (*response, error) {
	if p == "/robots.txt" {
		return &response{mime: "text/plain", body: o.robots()}, nil
	}
	if s, ok := o.byPath[p]; ok {
		return o.article(s, revision)
	}
	if section, ok := o.sectionAt(p); ok {
		return o.list(section, revision)
	}
	if strings.HasPrefix(p, "/img/") && path.Ext(p) == ".svg" {
		return &response{mime: "image/svg+xml", body: []byte(picture)}, nil
	}
	return o.feed(p, revision)
}

// sectionAt gives the name of the section page at p; the home page is "".
func (o *Outlet) sectionAt(p string) (string, bool) {
	if p == "/" {
		return "", true
	}
	for name, at := range o.Sections {
		if at == p {
			return name, true
		}
	}
	return "", false
}

func (o *Outlet) robots() []byte {
	var b strings.Builder
	b.WriteString("# " + o.Host + "\nUser-agent: *\n")
	for _, folder := range o.Disallow {
		fmt.Fprintf(&b, "Disallow: %s\n", folder)
	}
	if len(o.Disallow) == 0 {
		b.WriteString("Disallow:\n")
	}
	for _, f := range o.Feeds {
		if f.isSitemap() {
			fmt.Fprintf(&b, "\nSitemap: %s", o.URL(f.Path))
		}
	}
	b.WriteString("\n")
	return []byte(b.String())
}

func (o *Outlet) contentType(res *response) string {
	if res.encoded {
		return res.mime
	}
	return res.mime + "; charset=" + o.Charset
}

func (o *Outlet) encode(res *response) []byte {
	if res.encoded || o.Charset == "utf-8" {
		return res.body
	}
	return encode1251(string(res.body))
}

// picture stands in for every photograph.
const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9"><rect width="16" height="9" fill="#9ab"/></svg>`
