package archive

import (
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestRevisit writes an answer, the same payload again, and a 304: the later two
// hold the head alone and refer to the first. warcio, another reader, agrees
// where it is installed.
func TestRevisit(t *testing.T) {
	dir := t.TempDir()
	w := openWriter(t, dir)
	first := exchange(1, "<p>one</p>")
	ref := write(t, w, first)
	same := exchange(2, "<p>one</p>")
	same.Same = &Earlier{ID: ref.ID, URL: first.URL, At: first.At, Digest: ref.Digest}
	again := write(t, w, same)
	gone := Exchange{URL: first.URL, At: same.At, Status: http.StatusNotModified, Header: http.Header{"Etag": {`"1"`}}, Same: same.Same}
	notModified := write(t, w, gone)
	w.Close()
	want := "warcinfo request response metadata request revisit metadata request revisit"
	if got := fileKinds(t, dir, ref.File); got != want {
		t.Errorf("records %q, want %q", got, want)
	}
	for _, c := range []struct {
		ref     Ref
		profile string
		status  int
	}{{again, profileSame, 200}, {notModified, profileNotModified, 304}} {
		rec, err := Read(dir, c.ref)
		if err != nil {
			t.Fatal(err)
		}
		h := rec.Header
		if rec.Type != "revisit" || h.Get("WARC-Profile") != c.profile || h.Get("WARC-Refers-To") != ref.ID ||
			h.Get("WARC-Refers-To-Target-URI") != first.URL || h.Get("WARC-Refers-To-Date") != "2026-03-04T08:15:01Z" ||
			h.Get("WARC-Payload-Digest") != ref.Digest {
			t.Errorf("revisit record %v", h)
		}
		if m, err := rec.HTTP(); err != nil || m.Status != c.status || len(m.Body) != 0 {
			t.Errorf("its head: %+v, %v", m, err)
		}
	}
	if _, err := exec.LookPath("warcio"); err != nil {
		t.Skip("no warcio to compare with")
	}
	out, err := exec.Command("warcio", "check", "-v", filepath.Join(dir, ref.File)).CombinedOutput()
	if err != nil || strings.Contains(string(out), "fail") {
		t.Errorf("warcio check: %v\n%s", err, out)
	}
	index, err := exec.Command("warcio", "index", "-f", "warc-type,warc-refers-to-target-uri,http:status", filepath.Join(dir, ref.File)).CombinedOutput()
	if err != nil || strings.Count(string(index), `"revisit"`) != 2 || strings.Count(string(index), `"304"`) != 1 {
		t.Errorf("warcio index: %v\n%s", err, index)
	}
}
