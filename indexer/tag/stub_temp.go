package tag

import "dateline/search/news"

type eventTagger struct{}

func newEventTagger() *eventTagger                               { return &eventTagger{} }
func (t *eventTagger) tag(docs []*doc, lang string) []news.Event { return nil }
