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
	a, _, ended, err := recorded()
	if err != nil {
		return Alarm{}, err
	}
	// By whole minutes: datapoints begin with a minute.
	by := now.Sub(ended).Truncate(time.Minute)
	return Alarm{Moved(a.Firing, by), Moved(a.Recovered, by)}, nil
}

// AlarmNow is the sample alarm of which either message is of this very moment,
// so that it is later than all that was told of the alarm before.
func AlarmNow(now time.Time) (Alarm, error) {
	a, began, ended, err := recorded()
	if err != nil {
		return Alarm{}, err
	}
	return Alarm{Moved(a.Firing, now.Sub(began)), Moved(a.Recovered, now.Sub(ended))}, nil
}

// recorded is the alarm as it is among the samples, and its times.
func recorded() (a Alarm, began, ended time.Time, err error) {
	if a.Firing, err = events.LatencyFiring(); err != nil {
		return Alarm{}, began, ended, err
	}
	if a.Recovered, err = events.LatencyRecovered(); err != nil {
		return Alarm{}, began, ended, err
	}
	for message, at := range map[*[]byte]*time.Time{&a.Firing: &began, &a.Recovered: &ended} {
		if *at, err = time.Parse("2006-01-02T15:04:05.000-0700", string(first(changedAt.FindSubmatch(*message)))); err != nil {
			return Alarm{}, began, ended, fmt.Errorf("the sample alarm's time: %w", err)
		}
	}
	return a, began, ended, nil
}

func first(groups [][]byte) []byte {
	if len(groups) < 2 {
		return nil
	}
	return groups[1]
}
