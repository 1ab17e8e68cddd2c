package web

import (
	"errors"
	"fmt"
	"math"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"
)

var errTooOften = errors.New("too many requests from your address; Retry-After says when to come back")

// limiter gives each client a bucket of requests that fills evenly over a
// minute. Safe for concurrent use.
type limiter struct {
	perMinute int
	now       func() time.Time

	mu      sync.Mutex
	clients map[netip.Prefix]*rate.Limiter
}

// maxClients is how many clients are known by a bucket of their own. When they
// are more, those whose bucket is full again, which a forgotten one is too, go.
const maxClients = 50_000

func newLimiter(perMinute int, now func() time.Time) *limiter {
	return &limiter{perMinute: perMinute, now: now, clients: map[netip.Prefix]*rate.Limiter{}}
}

// take asks for one request of client. left is what the bucket still holds,
// wait how long until it holds one.
func (l *limiter) take(client netip.Prefix) (ok bool, left int, wait time.Duration) {
	now := l.now()
	b := l.bucket(client, now)
	ok = b.AllowN(now, 1)
	tokens := b.TokensAt(now)
	if tokens < 1 {
		wait = time.Duration((1 - tokens) / float64(b.Limit()) * float64(time.Second))
	}
	return ok, max(int(tokens), 0), wait
}

func (l *limiter) bucket(client netip.Prefix, now time.Time) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if b := l.clients[client]; b != nil {
		return b
	}
	if len(l.clients) >= maxClients {
		for c, b := range l.clients {
			if b.TokensAt(now) >= float64(l.perMinute) {
				delete(l.clients, c)
			}
		}
	}
	if len(l.clients) >= maxClients { // an attack from everywhere: one bucket for all of it
		client = netip.Prefix{}
		if b := l.clients[client]; b != nil {
			return b
		}
	}
	b := rate.NewLimiter(rate.Limit(float64(l.perMinute)/60), l.perMinute)
	l.clients[client] = b
	return b
}

// limited counts a request against its client and says so in the RateLimit
// headers (draft-ietf-httpapi-ratelimit-headers-10). The socket's address
// decides: any header can be made up.
func (s *Server) limited(c *gin.Context) {
	if s.limiter == nil || alwaysOpen(c.Request.URL.Path) {
		c.Next()
		return
	}
	ok, left, wait := s.limiter.take(clientOf(c.Request.RemoteAddr))
	seconds := int(math.Ceil(wait.Seconds()))
	h := c.Writer.Header()
	h.Set("RateLimit-Policy", fmt.Sprintf(`"default";q=%d;w=60`, s.limiter.perMinute))
	h.Set("RateLimit", fmt.Sprintf(`"default";r=%d;t=%d`, left, seconds))
	if ok {
		c.Next()
		return
	}
	h.Set("Retry-After", fmt.Sprint(max(seconds, 1)))
	s.deny(c, errTooOften)
}

// clientOf is an IPv4 address, or the /64 that one IPv6 customer has whole.
func clientOf(remote string) netip.Prefix {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return netip.Prefix{}
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Prefix{}
	}
	addr = addr.Unmap().WithZone("")
	bits := 32
	if addr.Is6() {
		bits = 64
	}
	p, _ := addr.Prefix(bits) // fails only for more bits than there are
	return p
}
