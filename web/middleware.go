package web

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
	"unicode"

	"github.com/gin-gonic/gin"
)

// contentPolicy allows this server's own style sheet, script, pictures and
// answers, and nothing inline: text that got through every escaping still runs
// nothing.
const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func headers(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	// An outlet must not learn from the link to it what was searched.
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("Cache-Control", "no-cache")
	c.Next()
}

// bounded refuses bodies where none is read, and bounds the work.
func (s *Server) bounded(c *gin.Context) {
	length := c.Request.ContentLength
	if small := length > 0 && length <= maxBody; small && c.FullPath() == "" {
		c.Header("Connection", "close")
		c.Next() // what is wrong is the address or the method
		return
	}
	if length != 0 && (c.Request.Method != http.MethodPost || c.FullPath() == "") {
		c.Header("Connection", "close") // rather than read it all to its end
		s.deny(c, errBody)
		return
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxBody)
	if c.FullPath() == exportPath { // each of its pages has its own deadline
		c.Next()
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), requestTimeout)
	defer cancel()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
}

// logged writes one line a request: no query and no header, because what is
// searched is nobody's business, and the socket's address, because any other
// can be made up.
func (s *Server) logged(c *gin.Context) {
	start := time.Now()
	c.Next()
	s.log.Info("request",
		"method", clipped(c.Request.Method),
		"path", clipped(c.Request.URL.Path),
		"status", c.Writer.Status(),
		"bytes", max(0, c.Writer.Size()),
		"ms", float64(time.Since(start).Microseconds())/1000,
		"remote", c.Request.RemoteAddr)
}

// recovered answers a panic with an internal error and logs where it came from.
func (s *Server) recovered(c *gin.Context) {
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		if r == http.ErrAbortHandler {
			panic(r)
		}
		s.log.Error("panic", "path", clipped(c.Request.URL.Path), "panic", clipped(fmt.Sprint(r)), "stack", string(debug.Stack()))
		c.Abort()
		if c.Writer.Written() {
			return
		}
		p, _ := problemOf(fmt.Errorf("panic: %v", r))
		s.refuse(c, p)
	}()
	c.Next()
}

// clipped makes text safe to log: bounded, and without control characters, so
// that an event stays one line and cannot drive a terminal.
func clipped(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n++; n > maxLogField {
			b.WriteString("…")
			break
		}
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			r = '\uFFFD'
		}
		b.WriteRune(r)
	}
	return b.String()
}
