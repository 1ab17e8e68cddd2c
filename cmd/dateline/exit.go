package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"dateline/indexer"
	"dateline/indexer/store"
	"dateline/search"
	"dateline/search/index"
	"dateline/search/query"
)

// The exit codes; the table in README.md says the same.
const (
	exitOK       = 0
	exitError    = 1 // anything not named below
	exitUsage    = 2 // a wrong flag, argument, parameter or query
	exitDiskFull = 3
	exitRefused  = 4 // nothing of the input could be taken, or some with --strict
	exitHeld     = 5 // another process holds the data directory
	exitDamaged  = 6 // verify found damage
)

// usageError is a mistake in how the program was called.
type usageError struct{ error }

// errAllRefused ends an import that took nothing.
var (
	errAllRefused  = errors.New("nothing was imported: every item was refused, see above")
	errSomeRefused = errors.New("some items were refused, see above")
	errDamaged     = errors.New("damage was found, see above; `dateline rebuild` builds the index anew from the store")
)

// report writes err for a person and gives its exit code.
func report(err error, stderr io.Writer) int {
	if err == nil {
		return exitOK
	}
	var q *query.Error
	if errors.As(err, &q) {
		fmt.Fprintf(stderr, "dateline: in the query, at character %d: %s\n", q.Position+1, q.Error())
		return exitUsage
	}
	fmt.Fprintf(stderr, "dateline: %s\n", strings.TrimSpace(message(err)))
	return exitCode(err)
}

func message(err error) string {
	var held *index.HeldError
	if errors.As(err, &held) {
		s := fmt.Sprintf("the data directory is in use by process %d", held.PID)
		if held.Addr != "" {
			s += ", which serves it at http://" + held.Addr
		}
		return s + "; stop it first, or choose another directory with --data"
	}
	return err.Error()
}

func exitCode(err error) int {
	var held *index.HeldError
	var usage usageError
	var param *search.ParamError
	switch {
	case errors.As(err, &held), errors.Is(err, index.ErrServed):
		return exitHeld
	case errors.As(err, &usage), errors.As(err, &param):
		return exitUsage
	case errors.Is(err, store.ErrFull), errors.Is(err, indexer.ErrDisk):
		return exitDiskFull
	case errors.Is(err, errAllRefused), errors.Is(err, errSomeRefused):
		return exitRefused
	case errors.Is(err, errDamaged):
		return exitDamaged
	}
	return exitError
}
