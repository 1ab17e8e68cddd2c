package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"dateline/indexer/fetch"
	"dateline/indexer/store"
	"dateline/search/news"
)

// TestNewsIsSeenAtOnce: answers that the server keeps are never older than what
// was indexed or corrected.
func TestNewsIsSeenAtOnce(t *testing.T) {
	d := openNewsdesk(t, fetch.MailServer{})
	get := func(path string) string {
		t.Helper()
		resp, err := http.Get("http://" + d.addr + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s, %v", path, resp.Status, err)
		}
		return string(body)
	}
	const name = "Ottoline Farrow"
	for i := range 4 {
		d.bring(t, fmt.Sprint(i), fmt.Sprintf("Harbour story number %d\n· meridianwire.example\nMinister %s opened quay %d on Tuesday, and the pilots of the harbour stayed ashore for the day.\n", i, name, i))
		page, api := fmt.Sprintf(`id="total">%d article`, i+1), fmt.Sprintf(`"total":%d,`, i+1)
		for range 2 { // the second from memory
			for path, want := range map[string]string{"/": page, "/?q=harbour": page, "/api/v1/search?q=harbour": api, "/people/p-ottoline-farrow": fmt.Sprintf("%d article", i+1)} {
				if got := get(path); !strings.Contains(got, want) {
					t.Errorf("after %d articles %s does not say %q", i+1, path, want)
				}
			}
		}
	}
	if _, err := d.Store.Correct(t.Context(), store.Correction{Kind: store.Rename, Facet: news.FacetPerson, ID: "p-ottoline-farrow", Name: "Dame Ottoline"}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/api/v1/search?q=harbour"} {
		if got := get(path); !strings.Contains(got, "Dame Ottoline") {
			t.Errorf("%s does not know the new name", path)
		}
	}
}
