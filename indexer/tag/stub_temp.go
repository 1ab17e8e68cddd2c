package tag

import "dateline/search/news"

type countryTagger struct{}

func newCountryTagger() *countryTagger                                                  { return &countryTagger{} }
func (t *countryTagger) tag(docs []*doc, people []news.Person, in Input) []news.Country { return nil }

type eventTagger struct{}

func newEventTagger() *eventTagger                               { return &eventTagger{} }
func (t *eventTagger) tag(docs []*doc, lang string) []news.Event { return nil }
