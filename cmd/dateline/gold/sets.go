package gold

import "strings"

// folder is where a set lies: one of several in a folder has its name behind a
// slash.
func folder(name string) string {
	dir, _, _ := strings.Cut(name, "/")
	return dir
}

// sets lists what is measured. The bars are those of the project's issues, and
// the references of the sets' READMEs.
func sets() []set {
	return append(append(pageSets(), crawlSets()...), append(tagSets(), searchSets()...)...)
}

func pageSets() []set {
	return []set{
		{name: "extract-naeb", files: "gold.jsonl.gz", score: scoreNAEB, bars: map[string]float64{"body_f1": .935}},
		{name: "extract-trafilatura-segments", files: "gold.jsonl.gz", score: scoreSegments, bars: map[string]float64{"f1": .92}},
		{name: "extract-fundus-meta", files: "gold.jsonl.gz", score: scoreFundus, bars: map[string]float64{"titles": .95, "dates": .98, "authors_f1": .90}},
		{name: "meta-postlight", files: "gold.jsonl", score: scorePostlight, bars: map[string]float64{"authors_f1": .75}},
		{name: "extract-readability-pages", files: "gold.jsonl.gz", score: scoreReadability,
			note: "fixtures of one algorithm, with its choices: no bar"},
		{name: "pagetype-wcxb", files: "gold.jsonl.gz", score: scorePageType, bars: map[string]float64{"accuracy": .90}},
	}
}

func crawlSets() []set {
	return []set{
		{name: "crawl-robots", files: "cases_*.jsonl", score: scoreRobots, bars: map[string]float64{"verdicts_rfc9309": 1}},
		{name: "crawl-feeds", files: "gofeed_testdata.tar.gz", score: scoreFeeds, bars: map[string]float64{"links": 1, "dates": 1}},
		{name: "crawl-sitemaps", files: "crawler-commons_sitemaps.tar.gz", score: scoreSitemaps, bars: map[string]float64{"read": 1}},
		{name: "crawl-urls", files: "wpt_urltestdata.json", score: scoreURLs, bars: map[string]float64{"whatwg": .98}},
		{name: "crawl-encodings", files: "chardet_samples.tar.gz", score: scoreEncodings, bars: map[string]float64{"right": .95}},
		{name: "crawl-warc", files: "*.*arc*", score: scoreWARC, bars: map[string]float64{"read_or_refused": 1}},
	}
}

func tagSets() []set {
	worldwide := column{marks: [kinds]string{"Person", "Location", "Organization"}, joinHyphens: true}
	reuters := column{marks: [kinds]string{"PER", "LOC", "ORG"}}
	return []set{
		{name: "ner-worldwide", files: "articles.conll.gz", score: scoreNames(worldwide), bars: map[string]float64{"per_f1": .80, "people_f1": .85}},
		{name: "ner-conll2003", files: "[dt]e[vs]*.conll.gz", score: scoreNames(reuters), bars: map[string]float64{"per_f1": .85}},
		{name: "el-news", files: "*.jsonl.gz", score: scoreIdentity, bars: map[string]float64{"news_fair_bcubed_f1": .88, "aida_bcubed_f1": .88}},
		{name: "geo-news/lgl", files: "lgl.jsonl.gz", score: scoreCountryNames, bars: map[string]float64{"f1": .66}},
		{name: "geo-news/trnews", files: "tr*news*.jsonl.gz", score: scoreCountryNames, bars: map[string]float64{"f1": .85}},
		{name: "geo-news/geowebnews", files: "geowebnews.jsonl.gz", score: scoreCountryPlaces, bars: map[string]float64{"f1": .84}},
		{name: "geo-news/geovirus", files: "geovirus.jsonl.gz", score: scoreCountryPlaces},
		{name: "reuters21578", files: "articles.jsonl.gz", score: scoreReuters, bars: map[string]float64{"f1": .72},
			note: "PLACES at salience .2, every fifth story that has any"},
		{name: "events-muc4", files: "*.jsonl.gz", score: scoreMUC4, bars: map[string]float64{"micro_f1": .78, "macro_f1": .65}},
		{name: "events-indiapolice", files: "docs.jsonl.gz", score: scorePolice, bars: map[string]float64{"micro_f1": .70}},
		{name: "events-plover-gsr", files: "plover_gsr.jsonl.gz", score: scorePlover, bars: map[string]float64{"macro_f1": .60}},
		{name: "quotes-polnear", files: "*.jsonl.gz", score: scoreQuotes},
	}
}

func searchSets() []set {
	const stories = "not measured yet: articles are not grouped into stories"
	return []set{
		{name: "ir-cranfield", files: "docs.jsonl.gz", score: scoreRanking, bars: map[string]float64{"ndcg10": .3826},
			note: "the bar is BM25 k1=1.2 b=.75 with Porter and 33 stop words"},
		{name: "ir-med", files: "docs.jsonl.gz", score: scoreRanking, bars: map[string]float64{"ndcg10": .6897},
			note: "the bar is BM25 k1=1.2 b=.75 with Porter and 33 stop words"},
		{name: "ir-news-topics", files: "topics.jsonl", note: "not measured: the set has queries and no judgments"},
		{name: "clusters-news2017", files: "articles.jsonl.gz", note: stories},
		{name: "clusters-basil", files: "articles.jsonl.gz", note: stories},
		{name: "clusters-ecbplus", files: "*.jsonl.gz", note: stories},
		{name: "dups-computed", files: "*_pairs.jsonl", note: stories},
		{name: "fivew1h-gold", files: "gold.jsonl.gz", note: "not measured yet: nothing answers who, what, when, where, why"},
	}
}
