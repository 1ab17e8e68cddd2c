package main

import (
	"os"

	"github.com/spf13/cobra"

	"dateline/search/index"
)

const probeName = "probe-index"

// newProbe is the other process in which an index is tried before this one opens
// it (see index.Probe). It is no command for people.
func newProbe() *cobra.Command {
	return &cobra.Command{
		Use:    probeName + " GENERATION",
		Short:  "Try a generation of the index, for the process that is about to open it",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE:   func(cmd *cobra.Command, args []string) error { return index.Probe(args[0], cmd.OutOrStdout()) },
	}
}

// probeCommand starts newProbe; without a path to this program the index is
// checked in this process.
func probeCommand() []string {
	exe, err := os.Executable()
	if err != nil {
		return nil
	}
	return []string{exe, probeName}
}
