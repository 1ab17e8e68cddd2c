package sites

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// The kinds of lines in expected.tsv; the first three and KindDisallowed are
// also kinds of stories.
const (
	KindStory      = "story"
	KindCopy       = "copy"       // another outlet's story, trimmed or with more
	KindStub       = "stub"       // the paywalled beginning of a story
	KindDisallowed = "disallowed" // robots.txt forbids it
	KindSection    = "section"
	KindRedirect   = "redirect"
)

// story is one file of stories/: a head of "name: value" lines, a blank line,
// paragraphs apart by blank lines; then perhaps a revision in the same form.
type story struct {
	Path     string
	Section  string
	By       string
	Caption  string
	Kind     string
	CopyOf   string
	versions []version // one, or two where Publish changes the story
}

// version is a story's text as it stood from Date on.
type version struct {
	Title      string
	Date       time.Time
	Paragraphs []string
}

// revisionMark begins the revised version in a story's file.
const revisionMark = "\n=== revision\n"

// dateLayout is how the heads of story files write dates, in the outlet's zone.
const dateLayout = "2006-01-02 15:04"

func parseStory(text string, zone *time.Location) (*story, error) {
	s := &story{Kind: KindStory}
	for part := range strings.SplitSeq(text, revisionMark) {
		v := version{}
		if len(s.versions) > 0 {
			v.Title = s.versions[0].Title
		}
		head, body, _ := strings.Cut(part, "\n\n")
		for line := range strings.SplitSeq(head, "\n") {
			if err := s.setHead(&v, line, zone); err != nil {
				return nil, err
			}
		}
		for p := range strings.SplitSeq(strings.TrimSpace(body), "\n\n") {
			v.Paragraphs = append(v.Paragraphs, strings.TrimSpace(p))
		}
		s.versions = append(s.versions, v)
	}
	return s, s.check()
}

func (s *story) setHead(v *version, line string, zone *time.Location) (err error) {
	name, value, _ := strings.Cut(line, ": ")
	switch name {
	case "path":
		s.Path = value
	case "title":
		v.Title = value
	case "date":
		v.Date, err = time.ParseInLocation(dateLayout, value, zone)
	case "section":
		s.Section = value
	case "by":
		s.By = value
	case "caption":
		s.Caption = value
	case "kind":
		s.Kind = value
	case "copy-of":
		s.CopyOf = value
	default:
		err = fmt.Errorf("unknown head line %q", line)
	}
	return err
}

func (s *story) check() error {
	v := s.versions[0]
	if s.Path == "" || s.Section == "" || v.Title == "" || v.Date.IsZero() || v.Paragraphs[0] == "" {
		return errors.New("path, title, date, section or text is missing")
	}
	return nil
}

// at gives the version that is current at a revision of the newsroom.
func (s *story) at(revision int32) version {
	return s.versions[min(int(revision), len(s.versions))-1]
}

// listed reports whether feeds, sitemaps and section pages may name the story.
func (s *story) listed() bool { return s.Kind != KindDisallowed }
