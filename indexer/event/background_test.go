package event

import (
	"strings"
	"testing"
)

// TestBackgroundUnderAHeadline gives articles of our own in which something is news,
// or only named: values that must be there, and "!value" that must not.
func TestBackgroundUnderAHeadline(t *testing.T) {
	const (
		lead     = "The ferry company will paint its boats green, its director said on Monday.\n"
		argument = "We love our boats, and we should say so. You may think the colour of a ferry is a small thing. I do not. " +
			"It is ours, and our children must see it from the hill. We have been told that blue is cheaper. Perhaps it is. We must not care.\n"
	)
	body := strings.Repeat("The boats were built in a yard up the coast and have run for thirty years without a fault of note. ", 7) + "\n"
	tagger := New()
	for _, c := range []struct{ name, title, text, want string }{
		{"far down, at no time", "Ferries go green", lead + body + "The director took office after the company's founder stepped down.", "!appointment !resignation"},
		{"far down, with its day", "Ferries go green", lead + body + "The harbour master resigned on Sunday.", "resignation"},
		{"near the top", "Ferries go green", "The harbour master has resigned over green boats.\n" + body, "resignation"},
		{"in the headline", "Harbour master resigns", "The boats will be green.\n" + body + "The harbour master resigned.", "resignation"},
		{"what it comes back to", "Ferries go green", lead + body + strings.Repeat("The dockers' strike went on. ", topicMentions), "protest:strike"},
		{"without a headline", "", lead + body + "The harbour master resigned.", "resignation"},
		{"an argument, near its top", "Why boats must be green", "Boats have colours.\n" + argument + "The director was arrested once.\n" + argument + argument, "!coercion:arrest"},
		{"a report, near its top", "Ferries go green", lead + "The director was arrested once.\n" + body, "coercion:arrest"},
		{"an argument about its news", "The harbour master resigns, and we are glad", "The harbour master has resigned.\n" + argument + argument, "resignation"},
	} {
		wantValues(t, c.name, eventValues(tagEvents(tagger, c.title, c.text, "en")), c.want)
	}
}
