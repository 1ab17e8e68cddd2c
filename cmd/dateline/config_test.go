package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestConfigPrecedence: a flag wins over the environment, the environment over
// the file, the file over the default; secrets are not printed.
func TestConfigPrecedence(t *testing.T) {
	file := filepath.Join(t.TempDir(), "dateline.yaml")
	if err := os.WriteFile(file, []byte("addr: 127.0.0.1:1\ncontact: file@desk.example\nrate-limit: 60\ntoken: a-very-secret-token\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DATELINE_CONTACT", "env@desk.example")
	t.Setenv("DATELINE_DATA", "/from/env")
	code, out, errs := dateline(t, "", "config", "--config", file, "--data", "/from/flag")
	if code != exitOK {
		t.Fatal(errs)
	}
	for _, want := range []string{"addr: 127.0.0.1:1 # " + file, "contact: env@desk.example # DATELINE_CONTACT", "data: /from/flag # flag", `rate-limit: "60" # ` + file, "# token is set"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if strings.Contains(out, "a-very-secret-token") {
		t.Error("the token is printed")
	}
}

func TestConfigRefuses(t *testing.T) {
	for text, remedy := range map[string]string{
		"tokn: x":             "no command has a flag --tokn",
		"addr: [1, 2]":        "must be one value",
		"just text":           "a line for each flag",
		"rate-limit: often":   "sets rate-limit",
		"rate-limit: -4":      "counts requests a minute",
		"token: short":        "at least 16",
		"token-file: /no/way": "--token-file",
	} {
		file := filepath.Join(t.TempDir(), "dateline.yaml")
		if err := os.WriteFile(file, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, _, errs := dateline(t, "", "serve", "--config", file, "--data", t.TempDir()); code != exitUsage || !strings.Contains(errs, remedy) {
			t.Errorf("%s: %d, %s", text, code, errs)
		}
	}
}

// TestDeployedConfigIsRead: the file that is deployed names flags that exist.
func TestDeployedConfigIsRead(t *testing.T) {
	if code, _, errs := dateline(t, "", "config", "--config", "deploy/dateline.yaml"); code != exitOK {
		t.Error(errs)
	}
}
