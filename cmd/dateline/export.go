package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"dateline/indexer/fetch"
	"dateline/search/index"
)

func newExport(s *settings) *cobra.Command {
	v := url.Values{}
	var output string
	c := &cobra.Command{
		Use:   "export [QUERY]",
		Short: "Write every hit of a search as CSV or NDJSON, also beside a running server",
		Long: "Write every hit of a search as CSV or NDJSON. The flags are the parameters of GET /api/v1/export.\n" +
			"A line of NDJSON holds the cursor that goes on behind it: an export that was cut off is taken up\nagain with --cursor.",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if q := strings.Join(append(args, v["q"]...), " "); q != "" {
				v.Set("q", q)
			}
			if v.Get("format") == "" {
				v.Set("format", "ndjson")
			}
			return export(cmd, s, v, output)
		},
	}
	filterFlags(c, v)
	c.Flags().Var(&param{v, "format"}, "format", "csv or ndjson (default ndjson)")
	c.Flags().Var(&param{v, "cursor"}, "cursor", "go on behind the line that held this cursor")
	c.Flags().StringVarP(&output, "output", "o", "", "the file to write; it must not exist yet (default standard output)")
	return c
}

func export(cmd *cobra.Command, s *settings, v url.Values, output string) (err error) {
	if err := s.mustExist(); err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	if output != "" {
		f, err := os.OpenFile(output, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return usageError{fmt.Errorf("%w; an export overwrites nothing", err)}
		}
		defer func() {
			if err = errors.Join(err, f.Close()); err != nil {
				_ = os.Remove(output) // half an export must not be taken for a whole one
			}
		}()
		out = f
	}
	return withOwner(cmd, s, func(addr string) error {
		return streamExport(cmd.Context(), addr, tokenFor(s.data), v, out)
	})
}

// withOwner has f ask the process that holds the data directory, or this one
// where nobody does.
func withOwner(cmd *cobra.Command, s *settings, f func(addr string) error) (err error) {
	if holder, held := index.Owner(s.data); held {
		if holder.Addr == "" {
			return &index.HeldError{PID: holder.PID}
		}
		return f(holder.Addr)
	}
	o, err := openOwner(cmd.Context(), s.config(cmd), "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	if err := o.CatchUp(cmd.Context()); err != nil {
		return err
	}
	return f(o.addr)
}

func streamExport(ctx context.Context, addr, token string, v url.Values, out io.Writer) error {
	var problem bytes.Buffer
	status, err := fetch.Stream(ctx, addr, "/api/v1/export?"+v.Encode(), token, func(status int) io.Writer {
		if status == 200 {
			return out
		}
		return &problem
	})
	if err != nil {
		return fmt.Errorf("the export was cut short: %w; with --format ndjson it goes on with --cursor of its last line", err)
	}
	if status != 200 {
		return problemError(problem.Bytes())
	}
	return nil
}
