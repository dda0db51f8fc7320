package show

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"bongsu/shared/config"
	"bongsu/shared/logpattern"
)

// logged is how long the show waits for a line of a log to be told.
const logged = 4 * time.Second

// journal is the show's own log.
type journal struct {
	// watch is as the configuration has it.
	watch      config.Log
	path, line string
	// end gives the file up.
	end func() error
}

// log shows an application that writes a line for which somebody is waiting.
// Whatever file is watched, it is written to one of the show's own.
func (s *stage) log(patient, ctx context.Context, c config.Config) error {
	if len(c.Logs) == 0 {
		s.note(s.words.noLogs)
		return nil
	}
	watch, line, ok := sayable(s.Config.Logs)
	if !ok {
		s.note(s.words.noLine(watch.Name))
		return nil
	}
	if err := s.open(watch, line); err != nil {
		return err
	}
	told := map[string]int{}
	targets := c.Routes.Of(watch.Route)
	for _, target := range targets {
		told[target.Channel]++
		s.expected[target.Channel] += s.parts(target.Channel)
	}
	s.step(s.words.logged)
	s.command(s.journal.command())
	s.small(s.words.counts(cmp.Or(watch.File, watch.Group)))
	s.announce(targets)
	if err := s.journal.write(); err != nil {
		return err
	}
	first, cancel := context.WithTimeout(patient, logged)
	defer cancel()
	s.wait(first, func(now tallies) bool { return s.told(told)(now) && s.relayed(now) })
	return ctx.Err()
}

// sayable is a watch with a line that it tells; else the first one.
func sayable(logs []config.Log) (watch config.Log, line string, ok bool) {
	for _, l := range logs {
		filter, err := logpattern.Parse(l.Filter)
		if err != nil {
			continue // the configuration was checked
		}
		for _, line := range []string{l.Match, "ERROR the payment did not go through"} {
			if line != "" && filter.Match(line) {
				return l, line, true
			}
		}
	}
	return logs[0], "", false
}

// open makes the show's own log, whose lines count as the watch's.
func (s *stage) open(watch config.Log, line string) error {
	folder, err := os.MkdirTemp("", "bongsu-")
	if err != nil {
		return err
	}
	path := filepath.Join(folder, "app.log")
	end, err := s.stack.Follow(watch, path)
	if err != nil {
		return errors.Join(err, os.RemoveAll(folder))
	}
	s.journal = journal{watch, path, line, func() error { return errors.Join(end(), os.RemoveAll(folder)) }}
	return nil
}

// command is what appends the line in a shell.
func (j journal) command() string { return "echo " + quoted(j.line) + " >> " + j.path }

// write appends the line.
func (j journal) write() error {
	file, err := os.OpenFile(j.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(j.line + "\n")
	return errors.Join(err, file.Close())
}

// close gives the log up, if there is one.
func (j journal) close() error {
	if j.end == nil {
		return nil
	}
	return j.end()
}
