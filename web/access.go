package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// Access says who may ask. Without any token everybody may read. With one,
// everything but /healthz and /readyz needs a token: as "Authorization: Bearer
// TOKEN", or as the password of HTTP Basic with any name, which is what a browser
// can ask for. Edit tokens also read.
type Access struct {
	Read []string
	Edit []string
	// Origin is whose pages may read the API from a browser, such as
	// https://desk.example, or *; empty is nobody's.
	Origin string
	// PerMinute is how many requests one client, known by its socket's address,
	// may make a minute; 0 is no limit.
	PerMinute int
}

var (
	errNoToken  = errors.New("this server answers with a token only: send Authorization: Bearer TOKEN, or the token as the password")
	errReadOnly = errors.New("this token may read; a change needs an edit token")
)

// Open says that everybody may read: no token is asked for.
func (a Access) Open() bool { return len(a.Read)+len(a.Edit) == 0 }

// allowed checks the token of a request.
func (s *Server) allowed(c *gin.Context) {
	if s.access.Open() || alwaysOpen(c.Request.URL.Path) {
		c.Next()
		return
	}
	given := tokenOf(c.Request)
	edit, read := oneOf(given, s.access.Edit), oneOf(given, s.access.Read)
	switch reads := c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead; {
	case edit || read && reads:
		c.Next()
	case read:
		s.deny(c, errReadOnly)
	default:
		// Two challenges: scripts read the first, browsers ask by the second.
		c.Writer.Header()["Www-Authenticate"] = []string{`Bearer realm="Dateline"`, `Basic realm="Dateline: any name, the token as password", charset="UTF-8"`}
		s.deny(c, errNoToken)
	}
}

func (s *Server) deny(c *gin.Context, err error) {
	s.adapt(func(*gin.Context) error { return err })(c)
	c.Abort()
}

// alwaysOpen are the addresses a supervisor asks.
func alwaysOpen(path string) bool { return path == "/healthz" || path == "/readyz" }

func tokenOf(r *http.Request) string {
	if _, password, ok := r.BasicAuth(); ok {
		return password
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// oneOf compares hashes in constant time: how long a comparison takes must not
// say how much of a token was right, nor how long tokens are.
func oneOf(given string, tokens []string) bool {
	if given == "" {
		return false
	}
	a, found := sha256.Sum256([]byte(given)), 0
	for _, t := range tokens {
		b := sha256.Sum256([]byte(t))
		found |= subtle.ConstantTimeCompare(a[:], b[:])
	}
	return found == 1
}

// shared lets the pages of Access.Origin read the API.
func (s *Server) shared(c *gin.Context) {
	if s.access.Origin == "" || !forPrograms(c.Request.URL.Path) {
		c.Next()
		return
	}
	h := c.Writer.Header()
	h.Set("Access-Control-Allow-Origin", s.access.Origin)
	h.Set("Access-Control-Expose-Headers", "ETag, RateLimit, RateLimit-Policy, Retry-After")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Add("Vary", "Origin")
	if c.Request.Method != http.MethodOptions {
		c.Next()
		return
	}
	h.Set("Access-Control-Allow-Methods", "GET, HEAD")
	h.Set("Access-Control-Allow-Headers", "Authorization, If-None-Match")
	h.Set("Access-Control-Max-Age", "600")
	c.AbortWithStatus(http.StatusNoContent)
}

// forPrograms are the addresses that programs read.
func forPrograms(path string) bool {
	return strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/feed.") || path == "/openapi.json"
}
