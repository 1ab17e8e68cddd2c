package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// etagBytes is how much of an answer's SHA-256 its entity tag holds.
const etagBytes = 12

// tagOf is the entity tag of an answer that says same. It is weak because
// compression, and how many milliseconds a search took, change the bytes and not
// what they say.
func tagOf(same []byte) string {
	sum := sha256.Sum256(same)
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:etagBytes]) + `"`
}

// unchanged sets the entity tag of an answer, and answers 304 where the client
// already has it.
func (s *Server) unchanged(c *gin.Context, tag string) bool {
	c.Header("ETag", tag)
	if !etagMatches(c.GetHeader("If-None-Match"), tag) {
		return false
	}
	c.Status(http.StatusNotModified)
	c.Writer.WriteHeaderNow()
	return true
}

// etagMatches compares weakly, as RFC 9110 asks for If-None-Match.
func etagMatches(header, tag string) bool {
	for given := range strings.SplitSeq(header, ",") {
		given = strings.TrimSpace(given)
		if given == "*" || strings.TrimPrefix(given, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
