package deliver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

const (
	// wholeElsewhere is how many alerts of a job are told in full on the other
	// route, bytesElsewhere how much they may take, and namedElsewhere how many
	// more go by name.
	wholeElsewhere = 5
	bytesElsewhere = 100 << 10
	namedElsewhere = 200
)

// elsewhere tells a job that this channel can never tell on the other route. It
// reports whether there is one, and whether the job is safe there. What is too old
// is no news there either.
func (b *batch) elsewhere(ctx context.Context, it *item) (bool, error) {
	if !b.hasElsewhere(it.job) || !it.claimed || it.old {
		return false, nil
	}
	u := alert.Untold{To: it.job.To, Reason: it.err.Error()}
	if e, ok := errors.AsType[*channel.Error](it.err); ok {
		u.Code = e.Code
	}
	if err := b.tellElsewhere(ctx, it.asTold(), u, it.job.ID()); err != nil {
		return false, fmt.Errorf("%s; %w", u.Reason, err)
	}
	b.Log.ErrorContext(ctx, "told on another route", "channel", b.Name, "group", it.job.Group, "reason", u.Reason)
	return true, b.write(ctx, it, incident.Mark{ID: it.job.ID(), Status: incident.Dead})
}

// missed tells on the other route whom an accepted message did not reach, or puts
// it among the dead letters for them.
func (b *batch) missed(ctx context.Context, it *item, missing map[string][]string) error {
	var errs []error
	for _, code := range sortedKeys(missing) {
		job := it.job
		job.Follow, job.To, job.Try = nil, missing[code], job.Try+1
		u := alert.Untold{To: job.To, Code: code}
		if b.hasElsewhere(job) {
			errs = append(errs, b.tellElsewhere(ctx, job, u, job.ID()))
			continue
		}
		body, err := queue.Encode(job)
		if err == nil {
			reason := fmt.Sprintf("accepted, but not delivered to %d of its recipients: code %s", len(job.To), code)
			err = b.Queue.Send(ctx, b.DeadLetters, queue.Message{Body: body, Attributes: map[string]string{
				AttributeReason: reason, AttributeChannel: b.Name,
			}})
		}
		if err != nil {
			err = fmt.Errorf("dead letters: %w", err)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// hasElsewhere reports whether there is another route for a job. What could not be
// told elsewhere either is for the dead letters.
func (b *batch) hasElsewhere(job queue.Job) bool {
	ours := func(a alert.Alert) bool { return a.Kind.Ours() }
	return b.Fallback != "" && len(job.Alerts) > 0 && !slices.ContainsFunc(job.Alerts, ours)
}

// tellElsewhere hands what was not told to the function that tells it on the
// other route. The same id is told once.
func (b *batch) tellElsewhere(ctx context.Context, job queue.Job, u alert.Untold, id string) error {
	u.Channel, u.Type = b.Name, b.Type
	putElsewhere(&u, job)
	at := job.Fresh()
	if at.IsZero() || b.Now().Sub(at) > tooOld/2 {
		at = b.Now() // it would be no news any more before it is told
	}
	body, err := json.Marshal(map[string]alert.Alert{config.UndeliveredKey: {
		Key: alert.UndeliveredKey(b.Name, queue.Hash(id)), Kind: alert.Undelivered, State: alert.Notice,
		Severity: gravest(u.Alerts), Route: b.Fallback, Subject: b.Name, At: at.UTC().Truncate(time.Millisecond),
		Untold: &u,
	}})
	if err == nil {
		err = b.Queue.Send(ctx, b.Alarms, queue.Message{Body: body})
	}
	if err != nil {
		return fmt.Errorf("tell it on another route: %w", err)
	}
	return nil
}

// putElsewhere puts a job's alerts into what is told of it: a few in full, more by
// name, the rest as a number.
func putElsewhere(u *alert.Untold, job queue.Job) {
	u.Rest = make(map[alert.State][]alert.Ref)
	named, size := 0, 0
	name := func(state alert.State, r alert.Ref) {
		if named++; named > namedElsewhere {
			u.More++
			return
		}
		u.Rest[state] = append(u.Rest[state], r)
	}
	for n, a := range job.Alerts {
		data, err := json.Marshal(a)
		size += len(data)
		switch {
		case n == 0, err == nil && n < wholeElsewhere && size <= bytesElsewhere:
			u.Alerts = append(u.Alerts, a)
		case !a.Until.IsZero():
			name(alert.Recovered, alert.Ref{Key: a.Key, At: a.Until})
		default:
			name(a.State, alert.Ref{Key: a.Key, At: a.At, Severity: a.Severity})
		}
	}
	for _, r := range job.More {
		name(job.State, r)
	}
}

// gravest is the severity of the worst of them. A recovery that names none may end
// something critical: it names none here either, and quiet hours do not hold it.
func gravest(alerts []alert.Alert) alert.Severity {
	rank := []alert.Severity{alert.Info, alert.Warning, "", alert.Critical}
	worst := 0
	for _, a := range alerts {
		worst = max(worst, slices.Index(rank, a.Severity))
	}
	return rank[worst]
}

func sortedKeys(m map[string][]string) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, strings.Compare)
	return keys
}
