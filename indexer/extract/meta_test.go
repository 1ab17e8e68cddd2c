package extract

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

func headOf(t *testing.T, page, url string) head {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return readHead(root, url)
}

func TestCleanNames(t *testing.T) {
	tests := []struct {
		in   []string
		want []string
	}{
		{[]string{"By Ada Bee"}, []string{"Ada Bee"}},
		{[]string{"BY ADA BEE AND CARL O'DEE"}, []string{"Ada Bee", "Carl O'Dee"}},
		{[]string{"By Ada Bee, Carl Dee and Erin Eff, Staff Writers"}, []string{"Ada Bee", "Carl Dee", "Erin Eff"}},
		{[]string{"Von Ada Bee und Jörg Müller-Öz"}, []string{"Ada Bee", "Jörg Müller-Öz"}},
		{[]string{"Par Ada Bée"}, []string{"Ada Bée"}},
		{[]string{"Ada Bee (Agency)", "ada.bee@news.example"}, []string{"Ada Bee"}},
		{[]string{"Ada Bee ada@news.example"}, []string{"Ada Bee"}},
		{[]string{"Ada Bee | Maritime Editor"}, []string{"Ada Bee"}},
		{[]string{"Ada Bee; Carl Dee"}, []string{"Ada Bee", "Carl Dee"}},
		{[]string{"Ada Bee &amp; Carl Dee"}, []string{"Ada Bee", "Carl Dee"}},
		{[]string{"<a href='/x'>Ada Bee</a>"}, []string{"Ada Bee"}},
		{[]string{"Ada Bee", "Ada Bee", "ADA BEE"}, []string{"Ada Bee"}},
		{[]string{"The Northport Example"}, nil},
		{[]string{"Northport Example Staff"}, nil},
		{[]string{"https://social.example/adabee"}, nil},
		{[]string{"admin"}, nil},
		{[]string{"Dec 4, 2024"}, nil},
		{[]string{"Ludwig van der Berg"}, []string{"Ludwig van der Berg"}},
		{[]string{"Associated Press"}, []string{"Associated Press"}},
		{[]string{"dpa"}, []string{"dpa"}},
		{[]string{"Ada Bee, PhD"}, []string{"Ada Bee"}},
		{[]string{"Ada Bee Jr."}, []string{"Ada Bee Jr."}},
		{[]string{"ByAda Bee"}, []string{"Ada Bee"}},
		{[]string{"ByA.B. Cee"}, []string{"A.B. Cee"}},
		{[]string{"Byron Bee"}, []string{"Byron Bee"}},
		{[]string{"Ada Bee And Carl Dee For The Northport Post On Sunday"}, []string{"Ada Bee", "Carl Dee"}},
		{[]string{"By Ada Bee for the Northport Post"}, []string{"Ada Bee"}},
		{[]string{"No Author"}, nil},
		{[]string{"By Ada Bee 12:20pm Jan 7, 2024"}, []string{"Ada Bee"}},
		{[]string{"김하나 기자"}, []string{"김하나"}},
		{[]string{"Bee, Ada"}, []string{"Ada Bee"}},
		{[]string{"Bee, Ada C."}, []string{"Ada C. Bee"}},
		{[]string{"AFP, Reuters"}, []string{"AFP", "Reuters"}},
		{[]string{"Written by Ada Bee in Harbours on 1 June 2019 at 08:34 PM EDT."}, []string{"Ada Bee"}},
		{[]string{"山田花子2017-03-01 14:27:02"}, []string{"山田花子"}},
		{[]string{"山田花子"}, []string{"山田花子"}},
		{[]string{""}, nil},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, cleanNames(tt.in, "The Northport Example", "northport.example")); diff != "" {
			t.Errorf("%q: %s", tt.in, diff)
		}
	}
}

