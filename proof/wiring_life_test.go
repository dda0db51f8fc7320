package proof

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"time"

	"bongsu/events"
	"bongsu/proof/cloud"
	"bongsu/shared/fake"
)

// life is a stack to which everything happens for which something is wired.
type life struct {
	*cloud.Cloud
	// before counts what each provider had when this life began.
	before map[string]int
	// shownOnce says of each sort of picture whether one was shown.
	shownOnce map[string]bool
}

// Names of the channels of testdata/wiring.yaml that reach phones.
const line, sms, talk = "duty-line", "duty-sms", "duty-talk"

// phones are those channels, with a route of their own for what fails.
var phones = []string{line, sms, talk}

var providers = append([]string{slack, teams, "mail"}, phones...)

// phone is the number that the text messages go to.
const phone = "01012345678"

// step is one thing that happens.
type step struct {
	name string
	do   func(life) error
}

// orders are the steps in two orders. The first finds most faults early, the other
// what is missing where the first comes late.
func orders() [2][]step {
	first := steps()
	var early, late []step
	for _, s := range first[1:] {
		if slices.Contains([]string{"undeliverable", "received too often", "CloudWatch", "log lines", "the log watch fails", "ticks fail"}, s.name) {
			early = append(early, s)
		} else {
			late = append(late, s)
		}
	}
	return [2][]step{first, slices.Concat(first[:1], early, late)}
}

// comesLate is what the names of removals hold for which the other order is taken.
var comesLate = regexp.MustCompile(`Logmatch|Logs-|Tick|Watchdog|RedrivePolicy|DeadLetter|Error|Actions `)

func steps() []step {
	return []step{
		// From the first minute on it plays no part when the tick runs.
		{"a minute", func(l life) error { return l.Run(time.Minute + time.Second) }},
		{"an alarm", func(l life) error { return errors.Join(l.alarm("Alarms", "orders-1"), l.settle()) }},
		{"refused for a moment", func(l life) error { return l.refused(momentary, 1, "orders-5", providers) }},
		{"devices", life.devices},
		{"values of devices", life.values},
		{"phones refuse for good", func(l life) error { return l.refused(lasting, fake.Forever, "orders-9", phones) }},
		{"not delivered after all", life.undelivered},
		{"alarms together", func(l life) error {
			return errors.Join(l.alarm("Alarms", "orders-2"), l.alarm("Alarms", "orders-3"), l.settle())
		}},
		{"a topic that was there before", func(l life) error {
			return errors.Join(l.alarm("arn:aws:sns:"+cloud.Region+":"+cloud.Account+":old-alarms", "orders-4"), l.settle())
		}},
		{"pictures", life.pictures},
		{"an event", life.event},
		{"undeliverable", life.undeliverable},
		{"received too often", life.tooOften},
		{"CloudWatch", life.watchdogs},
		{"log lines", life.lines},
		{"the log watch fails", life.watchFails},
		{"refused for good", func(l life) error { return l.refused(lasting, fake.Forever, "orders-6", providers) }},
		{"a source fails in part", life.partly},
		{"ticks fail", life.ticksFail},
		{"repetitions", func(l life) error { return errors.Join(l.mutedSince(), l.Run(70*time.Minute)) }},
	}
}

// settle lets the stack come to rest, unless it is broken and never does.
func (l life) settle() error {
	_, err := l.SettleWithin(10 * time.Minute)
	return err
}

// alarm publishes that an alarm of this name fires now.
func (l life) alarm(topic, name string) error {
	sample, err := events.LatencyFiring()
	if err != nil {
		return err
	}
	at := l.Now().UTC().Format("2006-01-02T15:04:05.000-0700")
	sample = bytes.ReplaceAll(sample, []byte("2026-09-25T04:12:07.086+0000"), []byte(at))
	return l.Publish(topic, "ALARM", bytes.ReplaceAll(sample, []byte("orders-latency"), []byte(name)))
}

func (l life) devices() error {
	for _, id := range []string{"sensor-1", "sensor-2"} {
		device(l.Cloud, "connected", id, 1)
	}
	err := l.settle()
	for _, id := range []string{"sensor-1", "sensor-2"} {
		device(l.Cloud, "disconnected", id, 1)
	}
	err = errors.Join(err, l.settle())
	device(l.Cloud, "connected", "sensor-1", 2)
	return errors.Join(err, l.settle())
}

