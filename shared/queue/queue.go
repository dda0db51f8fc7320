// Package queue is the job that travels from a source to one channel, and how
// it is put on a queue. It does not know what carries it: queue/sqs and Memory
// do.
package queue

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bongsu/shared/alert"
)

// Version is the version of a job's JSON that this build writes. Every version
// ever released stays readable.
const Version = 1

// MaxBytes is how large a job's JSON may get; SQS takes 1 MiB, and a batch of
// jobs must fit a Lambda event of 6 MB.
const MaxBytes = 200 << 10

// MaxWhole is how many alerts a job carries in full; the rest go as references.
const MaxWhole = 50

// MaxAlerts is how many alerts a job tells, in full or by name: deliver looks up
// each of them, and has half a minute.
const MaxAlerts = 1000

// MaxDelay is SQS's longest delay.
const MaxDelay = 15 * time.Minute

// Job is one message for one channel: one request to its provider.
type Job struct {
	V       int    `json:"v"`
	Channel string `json:"channel"`
	// To are the recipients of the request, where a channel names them. Part
	// names the recipients that the source had put together, and is empty where
	// there is only one request a message; what was told is known by part.
	To   []string `json:"to,omitempty"`
	Part string   `json:"part,omitempty"`
	// Group is the set of alerts that are told together; it is the same for
	// all channels of a route and the same on every redelivery.
	Group string      `json:"group"`
	State alert.State `json:"state"`
	// Alerts are told in full, More by name.
	Alerts []alert.Alert `json:"alerts"`
	More   []alert.Ref   `json:"more,omitempty"`
	// Wait is how long the job was held back on purpose (after, a mute, quiet
	// hours); it is sent only if what it tells is still true then. On a
	// recovery it says that its beginning waits. Zero for most jobs.
	Wait time.Duration `json:"wait,omitempty"`
	// Urgent jobs are not held back by quiet hours.
	Urgent bool `json:"urgent,omitempty"`
	// Repeat is after how long to tell again what is still wrong; zero is
	// never. Round counts the repetitions so far, Due is when this one was due.
	Repeat time.Duration `json:"repeat,omitempty"`
	Round  int           `json:"round,omitempty"`
	Due    time.Time     `json:"due,omitzero"`
	// Try counts how often the recipients were sent this before, and could not
	// be reached.
	Try int `json:"try,omitempty"`
	// Follow, if set, makes this no message but a question: what became of one.
	Follow *Follow `json:"follow,omitempty"`
	// Redriven is when a person sent the job again from the dead letters.
	Redriven time.Time `json:"redriven,omitzero"`
	// Again marks a job put once more from what an earlier, interrupted try
	// had written down: only alerts that the record assigns to this group
	// count.
	Again bool `json:"again,omitempty"`
}

// Follow is a question to the provider.
type Follow struct {
	// Reference is what the provider calls the message.
	Reference string `json:"ref"`
	// Sent is when it was accepted.
	Sent time.Time `json:"sent"`
}

// ID identifies the job: the same on every try and every redelivery.
func (j Job) ID() string {
	id := MarkID(j.Group, j.Line())
	if j.Round > 0 {
		id += "#" + strconv.Itoa(j.Round)
	}
	if j.Try > 0 {
		id += "!" + strconv.Itoa(j.Try) + "-" + Hash(j.To...)
	}
	if j.Follow != nil {
		id += "?" + Hash(j.Follow.Reference)
	}
	return id
}

// Line is the channel, or the part of it, whose readers get the job.
func (j Job) Line() string {
	if j.Part == "" {
		return j.Channel
	}
	return j.Channel + "/" + j.Part
}

// MarkID is the id of the job that tells a group to a line.
func MarkID(group, line string) string { return group + "/" + line }

// RepeatID is the id of the lease under which a group is told again: whoever
// tells its end must know that.
func RepeatID(group, line string) string { return MarkID(group, line) + "#" }

// Hash names a thing by its content, in 32 hex digits.
func Hash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// Newest is the time of the newest alert of the job.
func (j Job) Newest() time.Time {
	var at time.Time
	for _, a := range j.Alerts {
		if a.At.After(at) {
			at = a.At
		}
	}
	for _, r := range j.More {
		if r.At.After(at) {
			at = r.At
		}
	}
	return at
}

// Fresh is from when on the job's age counts.
func (j Job) Fresh() time.Time {
	at := j.Newest()
	if at.IsZero() {
		return at
	}
	for _, later := range []time.Time{at.Add(j.Wait), j.Due, j.Redriven} {
		if later.After(at) {
			at = later
		}
	}
	return at
}

// Encode writes a job.
func Encode(j Job) ([]byte, error) {
	j.V = Version
	return json.Marshal(j)
}

// Decode reads a job of any released version.
func Decode(body []byte) (Job, error) {
	var j Job
	if err := json.Unmarshal(body, &j); err != nil {
		return Job{}, fmt.Errorf("not a job: %w", err)
	}
	if j.V < 1 || j.V > Version {
		return Job{}, fmt.Errorf("job version %d, this build reads 1 to %d", j.V, Version)
	}
	if j.Channel == "" || j.Group == "" || len(j.Alerts)+len(j.More) == 0 {
		return Job{}, errors.New("a job needs a channel, a group and an alert")
	}
	return j, nil
}

// AttributeRedriven says, on a source's event, when a person sent it again from
// the dead letters, as RFC 3339. A job says so itself.
const AttributeRedriven = "redriven"

// Sender puts messages on queues. Queue is the name of a queue as the
// implementation knows it (a URL for SQS). A nil error means that the queue
// has it for good.
type Sender interface {
	Send(ctx context.Context, queue string, m Message) error
}

// Message is what goes on a queue.
type Message struct {
	Body []byte
	// Delay hides it at first; at most MaxDelay.
	Delay time.Duration
	// Attributes travel beside the body, e.g. why a job died.
	Attributes map[string]string
}