func TestSiteAndSection(t *testing.T) {
	tests := []struct{ name, page, site, section string }{
		{"identifier beside the name", `<meta property="og:site_name" content="northportpost"><script type="application/ld+json">{"@type":"NewsArticle","publisher":{"name":"Northport Post"}}</script>`, "Northport Post", ""},
		{"two names", `<meta property="og:site_name" content="Post Online"><script type="application/ld+json">{"@type":"NewsArticle","publisher":{"name":"Northport Post"}}</script>`, "Post Online", ""},
		{"tagline", `<meta property="og:site_name" content="Northport Post - News, Sport and Harbour Views">`, "Northport Post", ""},
		{"the page's title given as a name", `<title>Harbour wall falls into the sea</title><meta name="application-name" content="Harbour wall falls into the sea">`, "", ""},
		{"a dash in a short name", `<meta property="og:site_name" content="Post - Northport">`, "Post - Northport", ""},
		{"several sections", `<script type="application/ld+json">{"@type":"NewsArticle","articleSection":"Harbour,Town,News"}</script>`, "", "Harbour"},
		{"list of sections", `<script type="application/ld+json">{"@type":"NewsArticle","articleSection":["Harbour","Town"]}</script>`, "", "Harbour"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := headOf(t, tt.page, "")
			site, _ := h.site()
			section, _ := h.section()
			if site != tt.site || section != tt.section {
				t.Errorf("got %q and %q, want %q and %q", site, section, tt.site, tt.section)
			}
		})
	}
}

func TestSplitKeywords(t *testing.T) {
	got := splitKeywords([]string{"harbour, walls; 9/11", "_Prio_3,8ae9ab2d-fe1b-4230-acb8-a59b52877682", "2024", "179519341", "harbour"})
	if diff := cmp.Diff([]string{"harbour", "walls", "9/11", "2024"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAuthorsOfPage(t *testing.T) {
	tests := []struct {
		name, page string
		want       []string
		from       string
	}{
		{"person before the outlet", `<script type="application/ld+json">{"@type":"NewsArticle","author":"Northport"}</script><p class="byline">By Ada Bee</p>`, []string{"Ada Bee"}, fromVisible},
		{"the outlet alone", `<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Organization","name":"Northport News Desk"}}</script>`, []string{"Northport News Desk"}, fromJSONLD},
		{"an outlet in visible text is a label", `<p class="byline">Northport News Desk</p>`, nil, ""},
		{"class on a wrapper", `<div class="has-sidebar"><h1>Wall</h1><p class="author"><a href="/author/ada-bee">Ada Bee</a></p></div>`, []string{"Ada Bee"}, fromVisible},
		{"other stories", `<h1>Wall</h1><div class="sidebar"><p class="author"><a href="/author/ada-bee">Ada Bee</a></p></div>`, nil, ""},
		{"link to the author's page", `<h1>Wall</h1><p>von <a href="/autoren/name/ada-bee">Dr. Ada Bee</a></p>`, []string{"Dr. Ada Bee"}, fromVisible},
		{"address of a page", `<meta name="author" content="https://northport.example/people/ada">`, nil, ""},
		{"number", `<meta name="author" content="105092">`, nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, from := headOf(t, tt.page, "").authors("Northport", "northport.example")
			if diff := cmp.Diff(tt.want, got); diff != "" || from != tt.from {
				t.Errorf("from %q, want %q: %s", from, tt.from, diff)
			}
		})
	}
}

func TestParseDate(t *testing.T) {
	tests := []struct{ in, want string }{
		{"2024-03-14T08:15:00+01:00", "2024-03-14T08:15:00+01:00"},
		{"2024-03-14T08:15:00.123Z", "2024-03-14T08:15:00Z"},
		{"2024-03-14T08:15:00+0100", "2024-03-14T08:15:00+01:00"},
		{"2024-03-14T08:15", "2024-03-14T08:15:00Z"},
		{"2024-03-14 08:15:00", "2024-03-14T08:15:00Z"},
		{"2024-03-14", "2024-03-14"},
		{"20240314", "2024-03-14"},
		{"March 14, 2024", "2024-03-14"},
		{"14.3.2024", "2024-03-14"},
		{"Thu, 14 Mar 2024 08:15:00 GMT", "2024-03-14T08:15:00Z"},
		{"Thu Mar 14 2024 08:15:00 GMT+0100 (Central European Standard Time)", "2024-03-14T08:15:00+01:00"},
		{"1710400500", "2024-03-14T07:15:00Z"},
		{"1710400500000", "2024-03-14T07:15:00Z"},
		{"2024年3月14日", "2024-03-14"},
	}
	for _, tt := range tests {
		d, _, ok := parseDate(tt.in)
		if got := d.String(); !ok || got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.in, got, tt.want)
		}
	}
	for _, bad := range []string{"", "yesterday", "2024-13-45", "12", strings.Repeat("2", 100)} {
		if d, _, ok := parseDate(bad); ok {
			t.Errorf("%q gives %s", bad, d)
		}
	}
}

