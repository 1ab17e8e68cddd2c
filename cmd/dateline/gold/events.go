package gold

import (
	"math"
	"strings"

	"dateline/search/news"
)

// happened lists the types that took place.
func (t tagged) happened() map[string]bool {
	out := map[string]bool{}
	for _, e := range t.Events {
		if !e.Negated && !e.Future && !e.Hypothetical && !e.Historical {
			out[string(e.Type)] = true
		}
	}
	return out
}

// incidents lists the types that MUC-4 counts: what took place, and what was threatened
// (its stages of execution are accomplished, attempted and threatened).
func (t tagged) incidents() map[string]bool {
	out := t.happened()
	for _, e := range t.Events {
		if e.Hypothetical && !e.Negated {
			out[string(e.Type)] = true
		}
	}
	return out
}

// mapped lists the labels one of whose types is in types.
func mapped(types map[string]bool, to map[string][]string) map[string]bool {
	out := map[string]bool{}
	for label, any := range to {
		for _, t := range any {
			if types[t] {
				out[label] = true
			}
		}
	}
	return out
}

// known keeps the labels that are mapped at all.
func known(list []string, to map[string][]string) map[string]bool {
	out := map[string]bool{}
	for _, l := range list {
		if to[l] != nil {
			out[l] = true
		}
	}
	return out
}

// mucTypes are MUC-4's incidents but for its rare forced work stoppage.
var mucTypes = map[string][]string{
	"BOMBING":    {"attack:bombing"},
	"KIDNAPPING": {"attack:abduction"},
	"ARSON":      {"attack:arson"},
	"ROBBERY":    {"robbery"},
	"ATTACK":     {"attack", "attack:killing", "attack:shooting", "attack:massacre"},
}

func scoreMUC4(r *run) error {
	type story struct {
		Text  string
		Types []string `json:"incident_types"`
	}
	all := labels{}
	for _, file := range r.files {
		part := labels{}
		err := linesOf(r, file, func(a story) error {
			got, want := mapped(r.tag("", a.Text, "en").incidents(), mucTypes), known(a.Types, mucTypes)
			all.add(got, want)
			part.add(got, want)
			return nil
		})
		if err != nil {
			return err
		}
		name, _, _ := strings.Cut(file, ".")
		r.figure("micro_f1_of_"+name, part.micro().f1())
		r.figure("macro_f1_of_"+name, part.macro())
	}
	all.report(r)
	return nil
}

// policeTypes are the acts of police that the taxonomy tells apart.
var policeTypes = map[string][]string{
	"ARREST": {"coercion:arrest"},
	"FORCE":  {"attack:police"},
}

func scorePolice(r *run) error {
	type story struct {
		Text   string
		Labels []string
	}
	l := labels{}
	err := lines(r, func(a story) error {
		l.add(mapped(r.tag("", a.Text, "en").happened(), policeTypes), known(a.Labels, policeTypes))
		return nil
	})
	l.report(r)
	return err
}

// ploverOld maps the labels of 2016 onto PLOVER 0.8, as facts/events.md says.
var ploverOld = map[string]string{"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}

func scorePlover(r *run) error {
	type sentence struct{ Event, Text string }
	l := labels{}
	var none share
	err := lines(r, func(a sentence) error {
		if a.Event == "DOCUMENT" {
			r.result.Items--
			return nil
		}
		want := a.Event
		if m := ploverOld[want]; m != "" {
			want = m
		}
		got := firstPlover(r.tag("", a.Text, "en").Events)
		none.add(got == "")
		found := map[string]bool{}
		if got != "" {
			found[got] = true
		}
		l.add(found, map[string]bool{want: true})
		return nil
	})
	l.report(r)
	r.figure("untagged", none.value())
	return err
}

// firstPlover is a sentence's one PLOVER type: that of its first trigger.
func firstPlover(events []news.Event) string {
	first, at := "", math.MaxInt
	for _, e := range events {
		if e.Plover != "" && len(e.Mentions) > 0 && e.Mentions[0].Start < at {
			first, at = e.Plover, e.Mentions[0].Start
		}
	}
	return first
}
