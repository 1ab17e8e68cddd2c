// Package ner labels the words of a text as parts of names of people,
// organisations and places with an averaged structured perceptron of our own. It
// knows words and features only; what a label means for an article is decided in
// indexer/tag. The weights are embedded and were trained by Train on the sets
// whose licence allows shipped weights; see NOTICE.
package ner

// Label is what a word is a part of: the first word of a name has a B label,
// the words behind it an I label, all else is Out.
type Label uint8

// The labels. Their numbers are part of the model's format.
const (
	Out Label = iota
	BPer
	IPer
	BLoc
	ILoc
	BOrg
	IOrg
	labels = int(iota)
)

// Kind is what a name names.
type Kind uint8

// The kinds of names.
const (
	None Kind = iota
	Person
	Place
	Org
	kinds = int(iota)
)

func (k Kind) String() string { return [...]string{"O", "PER", "LOC", "ORG"}[k] }

// Kind gives what a label is a part of.
func (l Label) Kind() Kind { return Kind((l + 1) / 2) }

// begins reports a B label.
func (l Label) begins() bool { return l%2 == 1 }

// label gives the B or I label of a kind.
func (k Kind) label(first bool) Label {
	switch {
	case k == None:
		return Out
	case first:
		return Label(2*k - 1)
	}
	return Label(2 * k)
}

// Class is what the caller's tables say of one word, a bit for each list.
type Class uint64

// The classes. A caller sets those it has tables for; the model weighs each for
// the word itself and for its neighbours.
const (
	Common    Class = 1 << iota // a dictionary's word in lower case
	Stop                        // the, Monday
	Given                       // somebody's given name
	GivenSure                   // a frequent one
	Family
	FamilySure
	FamilyFirst // Kim, Nguyen
	Honorific   // Mr, Sheikh
	Office      // minister
	Kin         // brother, striker
	TitlePart   // foreign, deputy
	Say         // said
	Human       // married
	Nation      // Nigerian
	Country
	City
	Region
	OtherPlace // in a list of names of places, single words of doubtful ones too
	OrgHead    // Ministry, Party
	OrgTail    // Inc, Ltd
	PlaceHead  // River, Province
	ThingHead  // Act, Cup
	KnownName  // inside a known person's full name
	KnownOrg   // inside a known organisation's name
	Weekday
	Locative // in, near
	classes  = int(iota)
)

// Token is one word, number or punctuation mark as the caller cuts text.
type Token struct {
	Text  string
	Class Class
}

// Doc is an article as tokens; each sentence is a range of them. What a word
// does in one sentence speaks for it in the others.
type Doc struct {
	Tokens    []Token
	Sentences []Range
}

// Range is tokens First to Last, Last exclusive.
type Range struct{ First, Last int }

// Reading is what the model says of a doc. Labels is parallel to its tokens.
// Margins gives, for each token and kind, how much better the best labelling of
// its sentence with the token in a name of that kind is than the best one
// without; positive means that the model takes it, values beyond about 1 are
// sure. Words the model does not look at (lower case outside of names) are Out
// with zero margins.
type Reading struct {
	Labels  []Label
	Margins [][kinds]float32
}

// Spans lists the names of a reading in the order of the text.
func (r *Reading) Spans() []Span { return spansOf(r.Labels) }

// Span is one name: the tokens of a doc in Range.
type Span struct {
	Range
	Kind Kind
}

func spansOf(ls []Label) []Span {
	var out []Span
	for i := 0; i < len(ls); {
		k := ls[i].Kind()
		j := i + 1
		if k == None {
			i = j
			continue
		}
		for j < len(ls) && ls[j].Kind() == k && !ls[j].begins() {
			j++
		}
		out = append(out, Span{Range{i, j}, k})
		i = j
	}
	return out
}