func TestDatesOfPage(t *testing.T) {
	seen := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	tests := []struct{ name, page, url, want, from string }{
		{"meta", `<meta property="article:published_time" content="2024-03-14T08:15:00Z">`, "", "2024-03-14T08:15:00Z", fromMeta},
		{"the zoned of two", `<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-03-14T09:15:00"}</script><meta name="date" content="2024-03-14T09:15:00+01:00">`, "", "2024-03-14T09:15:00+01:00", fromMeta},
		{"the one with a time", `<meta name="article:published_time" content="2024-03-14"><meta name="date" content="2024-03-14T09:15:00+01:00">`, "", "2024-03-14T09:15:00+01:00", fromMeta},
		{"future", `<meta property="article:published_time" content="2031-03-14T08:15:00Z">`, "", "", ""},
		{"before the web", `<meta property="article:published_time" content="1970-01-01T00:00:00Z">`, "", "", ""},
		{"time element", `<article><time datetime="2024-03-14T08:15:00Z">x</time></article>`, "", "2024-03-14T08:15:00Z", fromVisible},
		{"address", ``, "https://a.example/2024/03/14/wall", "2024-03-14", fromURL},
		{"address with month name", ``, "https://a.example/2024/mar/14/wall", "2024-03-14", fromURL},
		{"address without a day", ``, "https://a.example/2024/03/wall", "", ""},
		{"microdata", `<p itemprop="datePublished" content="2024-03-14">x</p>`, "", "2024-03-14", fromMicrodata},
		{"@graph", `<script type="application/ld+json">{"@graph":[{"@type":"WebPage","datePublished":"2024-03-14T08:15:00Z"}]}</script>`, "", "2024-03-14T08:15:00Z", fromJSONLD},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			pub, _, refused := headOf(t, tt.page, tt.url).dates(tt.url, "Wall falls", seen)
			if pub.date.String() != tt.want || pub.from != tt.from {
				t.Errorf("got %q from %q, want %q from %q", pub.date, pub.from, tt.want, tt.from)
			}
			if want := map[string]string{"future": "2031-03-14T08:15:00Z from meta", "before the web": "1970-01-01T00:00:00Z from meta"}[tt.name]; refused != want {
				t.Errorf("refused %q, want %q", refused, want)
			}
		})
	}
}

