// Package file reads and checks bongsu.yaml and reports every fault of it at
// once, with its place. It calls nobody and looks at no clock; only infra and
// the command link it.
package file

import (
	"fmt"
	"io"
	"os"

	"bongsu/shared/config"
)

// MaxBytes is how large a configuration may be. A stack of CloudFormation's 500
// resources needs less.
const MaxBytes = 256 << 10

// Load reads and checks the file at path. An error is Faults where the file
// could be read but is wrong.
func Load(path string) (config.Config, error) {
	data, err := Read(path)
	if err != nil {
		return config.Config{}, err
	}
	return Parse(path, data)
}

// Read reads the file at path, at most one byte more than Parse accepts.
func Read(path string) ([]byte, error) {
	opened, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(opened, MaxBytes+1))
	if closed := opened.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	return data, nil
}

// Parse checks a configuration and fills in its defaults. name is what faults
// call the file. The error is Faults, sorted by position.
func Parse(name string, data []byte) (config.Config, error) {
	r := read(name, data)
	if len(r.faults) > 0 {
		return config.Config{}, r.faults.sorted()
	}
	return r.config, nil
}

// Warnings says what in a configuration is allowed but has no effect: settings
// that this version only checks, channels to which no route leads. A
// configuration with faults has no warnings: the faults come first.
func Warnings(name string, data []byte) Faults {
	r := read(name, data)
	if len(r.faults) > 0 {
		return nil
	}
	return r.warnings.sorted()
}

func read(name string, data []byte) *reader {
	r := &reader{file: name, fallbacks: map[string]value{}}
	root, ok := r.parse(data)
	if !ok {
		return r
	}
	s, ok := r.section(root)
	if !ok {
		return r
	}
	r.general(s)
	r.channels(s)
	r.routes(s)
	r.fallback()
	r.listening(s)
	r.alarms(s)
	r.events(s)
	r.presence(s)
	r.logs(s)
	r.redact(s)
	r.polls(s)
	r.telemetry(s)
	r.digests(s)
	s.done()
	r.unused()
	return r
}
