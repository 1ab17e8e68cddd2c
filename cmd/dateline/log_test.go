package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestA22Log logs what a hostile site says: one event is one line of valid JSON,
// without control characters, each field short.
func TestA22Log(t *testing.T) {
	var out bytes.Buffer
	cmd := &cobra.Command{}
	cmd.SetErr(&out)
	log := (&settings{logJSON: true, verbose: true}).logger(cmd)
	hostile := []string{"a\r\nlevel=ERROR forged", "\x1b[31mred\x1b[0m", "a\u2028b", "\x00\x07\x7f\u0085", "\xff\xfe", strings.Repeat("http://a.example/", 1<<16)}
	for _, text := range hostile {
		log.Warn("skipped", "url", text, "error", errors.New(text))
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != len(hostile) {
		t.Fatalf("%d lines for %d events", len(lines), len(hostile))
	}
	for _, line := range lines {
		var event struct{ Level, Msg, URL, Error string }
		if err := json.Unmarshal([]byte(line), &event); err != nil || event.Level != "WARN" || event.Msg != "skipped" {
			t.Errorf("%q: %+v, %v", line, event, err)
		}
		for _, field := range []string{event.URL, event.Error} {
			if len(field) > maxLogField || strings.ContainsFunc(field, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x85 || r == '\u2028' }) {
				t.Errorf("field %.60q of %d bytes", field, len(field))
			}
		}
	}
}
