package web

import (
	"context"
	"slices"
	"sync"
	"time"

	"dateline/search"
	"dateline/search/alert"
)

// fakeAlerts knows one saved search, whose text is as hostile as its name.
type fakeAlerts struct{ text string }

func (f fakeAlerts) one() alert.Saved {
	return alert.Saved{
		ID: "s1", Name: "grain" + f.text, Params: "q=grain", Readback: f.text, Created: time.Unix(1, 0), Webhook: f.text, Mail: f.text, Problem: f.text,
		Channels: []alert.Channel{{Name: "webhook", Attempts: 2, LastError: f.text}},
	}
}

func (f fakeAlerts) Create(context.Context, alert.Saved) (alert.Saved, error) {
	return alert.Saved{}, &search.ParamError{Param: "name", Detail: f.text}
}

// keeping keeps what it is given, for a reader's whole way.
type keeping struct {
	fakeAlerts
	mu   sync.Mutex
	kept []alert.Saved
}

func (k *keeping) Create(_ context.Context, s alert.Saved) (alert.Saved, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	s.ID, s.Readback = "k1", s.Params
	k.kept = append(k.kept, s)
	return s, nil
}

func (k *keeping) List(context.Context) ([]alert.Saved, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.kept), nil
}

func (f fakeAlerts) List(context.Context) ([]alert.Saved, error) { return []alert.Saved{f.one()}, nil }

func (f fakeAlerts) Get(_ context.Context, id string) (alert.Saved, error) {
	if id != "s1" {
		return alert.Saved{}, search.ErrNotFound
	}
	return f.one(), nil
}

func (f fakeAlerts) Remove(context.Context, string) error { return nil }

func (f fakeAlerts) Newest(ctx context.Context, id string) (alert.Saved, []alert.Hit, error) {
	s, err := f.Get(ctx, id)
	return s, nil, err
}

func (f fakeAlerts) Try(_ context.Context, _ search.Request, days int) (alert.DryRun, error) {
	return alert.DryRun{Days: days, Articles: 14, Fired: 9, Readback: f.text}, nil
}
