// Package sample is what the command shows of itself without being given
// anything: a configuration, and an alarm that fires and recovers.
package sample

import (
	_ "embed"
	"fmt"
	"regexp"
	"time"

	"bongsu/events"
	"bongsu/shared/config"
	"bongsu/shared/config/file"
)

//go:embed bongsu.yaml
var configuration []byte

// ConfigName is what the built-in configuration is called.
const ConfigName = "the built-in sample"

// Config is the built-in configuration.
func Config() (config.Config, error) { return file.Parse(ConfigName, configuration) }

// Alarm is an alarm's two messages, as CloudWatch sends them to its topic.
type Alarm struct{ Firing, Recovered []byte }

var changedAt = regexp.MustCompile(`"StateChangeTime": "([^"]+)"`)

// AlarmAt is the sample alarm of a slow API, moved in time so that it recovers
// within the last minute before now.
func AlarmAt(now time.Time) (Alarm, error) {
	firing, err := events.LatencyFiring()
	if err != nil {
		return Alarm{}, err
	}
	recovered, err := events.LatencyRecovered()
	if err != nil {
		return Alarm{}, err
	}
	at, err := time.Parse("2006-01-02T15:04:05.000-0700", string(first(changedAt.FindSubmatch(recovered))))
	if err != nil {
		return Alarm{}, fmt.Errorf("the sample alarm's time: %w", err)
	}
	// By whole minutes: datapoints begin with a minute.
	by := now.Sub(at).Truncate(time.Minute)
	return Alarm{Moved(firing, by), Moved(recovered, by)}, nil
}

func first(groups [][]byte) []byte {
	if len(groups) < 2 {
		return nil
	}
	return groups[1]
}
