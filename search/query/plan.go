package query

import (
	"math"
	"time"

	"dateline/search/news"
)

// Sort is the order of hits. Ties are broken by news.ID, so an order is total.
type Sort string

// The orders of hits. ByRelevance orders by score, then newest first. Recent
// weighs score and age together (RecentKey).
const (
	ByRelevance Sort = "relevance"
	Recent      Sort = "recent"
	Newest      Sort = "newest"
	Oldest      Sort = "oldest"
)

// recentHalf is the difference in age, in seconds, that twice the score outweighs
// in the order Recent: half a year, in which a story's words come back with its
// next chapter.
const recentHalf = 183 * 24 * 3600

// leastScore stands for no score at all in the order Recent: what no word of the
// query matched is ordered by date alone.
const leastScore = 1e-3

// RecentKey orders hits by Recent, the greatest first: the binary logarithm of the
// score, plus the date in halves of a year. Only differences count, so no clock is
// asked: the order of two articles stays when newer ones arrive, and a cursor keeps
// its place. An undated article counts as one of the year 1900.
func RecentKey(score float64, published time.Time) float64 {
	at := published.Unix()
	if published.IsZero() {
		at = undatedRecent
	}
	return math.Log2(max(score, leastScore)) + float64(at)/recentHalf
}

// undatedRecent is 1 January 1900 in Unix seconds.
const undatedRecent = -2208988800

// Interval is the width of a timeline's buckets. Auto lets the engine choose by
// the span of the matches; None asks for no timeline.
type Interval string

// The widths of a timeline's buckets, in UTC; weeks start on Monday.
const (
	Auto  Interval = "auto"
	Hour  Interval = "hour"
	Day   Interval = "day"
	Week  Interval = "week"
	Month Interval = "month"
	Year  Interval = "year"
	None  Interval = "none"
)

// Choice is what was chosen of one facet. Included values are OR unless All;
// facets are AND; an article with any excluded value is out.
type Choice struct {
	Include []string
	Exclude []string
	All     bool
}

// Plan is one complete question to an engine: the parsed query with every name
// resolved to values, the chosen facet values, the dates, the order, and what
// to count. It is pure data; the same Plan on the same archive has one answer.
type Plan struct {
	Query   Node // nil asks for every article
	Choices map[news.Facet]Choice
	From    time.Time // inclusive; zero is open
	To      time.Time // exclusive; zero is open
	Only    []news.ID // where not nil, no article but these
	Group   news.ID   // where not empty, no article but those of this Article.Group
	Sort    Sort
	Size    int // hits wanted, 0 or more
	// Collapse lists of all matches with one Article.Group only the first: the
	// earliest published, undated ones last, ties by ID. What is counted stays.
	Collapse bool
	After    *Position // the last hit of the page before; nil is the first page

	Facets    []news.Facet // facets to count; nil counts none
	FacetSize int          // values wanted a facet; negative asks for all
	Timeline  Interval
	Explain   bool // count each part of Query alone
}

// Position is where a hit stands in a Plan's order; it makes a cursor.
// Undated articles come last in both date orders.
type Position struct {
	Score     float64
	Published time.Time // zero for undated
	ID        news.ID
}

// Answer is what an engine found. Every number counts articles and is exact.
type Answer struct {
	Total    int
	Hits     []Hit
	More     bool // whether hits follow the last one
	Listed   int  // how many hits there are on all pages: Total, but where Plan.Collapse
	Facets   map[news.Facet]Counts
	Timeline *Timeline // nil where none was asked for
	// Expanded says to how many words each wildcard and fuzzy word of Query
	// came, in the order they were typed.
	Expanded []Expansion
	// Parts are the parts of Query (parents first, in the order they were
	// typed) where Plan.Explain asked for them.
	Parts []Part
}

// Expansion is a wildcard or fuzzy word and how many different words of the
// index it stands for, in all the fields it is looked for in.
type Expansion struct {
	Word  *Word
	Words int
}

// Part is a part of a query and how many articles it matches alone, under the
// same choices and dates. A Slot matches where a mention of its kind stands.
type Part struct {
	Node  Node
	Total int
}

// Hit is one matching article and where the query matched in it.
type Hit struct {
	ID        news.ID
	Score     float64
	Published time.Time
	Matches   []Match // sorted by field, then start
	// Copies is how many matches this one stands for beside itself, where
	// Plan.Collapse, and First the first ShownCopies of them, as Plan.Collapse
	// orders them.
	Copies int
	First  []Copy
}

// ShownCopies is how many of a hit's copies an answer names.
const ShownCopies = 5

// Copy is an article that a hit stands for, and its source's facet value.
type Copy struct {
	ID     news.ID
	Source string
}

// Match is a place in an article that the query matched: byte offsets into the
// field's text as it was indexed (unlike news.Mention, which counts code
// points, because this is what the analyser sees).
type Match struct {
	Field Field // Title or Body
	Start int
	End   int
}

// Counts are the values of one facet among the matches. They are disjunctive:
// counted as if the facet's own included values were not chosen (where its
// Choice is not All), so a second value can be added. Values are ordered by
// count, most first, then by value; chosen values (included and excluded) are
// always listed, even with count 0 and beyond FacetSize. Distinct is how many
// values have a count above 0, Missing how many of those same articles have no
// value at all. An excluded value counts what including it back would give:
// the articles matching everything but this facet's Choice.
type Counts struct {
	Values   []Count
	Distinct int
	Missing  int
}

// Count is one value and the number of articles that have it.
type Count struct {
	Value string
	N     int
}

// Timeline counts matches by published date, without gaps between the first
// and the last bucket. The buckets' sum plus Undated is the answer's Total.
type Timeline struct {
	Interval Interval
	Buckets  []Bucket
	Undated  int
}

// Bucket is one interval that starts at Start (UTC).
type Bucket struct {
	Start time.Time
	N     int
}

// WordAsk asks for words of the archive, folded as the index folds them: those that
// begin with Prefix, or where Like is set those at most Edits edits from it (0 to 2;
// a swap of neighbours is one edit). At most Limit are given.
type WordAsk struct {
	Prefix string
	Like   string
	Edits  int
	Limit  int
}

// WordCount is a word of headlines and texts, and how many articles have it in this
// very form.
type WordCount struct {
	Word     string
	Articles int
}
