// Command dateline is a full-text search engine for news coverage: it crawls or
// imports articles, tags each with people, countries and event types, and
// serves faceted search as a page and as a JSON API. This package turns flags
// into a checked configuration and wires the rooms together; it decides nothing
// about news itself.
package main

import (
	"context"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	// The first signal ends the command in order, the second at once: stop
	// gives the signals back to Go, whose default is to exit.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	// net/http prints there what servers and clients send it amiss: lines that are no
	// events of ours, and no JSON with --log-json.
	log.SetOutput(io.Discard)
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the whole program but for the process around it, so that tests start
// the real thing. It returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	return report(err, stderr)
}
