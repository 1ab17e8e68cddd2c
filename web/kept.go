package web

import (
	"bytes"
	"compress/gzip"
	order "container/list"
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
)

// keptAnswer is a finished answer, compressed as it is sent.
type keptAnswer struct {
	key         string
	contentType string
	etag        string
	zipped      []byte
}

// keptOverhead is about what an answer takes beside its bytes and its address.
const keptOverhead = 512

func (a *keptAnswer) bytes() int { return keptOverhead + len(a.key) + len(a.zipped) }

// answers keeps the answers of the last addresses asked for, because a front page
// is asked for again and again. It holds for one epoch of the archive and is
// emptied by the next. An address that is asked for by many at once is answered
// by one of them. Safe for concurrent use.
type answers struct {
	mu     sync.Mutex
	most   int // bytes
	epoch  string
	bytes  int
	recent *order.List // of *keptAnswer, the last asked for first
	byKey  map[string]*order.Element
	making map[string]chan struct{} // closed when the answer is there, or will not be
}

func newAnswers(most int) *answers {
	return &answers{most: most, recent: order.New(), byKey: map[string]*order.Element{}, making: map[string]chan struct{}{}}
}

// claim gives what is kept of key as of epoch. Where that is nothing, and nobody
// makes it, made is not nil: the caller makes it and then calls made. Where another
// does, claim waits; nil and nil is one who failed, or ctx, which has ended.
func (k *answers) claim(ctx context.Context, epoch, key string) (a *keptAnswer, made func()) {
	a, wait, made := k.look(epoch, key)
	if wait == nil {
		return a, made
	}
	select {
	case <-wait:
	case <-ctx.Done():
		return nil, nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.get(epoch, key), nil
}

func (k *answers) look(epoch, key string) (a *keptAnswer, wait chan struct{}, made func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if a := k.get(epoch, key); a != nil {
		return a, nil, nil
	}
	making := epoch + " " + key // one who makes an older answer is not waited for
	if wait, ok := k.making[making]; ok {
		return nil, wait, nil
	}
	done := make(chan struct{})
	k.making[making] = done
	return nil, nil, func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		delete(k.making, making)
		close(done)
	}
}

// get empties what is of another epoch. Requests of two epochs may cross; then
// it is emptied once more, which costs time and is never wrong.
func (k *answers) get(epoch, key string) *keptAnswer {
	if k.epoch != epoch {
		k.epoch, k.bytes = epoch, 0
		k.recent.Init()
		clear(k.byKey)
	}
	e := k.byKey[key]
	if e == nil {
		return nil
	}
	k.recent.MoveToFront(e)
	return e.Value.(*keptAnswer)
}

// put keeps an answer that was begun at epoch or later.
func (k *answers) put(epoch string, a *keptAnswer) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.epoch != epoch || k.byKey[a.key] != nil || a.bytes() > k.most {
		return
	}
	k.byKey[a.key] = k.recent.PushFront(a)
	k.bytes += a.bytes()
	for k.bytes > k.most {
		oldest := k.recent.Remove(k.recent.Back()).(*keptAnswer)
		delete(k.byKey, oldest.key)
		k.bytes -= oldest.bytes()
	}
}

// keptKey is where a request holds what its answer is kept as.
const keptKey = "dateline.kept"

type keptAs struct{ epoch, key string }

// kept answers from memory what was answered before at this epoch of the archive.
// It is for addresses whose answer follows from the address and the archive alone;
// h answers through page, answer or send.
func (s *Server) kept(h handler) handler {
	return func(c *gin.Context) error {
		c.Writer.Header().Add("Vary", "Accept-Encoding")
		epoch, err := s.searcher.Epoch(c.Request.Context())
		if err != nil {
			return err
		}
		key := c.Request.URL.EscapedPath() + "?" + c.Request.URL.RawQuery
		if epoch == "" || len(key) > maxKeptKey {
			return h(c)
		}
		a, made := s.answers.claim(c.Request.Context(), epoch, key)
		if a != nil {
			return s.sendKept(c, a)
		}
		if made != nil {
			defer made() // after a panic, too, or the others wait for ever
			c.Set(keptKey, keptAs{epoch, key})
		}
		return h(c)
	}
}

// send answers with body, and keeps it where the request is one to be kept. same
// is what the entity tag says: body, but for what means nothing.
func (s *Server) send(c *gin.Context, contentType string, body, same []byte) error {
	as, ok := c.Value(keptKey).(keptAs)
	if !ok {
		if !s.unchanged(c, tagOf(same)) {
			c.Data(http.StatusOK, contentType, body)
		}
		return nil
	}
	zipped, err := zip(body)
	if err != nil {
		return err
	}
	a := &keptAnswer{as.key, contentType, tagOf(same), zipped}
	s.answers.put(as.epoch, a)
	return s.sendKept(c, a)
}

func (s *Server) sendKept(c *gin.Context, a *keptAnswer) error {
	if s.unchanged(c, a.etag) {
		return nil
	}
	if takesGzip(c.Request) {
		c.Header("Content-Encoding", "gzip")
		c.Header("Content-Length", strconv.Itoa(len(a.zipped)))
		c.Data(http.StatusOK, a.contentType, a.zipped)
		return nil
	}
	r, err := gzip.NewReader(bytes.NewReader(a.zipped))
	if err != nil {
		return err
	}
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	c.Header("Content-Length", strconv.Itoa(len(body)))
	c.Data(http.StatusOK, a.contentType, body)
	return nil
}

var zippers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(io.Discard, zipLevel) // fails only on a level there is not
	return z
}}

func zip(body []byte) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(len(body) / 4)
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(&b)
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	err := z.Close()
	return slices.Clip(b.Bytes()), err
}

// takesGzip reads Accept-Encoding; a weight of 0 refuses.
func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, params, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			continue
		}
		weight, weighed := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
		q, err := strconv.ParseFloat(weight, 64)
		return !weighed || err == nil && q > 0
	}
	return false
}

// compressed says whether the middleware is to compress: not what is kept, which
// is compressed once and not each time it is sent.
func (s *Server) compressed(c *gin.Context) bool {
	return takesGzip(c.Request) && !s.keptRoutes[c.FullPath()]
}
