package logmatch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/clean"
	"bongsu/shared/config"
	"bongsu/shared/cooldown"
	"bongsu/shared/incident"
	"bongsu/shared/logpattern"
	"bongsu/shared/queue"
	"bongsu/shared/redact"
	"bongsu/shared/source"
)

// Handler serves the log watch.
type Handler struct {
	keeper  cooldown.Keeper
	watches map[string][]watch // by group
	redact  redact.Redactor
	region  string
	log     *slog.Logger
	now     func() time.Time
	// filtered says that the lines of a group with one watch have passed its
	// filter already.
	filtered bool
}

type watch struct {
	config.Log
	pattern logpattern.Pattern
}

// World is what a handler runs on.
type World struct {
	Teller source.Teller
	// Region is that of the logs, for links; empty if they are in none.
	Region string
	// Filtered says that CloudWatch Logs has matched the lines of a group with
	// one watch, so that its word counts and not ours.
	Filtered bool
	Log      *slog.Logger
	Now      func() time.Time
}

// New makes a handler for the watches of a configuration. An error says that one
// of its patterns cannot be read.
func New(s config.Slice, w World) (Handler, error) {
	h := Handler{
		keeper:  cooldown.Keeper{Store: w.Teller.Store, Teller: w.Teller, Now: w.Now},
		watches: make(map[string][]watch), region: w.Region, log: w.Log, now: w.Now, filtered: w.Filtered,
	}
	var errs []error
	for _, l := range s.Logs {
		pattern, err := logpattern.Parse(l.Filter)
		if err != nil {
			errs = append(errs, fmt.Errorf("log watch %s: %w", l.Name, err))
		}
		h.watches[l.Group] = append(h.watches[l.Group], watch{l, pattern})
	}
	var err error
	if h.redact, err = redact.New(s.Redact); err != nil {
		errs = append(errs, err)
	}
	return h, errors.Join(errs...)
}

// Handle tells what a subscription event of CloudWatch Logs holds. An error has
// the platform send it again, twice, and then keep it among the dead letters.
func (h Handler) Handle(ctx context.Context, payload json.RawMessage) (any, error) {
	b, err := Parse(payload)
	switch {
	case errors.Is(err, ErrControl):
		h.log.InfoContext(ctx, "logs", "why_silent", err.Error())
		return nil, nil
	case err != nil:
		h.log.WarnContext(ctx, "logs", "passed on as it came", err.Error())
		return nil, errors.Join(h.keeper.Teller.Tell(ctx, []source.Event{{Alert: h.Strange(payload)}})...)
	}
	return nil, h.Take(ctx, b)
}

// Take tells the lines of a batch that somebody watches for. After an error the
// whole batch may come again.
func (h Handler) Take(ctx context.Context, b Batch) error {
	all := h.series(b)
	err := h.keeper.Take(ctx, all)
	matched := 0
	for _, s := range all {
		matched += len(s.Lines)
	}
	watches := len(h.watches[b.Group])
	attrs := []any{"group", b.Group, "lines", len(b.Lines), "matched", matched, "watches", watches}
	if b.Cut {
		attrs = append(attrs, "cut", true)
	}
	if watches == 0 {
		attrs = append(attrs, "why_silent", "nobody watches this group any more")
	}
	h.log.InfoContext(ctx, "logs", attrs...)
	return err
}

// Due tells what a cool-down has counted; the tick does the same.
func (h Handler) Due(ctx context.Context, d incident.Due) error { return h.keeper.Due(ctx, d) }

// Alerts are what a batch is told as where no cool-down runs, every line of it.
func (h Handler) Alerts(b Batch) []alert.Alert {
	var all []alert.Alert
	for _, s := range h.series(b) {
		for _, l := range s.Lines {
			all = append(all, l.Alert())
		}
	}
	return all
}

// series sorts the lines of a batch by the watches that they are for.
func (h Handler) series(b Batch) []cooldown.Series {
	r := reader{h.redact, h.region, h.now().UTC().Truncate(time.Millisecond)}
	var all []cooldown.Series
	for _, w := range h.watches[b.Group] {
		s := cooldown.Series{Key: alert.WatchKey(w.Name), Cooldown: w.Cooldown}
		for _, l := range b.Lines {
			if h.meant(w, l.Text) {
				s.Lines = append(s.Lines, r.line(w.Log, b, l))
			}
		}
		if len(s.Lines) > 0 {
			all = append(all, s)
		}
		if b.Cut {
			all = append(all, cooldown.Series{Key: s.Key, Lines: []cooldown.Line{r.unread(w.Log, b)}})
		}
	}
	return all
}

// meant reports whether a line is one that the watch is for. A text is looked for
// here in any case; of a pattern, CloudWatch's own reading counts where it has
// been read already.
func (h Handler) meant(w watch, line string) bool {
	if h.filtered && w.Match == "" && len(h.watches[w.Group]) == 1 {
		return true
	}
	return w.pattern.Match(line)
}

// maxStrange is how much of what is no log is passed on.
const maxStrange = 8000

// Strange passes on an event that is none of CloudWatch Logs, unpacked as far as
// that can be done.
func (h Handler) Strange(payload []byte) alert.Alert {
	a := alert.Alert{
		Key: alert.RawKey(queue.Hash(string(payload))), Kind: alert.Raw, State: alert.Notice, Severity: alert.Warning,
		Subject: "CloudWatch Logs", At: h.now().UTC().Truncate(time.Millisecond), Region: h.region, Origin: "aws.logs",
	}
	text := string(payload)
	if content, ok := unpack(payload); ok {
		// What can be read before it breaks off is better than what is packed.
		if plain, _ := io.ReadAll(io.LimitReader(content, maxLine)); len(plain) > 0 {
			text = string(plain)
		}
	}
	a.Text, a.Cut = clean.Long(h.redact.Text(readable(bounded(text))), maxStrange)
	return a
}
