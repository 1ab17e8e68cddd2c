package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"
)

// Every flag may also be set by the environment (--token-file by
// DATELINE_TOKEN_FILE) and by one YAML file of flag names and values. A flag
// wins over the environment, the environment over the file.

// envPrefix begins the names of our environment variables.
const envPrefix = "DATELINE_"

// maxConfig is the bytes of a configuration file.
const maxConfig = 1 << 20

// notSet are flags that make no sense outside one call.
var notSet = []string{"help", "version", "config"}

func envName(flag string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// fileValues reads the configuration file: scalars by flag name.
func fileValues(path string) (map[string]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, usageError{fmt.Errorf("--config: %w", err)}
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, maxConfig))
	if err != nil {
		return nil, usageError{fmt.Errorf("--config: %w", err)}
	}
	var nodes map[string]yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(body)).Decode(&nodes); err != nil && !errors.Is(err, io.EOF) {
		return nil, usageError{fmt.Errorf("%s: %w; it holds a line for each flag, such as `addr: 127.0.0.1:8080`", path, err)}
	}
	values := map[string]string{}
	for name, n := range nodes {
		if n.Kind != yaml.ScalarNode {
			return nil, usageError{fmt.Errorf("%s line %d: %s must be one value", path, n.Line, name)}
		}
		values[name] = n.Value
	}
	return values, nil
}

// configure fills the flags that were not given, and says where each came from.
func configure(c *cobra.Command, configFile string) (from map[string]string, err error) {
	file := map[string]string{}
	if configFile != "" {
		if file, err = fileValues(configFile); err != nil {
			return nil, err
		}
		if err := checkNames(c.Root(), configFile, file); err != nil {
			return nil, err
		}
	}
	from = map[string]string{}
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if err != nil || slices.Contains(notSet, f.Name) {
			return
		}
		from[f.Name] = "default"
		if f.Changed {
			from[f.Name] = "flag"
			return
		}
		value, where := os.Getenv(envName(f.Name)), envName(f.Name)
		if value == "" {
			value, where = file[f.Name], configFile
		}
		if value == "" {
			return
		}
		from[f.Name] = where
		if bad := f.Value.Set(value); bad != nil {
			err = usageError{fmt.Errorf("%s sets %s to %q: %w", where, f.Name, value, bad)}
		}
	})
	return from, err
}

// checkNames refuses a name in the file that is no command's flag: a typing
// mistake would otherwise leave a server without its token.
func checkNames(root *cobra.Command, path string, file map[string]string) error {
	known := map[string]bool{}
	for _, c := range append(root.Commands(), root) {
		for _, flags := range []*pflag.FlagSet{c.Flags(), c.PersistentFlags()} {
			flags.VisitAll(func(f *pflag.Flag) { known[f.Name] = !slices.Contains(notSet, f.Name) })
		}
	}
	for _, name := range slices.Sorted(maps.Keys(file)) {
		if !known[name] {
			return usageError{fmt.Errorf("%s: no command has a flag --%s; `dateline config` lists what can be set", path, name)}
		}
	}
	return nil
}

// secret flags are not printed.
var secret = []string{"token"}

func newConfig() *cobra.Command {
	return &cobra.Command{
		Use:   "config [COMMAND]",
		Short: "Print the configuration a command (serve by default) would run with, and where each value comes from",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := "serve"
			if len(args) == 1 {
				name = args[0]
			}
			target, rest, err := cmd.Root().Find([]string{name})
			if err != nil || len(rest) > 0 || target == cmd.Root() {
				return usageError{fmt.Errorf("there is no command %q", name)}
			}
			// What this call was given counts for the command it asks about.
			cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) {
				if f.Changed {
					_ = target.InheritedFlags().Set(f.Name, f.Value.String())
				}
			})
			from, err := configure(target, cmd.Flag("config").Value.String())
			if err != nil {
				return err
			}
			printConfig(cmd.OutOrStdout(), target, from)
			return nil
		},
	}
}

// printConfig writes a file that --config reads, with comments.
func printConfig(w io.Writer, c *cobra.Command, from map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(from)) {
		value := c.Flag(name).Value.String()
		if slices.Contains(secret, name) && value != "" {
			fmt.Fprintf(w, "# %s is set (%s) and not shown\n", name, from[name])
			continue
		}
		line, err := yaml.Marshal(map[string]string{name: value})
		if err != nil { // a map of strings always marshals
			continue
		}
		fmt.Fprintf(w, "%s # %s\n", strings.TrimSpace(string(line)), from[name])
	}
}
