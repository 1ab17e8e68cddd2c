package main

import (
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"dateline/indexer"
	"dateline/indexer/fetch"
)

// version is the program's; its minor number rises with each capability.
const version = "0.2.0"

// settings are the flags every command has.
type settings struct {
	data         string
	allowPrivate bool
	contact      string
	verbose      bool
	logJSON      bool
	configFile   string
	minFree      int64
}

func newRoot() *cobra.Command {
	s := &settings{}
	root := &cobra.Command{
		Use:           "dateline",
		Short:         "Full-text search for news: crawl, tag people, countries and events, search by facet",
		Version:       version,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Name() == "config" { // it asks for another command
				return nil
			}
			_, err := configure(cmd, s.configFile)
			return err
		},
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w; `%s --help` lists the flags", err, cmd.CommandPath())}
	})
	flags := root.PersistentFlags()
	flags.StringVar(&s.data, "data", "./dateline-data", "the data directory")
	flags.Int64Var(&s.minFree, "min-free", indexer.MinFree>>20, "MiB that must stay free on the disk: below, nothing is written until there is room")
	flags.BoolVar(&s.allowPrivate, "allow-private", false, "let newsrooms on this machine's loopback be crawled")
	flags.StringVar(&s.contact, "contact", "", "a URL or address in the User-Agent, for site owners")
	flags.BoolVarP(&s.verbose, "verbose", "v", false, "log more")
	flags.BoolVar(&s.logJSON, "log-json", false, "log JSON, an event a line")
	flags.StringVar(&s.configFile, "config", os.Getenv(envName("config")), "a YAML file of flag names and values; the environment (DATELINE_DATA for --data) and flags win over it")
	root.AddCommand(
		newDemo(s), newServe(s), newCrawl(s), newImport(s), newSources(s), newSearch(s), newExport(s),
		newRebuild(s), newVerify(s), newBackup(s), newStats(s), newTags(s), newGazetteer(s), newRetag(s), newExtract(), newTag(), newRobots(), newEval(), newConfig(), newGenerate(), newTrain(), newProbe(),
	)
	wrapArgs(root)
	return root
}

// wrapArgs makes a wrong number of arguments a mistake of usage.
func wrapArgs(c *cobra.Command) {
	check := c.Args
	if check != nil {
		c.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return usageError{fmt.Errorf("%w; usage: %s", err, cmd.UseLine())}
			}
			return nil
		}
	}
	for _, sub := range c.Commands() {
		wrapArgs(sub)
	}
}

func (s *settings) logger(cmd *cobra.Command) *slog.Logger {
	level := slog.LevelWarn
	if s.verbose {
		level = slog.LevelDebug
	}
	opts := &slog.HandlerOptions{Level: level, ReplaceAttr: shortAttr}
	if s.logJSON {
		return slog.New(slog.NewJSONHandler(cmd.ErrOrStderr(), opts))
	}
	return slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), opts))
}

// maxLogField is the bytes of one logged value; what sites say can be a megabyte.
const maxLogField = 2 << 10

// shortAttr bounds a value and takes its control characters out: both handlers
// escape them, but a tool that prints the log may not.
func shortAttr(_ []string, a slog.Attr) slog.Attr {
	if k := a.Value.Kind(); k != slog.KindString && k != slog.KindAny {
		return a
	}
	if _, isLevel := a.Value.Any().(slog.Level); isLevel {
		return a
	}
	text := a.Value.String()
	if len(text) > maxLogField {
		text = strings.ToValidUTF8(text[:maxLogField-len("…")], "") + "…"
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text)
	return slog.String(a.Key, text)
}

func (s *settings) config(cmd *cobra.Command) indexer.Config {
	return indexer.Config{
		DataDir: s.data,
		Logger:  s.logger(cmd),
		Now:     time.Now,
		MinFree: max(s.minFree, 0)<<20 | 1, // never zero, which would be the default
		Probe:   probeCommand(),
		Fetch:   fetch.Config{UserAgent: s.userAgent(), AllowPrivate: s.allowPrivate},
	}
}

func (s *settings) userAgent() string {
	if s.contact == "" {
		return "Dateline/" + version
	}
	return "Dateline/" + version + " (+" + s.contact + ")"
}

// mustExist refuses a data directory that is not there, for commands that only
// read: making an empty one would hide a typing mistake.
func (s *settings) mustExist() error {
	if _, err := os.Stat(s.data); err != nil {
		return fmt.Errorf("there is no archive at %s; `dateline import PATH` or `dateline crawl URL` makes one, --data names another", s.data)
	}
	return nil
}