func TestTitle(t *testing.T) {
	tests := []struct{ name, page, site, want string }{
		{"site cut by name", `<title>Wall falls - The Example Post</title>`, "The Example Post", "Wall falls"},
		{"site and section cut", `<title>Harbour wall falls | World | Northport</title><h1>Harbour wall falls</h1>`, "", "Harbour wall falls"},
		{"site in front", `<title>Northport: a history | Northport</title>`, "", "Northport: a history"},
		{"a dash of the headline stays", `<title>Wall falls - and nobody saw it</title>`, "Northport", "Wall falls - and nobody saw it"},
		{"logo h1", `<title>Harbour wall falls</title><h1>Northport</h1><h1>Harbour wall falls</h1>`, "Northport", "Harbour wall falls"},
		{"label before", `<meta property="og:title" content="Opinion | Harbour walls must not fall"><h1>Harbour walls must not fall</h1>`, "", "Harbour walls must not fall"},
		{"search engine headline", `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Wall Northport harbour storm what we know"}</script><meta property="og:title" content="Harbour wall falls"><h1>Harbour wall falls</h1>`, "", "Harbour wall falls"},
		{"headline for search engines in the breadcrumb", `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Northport harbour wall: what to know"}</script>
			<meta property="og:title" content="Wall falls, nobody saw it"><nav class="breadcrumb"><h1>Northport harbour wall: what to know</h1></nav><h2><span>Storm in Northport</span><span>Wall falls, nobody saw it</span></h2>`, "", "Wall falls, nobody saw it"},
		{"breadcrumb alone", `<meta property="og:title" content="Wall falls: what to know"><ol><li><h1>Harbour wall falls: what to know</h1></li></ol>`, "", "Wall falls: what to know"},
		{"kicker in an element of its own", `<meta property="og:title" content="Storm in Northport: Nobody saw the wall fall"><h1><span>Damage at sea</span> - <span>Nobody saw the wall fall</span></h1>`, "", "Nobody saw the wall fall"},
		{"kicker and line that nobody else has", `<meta property="og:title" content="Harbour wall falls in storm"><title>Harbour wall falls in storm | Northport</title><h1><span>Harbour wall</span> <span>Storm takes the oldest stones</span></h1>`, "", "Harbour wall falls in storm"},
		{"line that nobody else has", `<meta property="og:title" content="Harbour wall falls in storm"><title>Harbour wall falls in storm | Northport</title><h1>Harbour wall: <b>Storm</b> takes the oldest stones</h1>`, "", "Harbour wall: Storm takes the oldest stones"},
		{"breadcrumb that og:title and address have", `<link rel="canonical" href="https://www.northport.example/town/harbour-waelle-fall-in-the-storm-1234.html"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Oldest stones: The harbour loses its walls"}</script>
			<meta property="og:title" content="Harbour wälle fall in the storm"><ol><li><h1>Harbour wälle fall in the storm</h1></li></ol><h2><span>Oldest stones</span><span>The harbour loses its walls</span></h2>`, "", "Harbour wälle fall in the storm"},
		{"breadcrumb that og:title has and the address has not", `<link rel="canonical" href="https://www.northport.example/town/oldest-stones-the-harbour-loses-its-walls"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Oldest stones: The harbour loses its walls"}</script>
			<meta property="og:title" content="Harbour walls fall in the storm"><ol><li><h1>Harbour walls fall in the storm</h1></li></ol><h2>Oldest stones: The harbour loses its walls</h2>`, "", "Oldest stones: The harbour loses its walls"},
		{"label in the h1", `<meta property="og:title" content="Nobody saw the wall fall"><h1><span>News</span> Nobody saw the wall fall</h1>`, "", "Nobody saw the wall fall"},
		{"kicker that all agree on", `<meta property="og:title" content="Storm / Nobody saw the wall fall"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Nobody saw the wall fall"}</script><h1><span>Storm</span>Nobody saw the wall fall</h1>`, "", "Storm / Nobody saw the wall fall"},
		{"column's name as h1", `<meta property="og:title" content="Nobody saw the wall of Northport fall | Seaside Talk"><h1>Seaside Talk</h1>`, "", "Nobody saw the wall of Northport fall"},
		{"quotes that metadata straightened", `<meta property="og:title" content="Wall 'falls' Into The Sea"><h1>Wall ‘falls’ into the sea</h1>`, "", "Wall ‘falls’ into the sea"},
		{"colon that only metadata has", `<meta property="og:title" content="Storm: Wall falls into the sea"><h1><span>Storm</span> <span>Wall falls into the sea</span></h1>`, "", "Storm: Wall falls into the sea"},
		{"section cut", `<meta property="article:section" content="정치"><meta property="og:title" content="항구 벽이 무너졌다 주민들 불안-정치">`, "", "항구 벽이 무너졌다 주민들 불안"},
		{"site after a colon", `<title>壁が崩れ落ちた港の朝：北港新聞</title>`, "北港新聞", "壁が崩れ落ちた港の朝"},
		{"cut short in JSON-LD", `<meta property="og:title" content="Harbour wall falls"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Harbour wall falls as the storm hits the old..."}</script><h1>Harbour wall falls as the storm hits the old town of Northport</h1>`, "", "Harbour wall falls as the storm hits the old town of Northport"},
		{"no word in common", `<meta property="og:title" content="Storm over Northport"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Damage: council meets"}</script><article><h1>Why the harbour wall fell</h1></article>`, "", "Why the harbour wall fell"},
		{"markup and entities", `<meta property="og:title" content="&lt;b&gt;Wall&lt;/b&gt; &amp;amp; gate fall">`, "", "Wall & gate fall"},
		{"nothing", `<p>text</p>`, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, _ := headOf(t, tt.page, "").title(tt.site, "www.northport.example"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestParseLoose(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"good", `{"headline":"A"}`, "A"},
		{"raw newline", "{\"headline\":\"A\nB\"}", "A B"},
		{"trailing commas", `{"headline":"A",,"x":[1,2,],}`, "A"},
		{"comments", "/* x */ {\"headline\": /* y */ \"A\", // z\n \"b\":1}", "A"},
		{"HTML comment", `<!-- {"headline":"A"} -->`, "A"},
		{"CDATA", "//<![CDATA[\n{\"headline\":\"A\"}\n//]]>", "A"},
		{"quote inside", `{"headline":"A "big" B","x":1}`, `A "big" B`},
		{"cut off", `{"headline":"A","author":{"name":"B`, "A"},
		{"semicolon", `{"headline":"A"};`, "A"},
		{"bad escape", `{"headline":"It\'s A"}`, "It's A"},
		{"not JSON", `hello`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			for _, n := range readLinkedData([]string{tt.in}).nodes {
				got += n.text("headline")
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestLinkedDataOfThisPage(t *testing.T) {
	ld := readLinkedData([]string{`[{"@type":"NewsArticle","url":"https://a.example/other","headline":"Other","datePublished":"2024-01-01"},
		{"@type":"http://schema.org/NewsArticle","mainEntityOfPage":{"@id":"https://www.a.example/this/"},"headline":"This"}]`})
	if got := ld.article([]string{"http://a.example/this?x=1"}).text("headline"); got != "This" {
		t.Errorf("got %q", got)
	}
	ld = readLinkedData([]string{`{"@type":"NewsArticle","author":[{"@id":"#p"},"Carl Dee",{"givenName":"Erin","familyName":"Eff"}]}`, `{"@id":"#p","@type":"Person","name":"Ada Bee"}`})
	if diff := cmp.Diff([]string{"Ada Bee", "Carl Dee", "Erin Eff"}, ld.names(ld.article(nil)["author"], 0)); diff != "" {
		t.Error(diff)
	}
}

func TestDetectLang(t *testing.T) {
	tests := []struct{ want, text string }{
		{"en", "The council of Northport met on Monday evening and refused to pay for the harbour wall, which had fallen into the sea during the storm of the night before."},
		{"de", "Der Rat der Stadt hat am Montagabend getagt und wollte die Kosten für die Mauer nicht übernehmen, die in der Nacht zuvor ins Meer gestürzt war."},
		{"fr", "Le conseil de la ville s'est réuni lundi soir et a refusé de payer pour le mur du port, qui était tombé dans la mer pendant la tempête de la nuit précédente."},
		{"ru", "Совет города собрался в понедельник вечером и отказался платить за стену гавани, которая упала в море во время вчерашней бури, сообщила мэр."},
		{"ja", "市議会は月曜日の夜に開かれ、前夜の嵐で海に崩れ落ちた港の壁の費用を支払うことを拒否した。市長は会議の後、来週もう一度話し合うと述べた。住民は不安を抱えており、漁師たちは港の再開を待っている。"},
		{"en", "Results of the harbour regatta on Sunday:\n1. Giulia Berardinelli Montecatini 12.4\n2. Jean-Baptiste Larrieu Saint-Étienne 12.9\n3. Lorenzo Castellani della Rovere 13.1\n4. Benoît Desrosiers du Plessis 13.4"},
		{"", "Shr loss 12 cts vs profit six cts\nNet loss 310,000 vs profit 122,000\nRevs 3.1 mln vs 2.9 mln\nNine mths shr profit nil vs loss 20 cts\nNet profit 1,100 vs loss 901,000"},
		{"", "Northport 3, Upper Mill 2"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := DetectLang(tt.text); got != tt.want {
			t.Errorf("%.40q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestLangCode(t *testing.T) {
	for in, want := range map[string]string{"en-GB": "en", "de_AT": "de", "eng": "en", "pt-br": "pt", "zh-Hant": "zh", "": "", "x": "", "klingonisch!": "", "EN, fr": "en", "nb-NO": "nb"} {
		if got := langCode(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestReasons(t *testing.T) {
	prose := ""
	for _, day := range []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"} {
		prose += "<p>On " + day + " the council met again on the harbour wall, and nothing at all was decided on that long evening.</p>"
	}
	tests := []struct{ name, page, url, want string }{
		{"article by markup", `<meta property="og:type" content="article"><h1>Wall</h1>` + prose, "https://a.example/x", ""},
		{"front page", `<h1>Wall</h1>` + prose, "https://a.example/", ReasonSection},
		{"tag page", `<h1>Wall</h1>` + prose, "https://a.example/tag/wall", ReasonSection},
		{"search", `<h1>Results</h1>` + prose, "https://a.example/search?q=wall", ReasonSearch},
		{"gallery", `<h1>Wall in pictures</h1><p>A wall.</p>`, "https://a.example/gallery/wall", ReasonGallery},
		{"short", `<h1>Wall</h1><p>A wall.</p>`, "https://a.example/x", ReasonShort},
		{"product", `<script type="application/ld+json">{"@type":"Product","name":"Wall"}</script>` + prose, "https://a.example/x", ReasonProduct},
		{"forum", `<h1>Wall</h1>` + prose, "https://forum.a.example/x", ReasonForum},
		{"product by address", `<h1>Wall</h1>` + prose, "https://a.example/products/wall", ReasonProduct},
		{"news of a product", `<meta property="og:type" content="article"><meta property="article:published_time" content="2024-03-14T08:15:00Z"><h1>Wall</h1>` + prose, "https://a.example/products/wall", ""},
		{"about the site", `<h1>Wall</h1>` + prose, "https://a.example/about/wall", ReasonAbout},
		{"standing page", `<meta property="og:type" content="article"><meta property="article:modified_time" content="2024-03-14T08:15:00Z"><h1>Give</h1>` + prose + strings.Repeat("<div>Home Wall Gate Harbour Storm Council </div>", 30), "https://a.example/give/", ReasonUnsigned},
		{"post of the same system", `<meta property="og:type" content="article"><meta property="article:modified_time" content="2024-03-14T08:15:00Z"><meta property="article:published_time" content="2024-03-13T08:15:00Z"><h1>Give</h1>` + prose, "https://a.example/give/", ""},
		{"short in Chinese is long", `<meta property="og:type" content="article"><h1>墙</h1><p>` + strings.Repeat("议会周一晚上开会讨论港口的墙。", 11) + `</p>`, "https://a.example/x", ""},
		{"saved page", `<h1>Wall</h1>` + prose, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := Extract([]byte(tt.page), Options{URL: tt.url})
			if err != nil {
				t.Fatal(err)
			}
			if p.Reason != tt.want || p.IsArticle != (tt.want == "") {
				t.Errorf("got %v %q, want %q", p.IsArticle, p.Reason, tt.want)
			}
		})
	}
}

func TestTeasersSayNothingOfThisPage(t *testing.T) {
	h := headOf(t, `<script type="application/ld+json">[{"@type":"NewsArticle","url":"https://a.example/this","headline":"This"},
		{"@type":"NewsArticle","url":"https://a.example/other","headline":"Other","author":"Gus Aitch","datePublished":"2020-01-01","isAccessibleForFree":false},
		{"@type":"WebPage","url":"https://a.example/this/","datePublished":"2024-03-14"}]</script>`, "https://a.example/this")
	if names, _ := h.authors("", "a.example"); len(names) > 0 {
		t.Errorf("authors %q", names)
	}
	if locked, _ := h.paywalled(); locked {
		t.Error("paywalled")
	}
	if pub, _, _ := h.dates("", "", time.Time{}); pub.date.String() != "2024-03-14" {
		t.Errorf("published %s", pub.date)
	}
}

// TestForCrawl: where a page sends its readers, and what it asks of crawlers.
func TestForCrawl(t *testing.T) {
	for _, test := range []struct{ meta, refresh, robots string }{
		{`<meta http-equiv="refresh" content="0; url=/weir">`, "http://paper.example/weir", ""},
		{`<meta http-equiv="Refresh" content="0;URL='https://other.example/a?b=1&amp;c=2'">`, "https://other.example/a?b=1&c=2", ""},
		{`<meta http-equiv="refresh" content="3,/weir">`, "http://paper.example/weir", ""},
		{`<meta http-equiv="refresh" content="0 url = weir">`, "http://paper.example/town/weir", ""},
		{`<base href="/sub/"><meta http-equiv="refresh" content="0; url=weir">`, "http://paper.example/sub/weir", ""},
		{`<meta http-equiv="refresh" content="300; url=/live">`, "", ""},
		{`<meta http-equiv="refresh" content="300">`, "", ""},
		{`<meta http-equiv="refresh" content="0; url=javascript:alert(1)">`, "", ""},
		{`<meta http-equiv="refresh" content="soon; url=/weir">`, "", ""},
		{`<meta name="ROBOTS" content="noindex, follow">`, "", "noindex, follow"},
	} {
		page := "<html><head><title>Weir</title>" + test.meta + "</head><body><p>The weir held.</p></body></html>"
		p, err := Extract([]byte(page), Options{URL: "http://paper.example/town/page"})
		if err != nil || p.Refresh != test.refresh || strings.Join(p.Robots, "|") != test.robots {
			t.Errorf("%s: %q, %q, %v; want %q, %q", test.meta, p.Refresh, p.Robots, err, test.refresh, test.robots)
		}
	}
}
