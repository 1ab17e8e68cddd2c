package extract

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden pages and the address each is extracted under.
var golden = map[string]Options{
	"news.html":       {URL: "https://www.northport.example.co.uk/world/2024/03/14/harbour-wall-falls?from=feed"},
	"microdata.html":  {URL: "https://zeitung.example/rat-bruecke"},
	"bare.html":       {URL: "file:///saved/bare.html"},
	"paywall.html":    {URL: "https://news.example/2024/salt"},
	"section.html":    {URL: "https://news.example/world/"},
	"body.html":       {URL: "https://news.example/2022/well"},
	"breadcrumb.html": {URL: "https://bote.example/hafen/mauer"},
}

func TestGoldenPages(t *testing.T) {
	for name, opt := range golden {
		t.Run(name, func(t *testing.T) {
			page, err := os.ReadFile(filepath.Join("testdata", name))
			if err != nil {
				t.Fatal(err)
			}
			opt.Seen = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
			p, err := Extract(page, opt)
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.MarshalIndent(p, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", strings.TrimSuffix(name, ".html")+".json")
			if *update {
				if err := os.WriteFile(file, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.TrimSpace(string(want)), string(got)); diff != "" {
				t.Errorf("(-want +got; run with -update after checking)\n%s", diff)
			}
		})
	}
}

func TestReadingsAreLeftOut(t *testing.T) {
	prose := "<p>市議会は月曜日の夜に開かれ、前夜の嵐で海に崩れ落ちた港の壁の費用を支払うことを拒否した。</p>" +
		"<p>市長の<ruby>北港<rp>（</rp><rt>きたみなと</rt><rp>）</rp></ruby>氏は会議の後、来週もう一度話し合うと述べ、住民は不安を抱えていると語った。</p>" +
		"<p>漁師たちは港の再開を待っているが、工事がいつ始まるのかはまだ分からず、船は沖に停まったままである。</p>"
	p, err := Extract([]byte(`<html lang="ja"><meta property="og:type" content="article"><article><h1>港の壁が崩れる</h1>`+prose+"</article>"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := "市長の北港氏は"; !strings.Contains(p.Text(), want) {
		t.Errorf("no %q in %q", want, p.Text())
	}
}