// values has two devices send one that is out of its bounds, and both are in the
// same batch.
func (l life) values() error {
	l.IoT("plant/tank-1/level", []byte("95"))
	l.IoT("plant/tank-2/level", []byte("96"))
	return l.settle()
}

func (l life) event() error {
	return errors.Join(l.PutEvent(fmt.Appendf(nil, `{"version":"0","id":"e-1","detail-type":"CodeBuild Build State Change","source":"aws.codebuild",
		"account":"123456789012","time":%q,"region":"ap-northeast-2","resources":[],"detail":{"build-status":"FAILED","project-name":"project-1"}}`,
		l.Now().UTC().Format(time.RFC3339))), l.settle())
}

func (l life) undeliverable() error {
	l.Undeliverable(1)
	err := l.alarm("Alarms", "orders-7")
	l.Undeliverable(1)
	err = errors.Join(err, l.event())
	for _, event := range []string{"connected", "disconnected"} {
		l.Undeliverable(1)
		device(l.Cloud, event, "sensor-3", 1)
	}
	l.Undeliverable(1)
	l.IoT("plant/tank-3/level", []byte("97"))
	return errors.Join(err, l.settle())
}

// tooOften puts a message on every queue that would be its last.
func (l life) tooOften() error {
	queues := []string{"AlarmQueue", "PresenceQueue", "HoldQueue", "TelemetryQueue", "To-ops-mail"}
	for _, p := range providers {
		if p != "mail" {
			queues = append(queues, "To-"+p)
		}
	}
	for _, queue := range queues {
		l.SendReceived(queue, "poison on "+queue, 1_000_000)
	}
	return l.settle()
}

func (l life) watchdogs() error {
	var faults []error
	for _, path := range l.Alarms() {
		for _, move := range [][2]string{{"OK", "ALARM"}, {"ALARM", "OK"}, {"OK", "INSUFFICIENT_DATA"}} {
			faults = append(faults, l.Alarm(path, move[0], move[1]), l.settle())
		}
	}
	return errors.Join(faults...)
}

// momentary and lasting are how a provider refuses. SNS's own client tries again
// by itself what is not quite odd.
func momentary(provider string) fake.Mode {
	if provider == "mail" {
		return fake.StatusReason(http.StatusBadRequest, "KMSDisabled")
	}
	return fake.Status(http.StatusServiceUnavailable)
}

func lasting(string) fake.Mode { return fake.Status(http.StatusNotFound) }

func (l life) refused(mode func(string) fake.Mode, times int, name string, by []string) error {
	for _, p := range by {
		l.Provider(p).Fail(mode(p), times)
	}
	err := errors.Join(l.alarm("Alarms", name), l.settle())
	for _, p := range by {
		l.Provider(p).Fail(fake.OK(), 0)
	}
	return err
}

// partly makes a put of a job fail once in each source, without a second try of
// the client's own: for an alarm, for a device that is back, for one that is gone,
// for a value of one.
func (l life) partly() error {
	job := func(body []byte) bool { return bytes.Contains(body, []byte("-to-"+slack)) }
	deny := func(function string) {
		l.Fail(cloud.Rule{Function: function, Action: "sqs:SendMessage", Effect: cloud.Deny, Times: 1, Only: job})
	}
	deny(alarm)
	deny("Presence")
	device(l.Cloud, "connected", "sensor-2", 2)
	err := errors.Join(l.alarm("Alarms", "orders-8"), l.settle())
	device(l.Cloud, "connected", "sensor-4", 1)
	err = errors.Join(err, l.settle())
	deny("Presence")
	device(l.Cloud, "disconnected", "sensor-4", 1)
	err = errors.Join(err, l.settle())
	deny("Telemetry")
	l.IoT("plant/tank-4/level", []byte("98"))
	return errors.Join(err, l.settle())
}

// ticksFail lets the first tick fail three times, which is all its tries.
func (l life) ticksFail() error {
	l.Fail(cloud.Rule{Function: "Tick", Action: "dynamodb:Query", Effect: cloud.Deny})
	err := l.Run(4*time.Minute + 15*time.Second)
	l.Heal()
	return errors.Join(err, l.settle())
}
