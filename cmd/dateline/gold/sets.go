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
		{name: "extract-naeb", files: "gold.jsonl.gz", score: scoreNAEB, bars: map[string]float64{"body_f1": .935},
			floors: map[string]float64{"extracted": 1, "body_f1": .944, "titles": .945}},
		{name: "extract-trafilatura-segments", files: "gold.jsonl.gz", score: scoreSegments, bars: map[string]float64{"f1": .92},
			floors: map[string]float64{"extracted": 1, "f1": .931}},
		{name: "extract-fundus-meta", files: "gold.jsonl.gz", score: scoreFundus, bars: map[string]float64{"titles": .95, "dates": .98, "authors_f1": .90},
			floors: map[string]float64{"extracted": 1, "titles": .928, "dates": .985, "authors_f1": .930, "body_f1": .967}},
		{name: "meta-postlight", files: "gold.jsonl", score: scorePostlight, bars: map[string]float64{"authors_f1": .75},
			floors: map[string]float64{"extracted": 1, "titles": .92, "dates": .873, "authors_f1": .870, "first_words": .712}},
		{name: "extract-readability-pages", files: "gold.jsonl.gz", score: scoreReadability,
			floors: map[string]float64{"body_f1": .902, "titles": .692, "dates": 1},
			note:   "fixtures of one algorithm, with its choices: no bar"},
		{name: "pagetype-wcxb", files: "gold.jsonl.gz", score: scorePageType, bars: map[string]float64{"accuracy": .90},
			floors: map[string]float64{"accuracy": .970, "article_f1": .970, "body_f1": .961}},
	}
}

func crawlSets() []set {
	return []set{
		{name: "crawl-robots", files: "cases_*.jsonl", score: scoreRobots, bars: map[string]float64{"verdicts_rfc9309": 1},
			floors: map[string]float64{"exceptions_as_listed": 1, "delays": 1, "verdicts": .963}},
		{name: "crawl-feeds", files: "gofeed_testdata.tar.gz", score: scoreFeeds, bars: map[string]float64{"links": 1, "dates": 1}},
		{name: "crawl-sitemaps", files: "crawler-commons_sitemaps.tar.gz", score: scoreSitemaps, bars: map[string]float64{"read": 1},
			floors: map[string]float64{"urls": 1}},
		{name: "crawl-urls", files: "wpt_urltestdata.json", score: scoreURLs, bars: map[string]float64{"whatwg": .98},
			floors: map[string]float64{"whatwg": 1, "normalised": .741}},
		{name: "crawl-encodings", files: "chardet_samples.tar.gz", score: scoreEncodings, bars: map[string]float64{"right": .95},
			floors: map[string]float64{"right": .960}},
		{name: "crawl-warc", files: "*.*arc*", score: scoreWARC, bars: map[string]float64{"read_or_refused": 1},
			floors: map[string]float64{"records": 51}},
	}
}

