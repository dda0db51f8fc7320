package redrive

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"bongsu/cmd/bongsu/internal/intake"
	"bongsu/lambdas/deliver"
	"bongsu/lambdas/presence"
	"bongsu/lambdas/telemetry"
	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/queue"
	"bongsu/shared/wording"
)

// Letter is a dead letter as a person wants to see it, and where it belongs.
type Letter struct {
	// When is the time of what it tells.
	When time.Time
	// Channel is whom it is for; empty for an event that is not yet for anybody.
	Channel string
	// What it tells, Why it died. Both may hold a stranger's words.
	What, Why string
	// Stays says why it cannot be sent anywhere; empty if it can.
	Stays string

	// to is the address of its queue, message what goes there. function is set
	// instead for what no queue carries: the ARN of the function whose payload
	// the message's body is.
	to, function string
	message      queue.Message
	// identity is the same for every copy of it.
	identity string
}

// read understands a dead letter. It is pure; now is when it is sent again.
func (p Place) read(m queue.Received, voice wording.Voice, now time.Time) Letter {
	now = now.UTC().Truncate(time.Second)
	if job, err := queue.Decode(m.Body); err == nil {
		return p.job(job, m, voice, now)
	}
	in := unwrap(m)
	l := Letter{When: m.Sent, Why: cmp.Or(in.why, p.why(m)), identity: queue.Hash(in.function, string(in.payload))}
	l.message = queue.Message{Body: in.payload, Attributes: map[string]string{
		queue.AttributeRedriven: now.Format(time.RFC3339),
	}}
	l.describe(in.payload, voice, m.Sent)
	from, known := p.Sources[m.GaveUp]
	switch {
	case in.function != "":
		if l.Stays = p.stranger(in.function); l.Stays == "" {
			l.function = in.function
		}
	case in.why == "" && known:
		l.to = from.Address
	case in.why == "" && m.Attributes[deliver.AttributeReason] != "":
		l.Channel = m.Attributes[deliver.AttributeChannel]
		l.Stays = "it is no job that this version of bongsu can read"
	default:
		l.to, l.Stays = p.sourceOf(in.payload)
	}
	return l
}

func (p Place) job(job queue.Job, m queue.Received, voice wording.Voice, now time.Time) Letter {
	story := wording.Story{Alerts: job.Alerts, More: map[alert.State][]alert.Ref{job.State: job.More}}
	l := Letter{
		When: job.Newest(), Channel: job.Channel, What: voice.Compose(story).Title,
		Why: p.why(m), identity: job.ID(),
	}
	job.Redriven = now
	body, err := queue.Encode(job)
	if err != nil {
		l.Stays = err.Error()
		return l
	}
	l.message.Body = body
	to, ok := p.channel(job.Channel)
	if l.to = to; !ok {
		l.Stays = "there is no channel " + job.Channel + " any more"
	}
	return l
}

// why says what brought a message to the dead letters, by what stands beside it.
func (p Place) why(m queue.Received) string {
	a := m.Attributes
	switch {
	case a[deliver.AttributeReason] != "":
		return a[deliver.AttributeReason]
	// EventBridge and its scheduler:
	// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
	case a["ERROR_CODE"] != "":
		return join("EventBridge", lastPart(a["RULE_ARN"]), a["ERROR_CODE"], a["ERROR_MESSAGE"])
	case m.GaveUp != "" && p.Sources[m.GaveUp].MaxReceives > 0:
		return fmt.Sprintf("tried %d times by the function of %s", p.Sources[m.GaveUp].MaxReceives, m.GaveUp)
	case m.GaveUp != "":
		return "tried too often by the function of " + m.GaveUp
	}
	return "it did not reach its queue"
}

// sourceOf finds the queue of an event by what it is, or says why there is none.
func (p Place) sourceOf(payload []byte) (address, stays string) {
	id := alarmQueue
	if _, ok := checks(payload); ok {
		id = holdQueue
	} else if presence.Is(payload) {
		id = presenceQueue
	} else if _, err := telemetry.Parse(payload); err == nil {
		id = telemetryQueue
	}
	address, ok := p.source(id)
	if !ok {
		return "", fmt.Sprintf("the stack has no %s any more", id)
	}
	return address, ""
}

// describe says what an event tells.
func (l *Letter) describe(payload []byte, voice wording.Voice, sent time.Time) {
	if n, ok := checks(payload); ok {
		l.What = fmt.Sprintf("a check on %d devices", n)
		return
	}
	if m, err := telemetry.Parse(payload); err == nil {
		l.What, l.When = "a message of a device on "+m.Topic, time.UnixMilli(m.At).UTC()
		return
	}
	news := intake.Read(payload, config.Config{}, sent)
	switch {
	case len(news.Alerts) > 0:
		l.What = voice.Compose(wording.Story{Alerts: news.Alerts}).Title
	case len(news.Silent) > 0:
		l.What = news.Silent[0]
	}
	if !news.Newest.IsZero() {
		l.When = news.Newest
	}
}

// checks recognizes what the presence function sends itself, and counts its
// devices.
func checks(payload []byte) (devices int, ok bool) {
	var c struct {
		Version int               `json:"check"`
		Losses  []json.RawMessage `json:"losses"`
	}
	err := json.Unmarshal(payload, &c)
	return len(c.Losses), err == nil && c.Version > 0 && len(c.Losses) > 0
}

func join(parts ...string) string {
	var kept []string
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, ": ")
}

// lastPart is the name at the end of an ARN.
func lastPart(arn string) string { return arn[strings.LastIndexAny(arn, ":/")+1:] }
