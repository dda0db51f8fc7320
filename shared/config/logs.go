package config

import (
	"strings"
	"time"

	"bongsu/shared/alert"
)

// Log is one log watch: the lines of a log group, or of a file on a server, that
// somebody is told of.
type Log struct {
	// Name is what people know it by; no two watches share one.
	Name string `json:"name"`
	// Group is the log group that the lines are in, of a file the one that
	// the stack makes for it.
	Group string `json:"group"`
	// File is the absolute path on the server, empty where a group is watched.
	File string `json:"file,omitempty"`
	// Filter is CloudWatch's filter pattern, see shared/logpattern: the one that
	// the file names, or the phrase of Match.
	Filter string `json:"filter"`
	// Match is the text that a line has to hold, empty where the file names a
	// pattern.
	Match    string         `json:"match,omitempty"`
	Route    string         `json:"route,omitempty"`
	Severity alert.Severity `json:"severity"`
	// Say is what a message says instead of the watch's name.
	Say string `json:"say,omitempty"`
	// Cooldown is how long after a line that was told further ones are only
	// counted; zero tells every line.
	Cooldown time.Duration `json:"cooldown,omitempty"`
}

// FilesPrefix begins the names of the log groups that the stack makes for files.
const FilesPrefix = "/bongsu/files/"

// FilesGroup is the log group of a watch of a file.
func FilesGroup(watch string) string { return FilesPrefix + watch }

// OwnGroup reports whether a log group may be one of a stack's own functions,
// which CloudFormation names after the stack. A function that is fed its own log
// writes a line for every line, for ever.
func OwnGroup(group, stack string) bool {
	return strings.HasPrefix(strings.TrimPrefix(group, "/aws/lambda/"), stack+"-")
}

// LogGroups gives the groups that are watched, each once, in the order of the
// file, and the watches of each.
func LogGroups(logs []Log) (groups []string, watches map[string][]Log) {
	watches = make(map[string][]Log)
	for _, l := range logs {
		if watches[l.Group] == nil {
			groups = append(groups, l.Group)
		}
		watches[l.Group] = append(watches[l.Group], l)
	}
	return groups, watches
}

// LogSlice is the part of the log watch function.
func (c Config) LogSlice() Slice {
	return Slice{Routes: c.routes(), Mute: c.Mute, Logs: c.Logs, Redact: c.Redact}
}
