package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dateline/indexer"
	"dateline/indexer/frontier"
	"dateline/indexer/store"
)

func newSources(s *settings) *cobra.Command {
	c := &cobra.Command{Use: "sources", Short: "The feeds, sitemaps and pages that `dateline serve` crawls", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	c.AddCommand(newSourcesAdd(s), newSourcesImport(s), newSourcesList(s), newSourcesRemove(s))
	return c
}

func newSourcesAdd(s *settings) *cobra.Command {
	var src store.Source
	c := &cobra.Command{
		Use:   "add URL",
		Short: "Add a source; what its URL holds is looked at first",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkSource(src); err != nil {
				return err
			}
			if _, err := frontier.Canonical(args[0], ""); err != nil {
				return usageError{notAddress(args[0])}
			}
			return withStore(cmd, s, func(x *indexer.Indexer) error {
				found, err := x.AddSource(cmd.Context(), args[0], src)
				for _, f := range found {
					fmt.Fprintln(cmd.OutOrStdout(), foundLine(f))
				}
				return err
			})
		},
	}
	c.Flags().StringVar(&src.Name, "name", "", "the outlet's name")
	sourceFlags(c, &src)
	return c
}

// sourceFlags are what can be said of every source.
func sourceFlags(c *cobra.Command, src *store.Source) {
	f := c.Flags()
	f.StringVar(&src.Lang, "lang", "", "the outlet's language, as a two-letter code")
	f.StringVar(&src.Country, "country", "", "the country of publication, as a two-letter code")
	f.DurationVar(&src.Interval, "every", indexer.DefaultInterval, "how often to ask it at first; it is then asked more often or more seldom as it changes")
	f.StringVar(&src.Scope.Order, "order", "", "ask for the articles of a feed or sitemap newest or oldest first, by their dates (default as listed)")
	f.IntVar(&src.Scope.Depth, "depth", 1, "how many links away from a page are followed")
	f.StringArrayVar(&src.Scope.Hosts, "host", nil, "follow links to this host and its subdomains only (repeatable)")
	f.StringArrayVar(&src.Scope.Prefixes, "path", nil, "follow links whose path begins so only (repeatable)")
	f.StringArrayVar(&src.Scope.Include, "include", nil, "follow links that match this regular expression only (repeatable)")
	f.StringArrayVar(&src.Scope.Exclude, "exclude", nil, "leave out links that match this regular expression (repeatable)")
}

func checkSource(src store.Source) error {
	for name, code := range map[string]string{"--lang": src.Lang, "--country": src.Country} {
		if code != "" && (len(code) != 2 || strings.Trim(strings.ToLower(code), "abcdefghijklmnopqrstuvwxyz") != "") {
			return usageError{fmt.Errorf("%s %q: want a code of two letters", name, code)}
		}
	}
	if err := indexer.CheckScope(src.Scope); err != nil {
		return usageError{err}
	}
	return nil
}

// foundLine says what a URL turned out to be.
func foundLine(f indexer.FoundSource) string {
	title, latest := "", ""
	if f.Title != "" {
		title = fmt.Sprintf(" %q", f.Title)
	}
	if !f.Latest.IsZero() {
		latest = ", the newest of " + f.Latest.UTC().Format(time.DateOnly)
	}
	return fmt.Sprintf("added %d: %s%s %s, %d links%s, asked every %v", f.ID, f.Kind, title, f.URL, f.Links, latest, f.Interval)
}

func newSourcesImport(s *settings) *cobra.Command {
	var src store.Source
	c := &cobra.Command{
		Use:   "import-opml FILE",
		Short: "Add every feed of an OPML file, as feed readers export it",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkSource(src); err != nil {
				return err
			}
			opml, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			return withStore(cmd, s, func(x *indexer.Indexer) error {
				n, err := x.ImportOPML(cmd.Context(), opml, src)
				for _, u := range n.Bad {
					fmt.Fprintf(cmd.ErrOrStderr(), "left out: %q is not an http or https address\n", u)
				}
				if n.Added+n.Known > 0 || err == nil {
					fmt.Fprintf(cmd.OutOrStdout(), "%d feeds added, %d known already and left as they are\n", n.Added, n.Known)
				}
				if err != nil {
					return fmt.Errorf("%s: %w", args[0], err)
				}
				return nil
			})
		},
	}
	sourceFlags(c, &src)
	return c
}

func newSourcesList(s *settings) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List the sources with their last success and error",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := s.mustExist(); err != nil {
				return err
			}
			return withStore(cmd, s, func(x *indexer.Indexer) error {
				list, err := x.Store.ListSources(cmd.Context())
				if err != nil {
					return err
				}
				return printSources(cmd, list, asJSON)
			})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON lines")
	return c
}

func printSources(cmd *cobra.Command, list []store.Source, asJSON bool) error {
	for _, src := range list {
		if asJSON {
			if err := json.NewEncoder(cmd.OutOrStdout()).Encode(sourceOf(src, time.Now())); err != nil {
				return err
			}
			continue
		}
		last := "never answered yet"
		if !src.LastSuccess.IsZero() {
			last = "last answered " + src.LastSuccess.Format(time.RFC3339)
		}
		if src.LastError != "" {
			last += "; " + src.LastError
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%d  %-7s  %-8s %s  every %v%s, %d links, %s\n",
			src.ID, indexer.StateOf(src, time.Now()), src.Kind, src.URL, cmp.Or(src.Pace, src.Interval), saidOf(src), src.Items, last)
	}
	return nil
}

// saidOf is what was said of a source beyond its URL.
func saidOf(src store.Source) string {
	var said strings.Builder
	if src.Name != "" {
		fmt.Fprintf(&said, ", %q", src.Name)
	}
	if src.Scope.Order != "" {
		fmt.Fprintf(&said, ", %s first", src.Scope.Order)
	}
	if src.Lang != "" {
		fmt.Fprintf(&said, ", in %s", src.Lang)
	}
	if src.Country != "" {
		fmt.Fprintf(&said, ", of %s", strings.ToUpper(src.Country))
	}
	return said.String()
}

func newSourcesRemove(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "remove ID|URL",
		Short: "Remove a source by its URL or the number `sources list` shows; its articles stay",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := s.mustExist(); err != nil {
				return err
			}
			return withStore(cmd, s, func(x *indexer.Indexer) error {
				list, err := x.Store.ListSources(cmd.Context())
				if err != nil {
					return err
				}
				src, err := namedSource(list, args[0])
				if err != nil {
					return usageError{err}
				}
				if err := x.Store.RemoveSource(cmd.Context(), src.ID); err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "removed %d: %s\n", src.ID, src.URL)
				return nil
			})
		},
	}
}

// namedSource finds the source that has the number or the URL.
func namedSource(list []store.Source, name string) (store.Source, error) {
	url, _ := frontier.Canonical(name, "")
	for _, src := range list {
		if name == strconv.FormatInt(src.ID, 10) || url == src.URL {
			return src, nil
		}
	}
	return store.Source{}, fmt.Errorf("there is no source %q; `dateline sources list` shows their numbers and URLs", name)
}

// withStore runs f on the store, beside a running server or alone.
func withStore(cmd *cobra.Command, s *settings, f func(*indexer.Indexer) error) (err error) {
	x, err := indexer.OpenGuest(cmd.Context(), s.config(cmd))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	return f(x)
}
