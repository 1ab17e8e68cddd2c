package search

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"dateline/search/news"
	"dateline/search/query"
)

// The kinds of failure a caller decides by; bad input is a *ParamError or a
// *query.Error.
var (
	// ErrBusy: all places were taken for Options.Wait; asking later may help.
	ErrBusy = errors.New("search: too many searches at once")
	// ErrTimeout: the search ran into Options.Deadline.
	ErrTimeout = errors.New("search: took too long")
	// ErrNotFound: no article has this id.
	ErrNotFound = errors.New("search: no such article")
)

// Options tune a Service. The zero value is ready to use.
type Options struct {
	Concurrent int              // searches that run at once; 0 is 8
	Wait       time.Duration    // how long a search waits for its turn; 0 is a second
	Deadline   time.Duration    // how long a search may run; 0 is five seconds
	Now        func() time.Time // measures how long searches take; nil is time.Now
}

func (o Options) withDefaults() Options {
	if o.Concurrent <= 0 {
		o.Concurrent = defaultConcurrent
	}
	if o.Wait <= 0 {
		o.Wait = defaultWait
	}
	if o.Deadline <= 0 {
		o.Deadline = defaultDeadline
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Service answers requests from an Engine and a Library. It is safe for
// concurrent use and holds nothing that must be closed.
type Service struct {
	engine  Engine
	library Library
	opts    Options
	places  chan struct{}

	archived archived
}

// New makes a Service.
func New(engine Engine, library Library, opts Options) *Service {
	opts = opts.withDefaults()
	return &Service{engine: engine, library: library, opts: opts, places: make(chan struct{}, opts.Concurrent)}
}

// Search answers req. Bad input is a *ParamError or a *query.Error, refused
// before any work. Otherwise it fails with ErrBusy, ErrTimeout, ctx's error, or
// what the engine or the library said.
func (s *Service) Search(ctx context.Context, req Request) (Result, error) {
	start := s.opts.Now()
	req, err := s.current(ctx, req)
	if err != nil {
		return Result{}, err
	}
	parsed, err := check(req)
	if err != nil {
		return Result{}, err
	}
	var result Result
	err = s.limited(ctx, func(ctx context.Context) error {
		result, err = s.search(ctx, req, parsed)
		return err
	})
	if err != nil {
		return Result{}, err
	}
	result.TookMS = float64(s.opts.Now().Sub(start).Microseconds()) / 1000
	return result, nil
}

func (s *Service) search(ctx context.Context, req Request, parsed checked) (Result, error) {
	p, err := s.plan(ctx, req, parsed)
	if err != nil {
		return Result{}, err
	}
	answer, err := s.engine.Search(ctx, p.plan)
	if err != nil {
		return Result{}, engineError(err)
	}
	result := Result{Asked: &req, Total: answer.Total, Listed: answer.Listed, Unit: unit, Timeline: timeline(answer.Timeline)}
	result.Notes = append(p.notes, expansionNotes(answer.Expanded)...)
	result.Explain = clauses(parsed.node, answer)
	if result.Readback, err = s.readback(ctx, req, p.plan.Query); err != nil {
		return Result{}, err
	}
	if result.Hits, err = s.hits(ctx, answer.Hits); err != nil {
		return Result{}, err
	}
	if err := s.withCopies(ctx, req, result.Hits, answer.Hits); err != nil {
		return Result{}, err
	}
	if gone := len(answer.Hits) - len(result.Hits); gone > 0 {
		result.Notes = append(result.Notes, fmt.Sprintf("%d of the articles found were removed a moment ago and are not shown", gone))
	}
	if result.Facets, err = s.facets(ctx, req, p.plan, answer.Facets); err != nil {
		return Result{}, err
	}
	if answer.More && len(answer.Hits) > 0 {
		result.Next = nextCursor(req, p.plan.Sort, answer.Hits[len(answer.Hits)-1])
	}
	if answer.Total < meanBelow && req.Cursor == "" {
		if result.DidYouMean, err = s.didYouMean(ctx, req, parsed, answer.Total); err != nil {
			return Result{}, err
		}
	}
	if answer.Total == 0 {
		var notes []string
		result.Relax, notes, err = s.relax(ctx, req, parsed)
		result.Notes = append(result.Notes, notes...)
	}
	return result, err
}

// engineError leaves a mistake in the query as it is: it is shown to who typed it.
func engineError(err error) error {
	var mistake *query.Error
	if errors.As(err, &mistake) {
		return mistake
	}
	return fmt.Errorf("search: engine: %w", err)
}

// Epoch names the state of what is searched: as long as it stays the same, so do
// the answers of Search, Facet, Together and Profile. An answer that was begun after
// Epoch was asked for is of that state or a later one. Empty means that the engine
// cannot tell, and that nothing may be kept.
func (s *Service) Epoch(ctx context.Context) (string, error) {
	engine, err := s.engine.Epoch(ctx)
	if err != nil || engine == 0 {
		return "", err
	}
	library, err := s.library.Epoch(ctx)
	if err != nil {
		return "", fmt.Errorf("search: epoch: %w", err)
	}
	return strconv.FormatInt(engine, 36) + "." + library, nil
}

// unit is what every number of this package counts.
const unit = "articles"

// Article gives one whole article, or ErrNotFound.
func (s *Service) Article(ctx context.Context, id news.ID) (news.Article, error) {
	if !id.Valid() {
		return news.Article{}, ErrNotFound
	}
	found, err := s.library.Articles(ctx, []news.ID{id})
	if err != nil {
		return news.Article{}, fmt.Errorf("search: article %s: %w", id, err)
	}
	if len(found) == 0 {
		return news.Article{}, ErrNotFound
	}
	return found[0], nil
}

// limited runs work in one of the Service's places and within its deadline.
func (s *Service) limited(ctx context.Context, work func(context.Context) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer func() { <-s.places }()
	inner, cancel := context.WithTimeoutCause(ctx, s.opts.Deadline, ErrTimeout)
	defer cancel()
	err := work(inner)
	if err != nil && errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return ErrTimeout
	}
	return err
}

func (s *Service) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case s.places <- struct{}{}:
		return nil
	default:
	}
	turn := time.NewTimer(s.opts.Wait)
	defer turn.Stop()
	select {
	case s.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-turn.C:
		return ErrBusy
	}
}

// timeline turns the engine's buckets into what is shown; nil stays nil.
func timeline(t *query.Timeline) *Timeline {
	if t == nil {
		return nil
	}
	out := &Timeline{Interval: t.Interval, Buckets: make([]Bucket, 0, len(t.Buckets)), Undated: t.Undated}
	for _, b := range t.Buckets {
		out.Buckets = append(out.Buckets, Bucket{Start: b.Start.UTC(), Count: b.N})
	}
	return out
}
