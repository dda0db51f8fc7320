package file

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"bongsu/shared/config"
	"bongsu/shared/cron"
)

const (
	maxDigests = 20
	// maxDigestMetrics is what a person takes in, and what a text message to a
	// phone has room for.
	maxDigestMetrics = 12
	maxDigestTitle   = 60
	// shortestDigest is the shortest time worth a summary.
	shortestDigest = 15 * time.Minute
)

const (
	cronHint  = `five fields, minute, hour, day of the month, month, day of the week, e.g. "0 9 * * MON-FRI" for nine o'clock on working days`
	everyHint = "15m, 20m, 30m, 1h, 2h, 3h, 4h, 6h, 8h, 12h or 1d; write cron: for all else"
)

// digests reads the summaries. It goes last: they name alarms and polls.
func (r *reader) digests(root *section) {
	v, ok := root.get("digests")
	if !ok {
		return
	}
	elements, ok := r.list(v, `e.g. digests: [{name: morning, cron: "0 9 * * MON-FRI", alarms: [orders-latency]}]`)
	if !ok {
		return
	}
	if len(elements) > maxDigests {
		r.fault(v, fmt.Sprintf("lists more than %d digests", maxDigests), "one digest can have several metrics")
	}
	names := map[string]int{}
	for _, e := range elements {
		if s, ok := r.section(e); ok {
			r.config.Digests = append(r.config.Digests, r.digest(s, names))
		}
	}
}

func (r *reader) digest(s *section, names map[string]int) config.Digest {
	d := config.Digest{Timezone: r.config.Timezone}
	if v, ok := s.need("name", "what people know it by, e.g. name: morning"); ok {
		if d.Name, ok = r.line(v); ok && !pollName.MatchString(d.Name) {
			r.fault(v, quoted(d.Name)+" is not a name for a digest", "1 to 64 of A-Z, a-z, 0-9 and - _ .: its schedule is called after it")
		} else if ok {
			r.once(v, d.Name, names)
		}
	}
	if v, ok := s.get("timezone"); ok {
		if name, ok := r.timezone(v); ok {
			d.Timezone = name
		}
	}
	d.Cron = r.digestTimes(s)
	d.Route = r.routed(s, "route")
	d.Metrics = r.digestMetrics(s)
	s.done()
	return d
}

// digestTimes reads when a digest comes, as five fields.
func (r *reader) digestTimes(s *section) string {
	fields, isCron := s.get("cron")
	interval, isEvery := s.get("every")
	switch {
	case s.has("cron") && s.has("every"):
		r.faultAt(s.self.head, s.self.path, "has both cron and every", "remove one")
	case isCron:
		return r.cron(fields)
	case isEvery:
		return r.every(interval)
	case !s.has("cron") && !s.has("every"):
		s.missing("cron", cronHint+"; or every: 3h")
	}
	return ""
}

func (r *reader) cron(v value) string {
	text, ok := r.line(v)
	if !ok {
		return ""
	}
	times, err := cron.Parse(text)
	if err != nil {
		r.fault(v, strings.ReplaceAll(err.Error(), "\n", "; "), cronHint)
		return ""
	}
	if tooDense(times) {
		r.fault(v, "comes more often than every 15 minutes", "what is urgent is told by alarms; a digest sums up")
		return ""
	}
	return text
}

// tooDense reports whether two times follow each other too fast for a summary. Those
// of a day repeat, so that those of the first and of its neighbour say all.
func tooDense(times cron.Schedule) bool {
	at := times.After(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.UTC)
	for end := at.Add(48 * time.Hour); !at.IsZero() && at.Before(end); {
		next := times.After(at, time.UTC)
		if !next.IsZero() && next.Sub(at) < shortestDigest {
			return true
		}
		at = next
	}
	return false
}

// every writes an interval as the times of day at its multiples.
func (r *reader) every(v value) string {
	d, ok := r.duration(v)
	switch minutes := int(d / time.Minute); {
	case !ok:
	case d == 24*time.Hour:
		return "0 0 * * *"
	case d == 15*time.Minute, d == 20*time.Minute, d == 30*time.Minute:
		return "*/" + strconv.Itoa(minutes) + " * * * *"
	case d == time.Hour:
		return "0 * * * *"
	case d > 0 && d%time.Hour == 0 && 24*time.Hour%d == 0:
		return "0 */" + strconv.Itoa(minutes/60) + " * * *"
	default:
		r.fault(v, "does not divide the day, so that it would come at other hours each day", everyHint)
	}
	return ""
}
