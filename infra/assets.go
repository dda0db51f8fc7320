package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"bongsu/shared/config"
)

// function is one Lambda function to make.
type function struct {
	// id is its construct id, folder its place in lambdas/ and dist/.
	id, folder string
	slice      config.Slice
}

// functionsOf lists the functions that a configuration asks for.
func functionsOf(cfg config.Config) []function {
	list := []function{{"Alarm", "alarm", cfg.AlarmSlice()}}
	if len(cfg.Pictured()) > 0 {
		list = append(list, function{"Picture", "picture", cfg.PictureSlice()})
	}
	if cfg.Presence != nil {
		list = append(list, function{"Presence", "presence", cfg.PresenceSlice()})
	}
	if len(cfg.Logs) > 0 {
		list = append(list, function{"Logmatch", "logmatch", cfg.LogSlice()})
	}
	if len(cfg.Polls) > 0 {
		list = append(list, function{"Poll", "poll", cfg.PollSlice()})
	}
	if len(cfg.Telemetry) > 0 {
		list = append(list, function{"Telemetry", "telemetry", cfg.TelemetrySlice()})
	}
	if len(cfg.Digests) > 0 {
		list = append(list, function{"Digest", "digest", cfg.DigestSlice()})
	}
	for _, ch := range cfg.Channels {
		list = append(list, function{deliverID(ch.Name), "deliver", cfg.DeliverSlice(ch)})
	}
	return append(list, function{"Tick", "tick", cfg.TickSlice()})
}

func deliverID(channel string) string { return "Deliver-" + channel }

// stage lays out each function's asset below folder: its bootstrap, and its
// slice of the configuration beside it. It returns the folders by function id.
// The same input always makes the same bytes, so that an unchanged function is
// not deployed again.
func stage(root, folder string, cfg config.Config) (map[string]string, error) {
	if err := os.RemoveAll(folder); err != nil {
		return nil, err
	}
	code := map[string]string{}
	var faults []error
	for _, f := range functionsOf(cfg) {
		code[f.id] = filepath.Join(folder, f.id)
		faults = append(faults, stageOne(root, code[f.id], f))
	}
	return code, errors.Join(faults...)
}

func stageOne(root, folder string, f function) error {
	bootstrap := filepath.Join("dist", f.folder, "bootstrap")
	binary, err := os.ReadFile(filepath.Join(root, bootstrap))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("function %s: %s is missing: run make build", f.id, bootstrap)
	}
	if err != nil {
		return err
	}
	slice, err := json.Marshal(f.slice)
	if err != nil {
		return fmt.Errorf("function %s: configuration: %w", f.id, err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	// The zip that Lambda gets keeps the modes: bootstrap must be executable.
	return errors.Join(
		os.WriteFile(filepath.Join(folder, "bootstrap"), binary, 0o755),
		os.WriteFile(filepath.Join(folder, config.SliceFile), slice, 0o644),
	)
}

// repositoryRoot is the folder of go.mod, upward from here: the tests of
// infra/ and cdk start in different folders and must find the same files.
func repositoryRoot() (string, error) {
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for folder := here; ; folder = filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder, nil
		}
		if folder == filepath.Dir(folder) {
			return "", fmt.Errorf("no go.mod in or above %s: run this inside the repository", here)
		}
	}
}