func tagSets() []set {
	worldwide := column{marks: [kinds]string{"Person", "Location", "Organization"}, joinHyphens: true}
	reuters := column{marks: [kinds]string{"PER", "LOC", "ORG"}}
	return []set{
		{name: "ner-worldwide", files: "articles.conll.gz", score: scoreNames(worldwide), bars: map[string]float64{"per_f1": .80, "people_f1": .85},
			floors: map[string]float64{"per_f1": .918, "people_f1": .893, "loc_f1": .797, "org_f1": .716, "spaced_per_f1": .916, "spaced_people_f1": .889}},
		{name: "ner-conll2003", files: "[dt]e[vs]*.conll.gz", score: scoreNames(reuters), bars: map[string]float64{"per_f1": .85},
			floors: map[string]float64{"per_f1": .947, "people_f1": .942, "loc_f1": .893, "org_f1": .765, "spaced_per_f1": .946, "spaced_people_f1": .942}},
		{name: "el-news", files: "*.jsonl.gz", score: scoreIdentity, bars: map[string]float64{"news_fair_bcubed_f1": .88, "aida_bcubed_f1": .88},
			floors: map[string]float64{"news_fair_bcubed_f1": .896, "aida_bcubed_f1": .925, "news_fair_given_mentions_bcubed_f1": 1, "aida_given_mentions_bcubed_f1": .995, "reuters_bcubed_f1": .758}},
		{name: "geo-news/lgl", files: "lgl.jsonl.gz", score: scoreCountryNames, bars: map[string]float64{"f1": .66},
			floors: map[string]float64{"f1": .846}},
		{name: "geo-news/trnews", files: "tr*news*.jsonl.gz", score: scoreCountryNames, bars: map[string]float64{"f1": .85}},
		{name: "geo-news/geowebnews", files: "geowebnews.jsonl.gz", score: scoreCountryPlaces, bars: map[string]float64{"f1": .84},
			floors: map[string]float64{"f1": .889}},
		{name: "geo-news/geovirus", files: "geovirus.jsonl.gz", score: scoreCountryPlaces,
			floors: map[string]float64{"f1": .919}},
		{name: "reuters21578", files: "articles.jsonl.gz", score: scoreReuters, bars: map[string]float64{"f1": .72},
			floors: map[string]float64{"f1": .896, "any_salience_f1": .861},
			note:   "PLACES at salience .2, every fifth story that has any"},
		{name: "events-muc4", files: "*.jsonl.gz", score: scoreMUC4, bars: map[string]float64{"micro_f1": .78, "macro_f1": .65},
			floors: map[string]float64{"micro_f1": .785, "macro_f1": .715, "micro_f1_of_train": .785, "micro_f1_of_dev": .78, "macro_f1_of_train": .72, "macro_f1_of_dev": .69},
			note:   "the report model learned from train; train events prints the figure of stories unseen"},
		{name: "events-indiapolice", files: "docs.jsonl.gz", score: scorePolice, bars: map[string]float64{"micro_f1": .70},
			floors: map[string]float64{"micro_f1": .832, "macro_f1": .833}},
		{name: "events-plover-gsr", files: "plover_gsr.jsonl.gz", score: scorePlover, bars: map[string]float64{"macro_f1": .60},
			floors: map[string]float64{"micro_f1": .723, "macro_f1": .675}},
		{name: "quotes-polnear", files: "*.jsonl.gz", score: scoreQuotes,
			floors: map[string]float64{"direct_f1": .974, "indirect_f1": .502, "quoted_speaker": .930, "indirect_speaker": .847, "quoted_name": .714, "indirect_name": .766}},
	}
}

func searchSets() []set {
	const stories = "not measured yet: articles are not grouped into stories"
	return []set{
		{name: "ir-cranfield", files: "docs.jsonl.gz", score: scoreRanking, bars: map[string]float64{"ndcg10": .3826},
			floors: map[string]float64{"ndcg10": .390, "map": .308},
			note:   "the bar is BM25 k1=1.2 b=.75 with Porter and 33 stop words"},
		{name: "ir-med", files: "docs.jsonl.gz", score: scoreRanking, bars: map[string]float64{"ndcg10": .6897},
			floors: map[string]float64{"ndcg10": .691, "map": .526},
			note:   "the bar is BM25 k1=1.2 b=.75 with Porter and 33 stop words"},
		{name: "ir-news-topics", files: "topics.jsonl", note: "not measured: the set has queries and no judgments"},
		{name: "clusters-news2017", files: "articles.jsonl.gz", note: stories},
		{name: "clusters-basil", files: "articles.jsonl.gz", note: stories},
		{name: "clusters-ecbplus", files: "*.jsonl.gz", note: stories},
		{name: "dups-computed", files: "*_pairs.jsonl", score: scoreCopies,
			bars: map[string]float64{"allsides_not_false": 1, "reuters_not_false": .99},
			floors: map[string]float64{"allsides_recall_j80": 1, "reuters_recall_j80": 1, "allsides_recall_j50": .961, "reuters_recall_j50": .996,
				"allsides_recall_contained": 1, "reuters_recall_contained": .994, "allsides_precision": .896, "reuters_precision": .992},
			note: "pairs at Jaccard .8 and .5, and where .8 of the shorter is in the longer"},
		{name: "fivew1h-gold", files: "gold.jsonl.gz", note: "not measured yet: nothing answers who, what, when, where, why"},
	}
}
