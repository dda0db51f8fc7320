package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"bongsu/cmd/bongsu/internal/sample"
	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/config/file"
)

// defaultConfig is the configuration's name where the command line gives none.
const defaultConfig = "bongsu.yaml"

// configFlag adds --config.
func configFlag(c *cobra.Command, path *string) {
	c.Flags().StringVar(path, "config", "", "the configuration (default "+defaultConfig+" in this folder)")
}

// setup is a configuration and where it comes from.
type setup struct {
	config.Config
	name string
	data []byte
}

// load reads the configuration that the command line names.
func load(path string) (setup, error) {
	if path == "" {
		path = defaultConfig
	}
	data, err := file.Read(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("there is no %s: name a configuration with --config", path)
		}
		return setup{}, misused(err)
	}
	c, err := file.Parse(path, data)
	if err != nil {
		return setup{}, misused(err)
	}
	return setup{c, path, data}, nil
}

// loadOrSample is load, with the built-in sample where neither the command line
// nor the folder has a configuration.
func loadOrSample(path string) (setup, error) {
	if path == "" {
		if _, err := os.Stat(defaultConfig); errors.Is(err, fs.ErrNotExist) {
			return builtIn()
		}
	}
	return load(path)
}

// builtIn is the built-in sample.
func builtIn() (setup, error) {
	c, err := sample.Config()
	return setup{Config: c, name: sample.ConfigName}, err
}

// channel finds a channel by its name. A bare type stands for a channel of that
// type with default settings, if no channel is called so.
func (s setup) channel(name string) (config.Channel, error) {
	for _, ch := range s.Channels {
		if ch.Name == name {
			return ch, nil
		}
	}
	if kind, err := channel.KindOf(name); err == nil {
		return config.Channel{
			Name: name, Type: kind.Type, Language: s.Language, Timezone: s.Timezone, Settings: kind.New(),
		}, nil
	}
	return config.Channel{}, misused(fmt.Errorf("%s has no channel %q: it has %s; a type alone will do too: %s",
		s.name, name, strings.Join(s.names(), ", "), strings.Join(types(), ", ")))
}

func (s setup) names() []string {
	names := make([]string, len(s.Channels))
	for i, ch := range s.Channels {
		names[i] = ch.Name
	}
	return names
}

func types() []string {
	var list []string
	for _, k := range channel.Kinds() {
		list = append(list, k.Type)
	}
	return list
}

// checkLanguage refuses what nobody can speak; empty is no wish.
func checkLanguage(language string) error {
	if !slices.Contains([]string{"", "ko", "en"}, language) {
		return misused(fmt.Errorf("--lang %q: say ko or en", language))
	}
	return nil
}

// printable shows a text that a stranger wrote without what a terminal obeys.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}

// maxInput is far above anything that AWS sends.
const maxInput = 16 << 20

// readInput reads an event from a file, or from the input for "-".
func readInput(name string, in io.Reader) (data []byte, err error) {
	if name != "-" {
		opened, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, opened.Close()) }()
		in = opened
	}
	data, err = io.ReadAll(io.LimitReader(in, maxInput+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(data) > maxInput {
		return nil, fmt.Errorf("%s is larger than %d MiB, no event is", name, maxInput>>20)
	}
	return data, nil
}
