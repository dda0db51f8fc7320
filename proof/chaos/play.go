package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"bongsu/proof/cloud"
	"bongsu/shared/fake"
)

// plan is what a run is asked for.
type plan struct {
	alerts int
	seed   uint64
	// slow is how many time-outs of providers may be made; each takes ten real
	// seconds, for a client's patience is real.
	slow int
	// wild runs on a running clock, with functions side by side that are killed at
	// any instant. It does not repeat.
	wild bool
	// about is a subject whose story is told aside.
	about string
	aside io.Writer
}

// happening is one change of one alarm or device.
type happening struct {
	key string
	up  bool
	at  time.Time
	// since is when what ends here began.
	since time.Time
}

const (
	// hold is how long a device may be gone untold, grace what a disturbed source
	// may need on top before a device that came back meanwhile need not be told.
	hold, grace = 30 * time.Second, 30 * time.Minute
	// redelivery is after what time a source that was killed is tried again.
	redelivery = 7 * time.Minute
	// subjects is how many alarms and devices there are: few enough for a list to
	// name them all.
	subjects = 36
)

// world is a run under way.
type world struct {
	*cloud.Cloud
	plan
	chance  *rand.Rand
	ledger  ledger
	down    map[string]time.Time
	session map[string]int
	past    []happening
	poisons []poison
	faults  map[string]int
	// stalling says that this round stalls functions. Then no provider is slow: the
	// patience of a stalled function's clients is as real as it.
	stalling bool
}

func play(ctx context.Context, a cloud.Assembly, p plan) (res result, err error) {
	c, err := cloud.Start(ctx, a, cloud.Options{
		Start: time.Date(2026, 9, 25, 4, 0, 0, 0, time.UTC), Seed: p.seed, Repeatable: !p.wild,
		SENS: fake.SENSAccount{Prompt: true},
	})
	if err != nil {
		return result{}, err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	w := &world{
		Cloud: c, plan: p, chance: rand.New(rand.NewPCG(p.seed, 2)),
		down: map[string]time.Time{}, session: map[string]int{}, faults: map[string]int{},
	}
	w.ledger.kills = map[string][]time.Time{}
	w.ledger.unanswered = map[string][]arming{}
	if err := w.remember(); err != nil {
		return result{}, err
	}
	for len(w.past) < p.alerts {
		if err := w.round(); err != nil {
			return result{}, err
		}
	}
	w.heal()
	if err := w.Settle(); err != nil {
		return result{}, fmt.Errorf("seed %d: after all faults had ended: %w", p.seed, err)
	}
	if p.about != "" {
		w.trace(p.about, p.aside)
	}
	return w.judge(), nil
}

// remember makes every device known, which must be before it can be lost.
func (w *world) remember() error {
	for n := range subjects {
		if key := subject(n); !isAlarm(key) {
			w.session[key] = 1
			w.device(happening{key: key, up: true, at: w.Now()})
		}
	}
	return w.Settle()
}

func subject(n int) string {
	if n%3 == 0 {
		return fmt.Sprintf("device-%03d", n)
	}
	return fmt.Sprintf("alarm-%03d", n)
}

func isAlarm(key string) bool { return key[0] == 'a' }

// round is some time with its own faults, in which a part of the subjects change.
func (w *world) round() error {
	w.breakAll()
	for range 2 + w.chance.IntN(4) {
		if w.chance.IntN(3) == 0 {
			w.breakProviders()
		}
		most := 1 + w.chance.IntN(12)
		for _, n := range w.chance.Perm(subjects)[:most] {
			if len(w.past) >= w.alerts {
				break
			}
			if err := w.change(subject(n)); err != nil {
				return err
			}
		}
		var pause time.Duration
		switch w.chance.IntN(3) {
		case 0:
			pause = time.Duration(1+w.chance.IntN(10)) * time.Second
		case 1:
			pause = time.Duration(1+w.chance.IntN(10)) * time.Minute
		default:
			pause = time.Duration(30+w.chance.IntN(60)) * time.Minute
		}
		if err := w.pass(pause); err != nil {
			return err
		}
	}
	return nil
}

// pass lets time go by. Sometimes a function is killed: between two events, or,
// in a wild run, in the middle of whatever it does. Rules kill it between any two
// of its requests, and to the world there is no other instant: a function leaves
// no trace of what it did in between.
func (w *world) pass(d time.Duration) error {
	victim, moment := w.victims()[w.chance.IntN(len(w.victims()))], time.Duration(w.chance.IntN(40))*time.Millisecond
	kill := func() {
		w.ledger.killed(victim, w.Now())
		w.Kill(victim)
	}
	switch {
	case w.chance.IntN(2) == 0:
	case w.wild:
		defer later(moment, kill)()
	default:
		kill()
	}
	return w.Run(d)
}

// later does something at a real moment, unless what it returns is called before.
func later(moment time.Duration, do func()) (stop func()) {
	done := make(chan struct{})
	timer := time.AfterFunc(moment, func() { defer close(done); do() })
	return func() {
		if !timer.Stop() {
			<-done
		}
	}
}

func (w *world) victims() []string {
	all := []string{"Alarm", "Presence"}
	for _, c := range channels() {
		all = append(all, "Deliver-"+c)
	}
	return all
}

// change turns an alarm or a device over, and now and then says so twice.
func (w *world) change(key string) error {
	h := happening{key: key, at: w.Now().UTC().Truncate(time.Second)}
	// No two changes of one subject share a second, by which the words about
	// them are told apart.
	if last := w.last(key); !h.at.After(last.at) {
		h.at = last.at.Add(time.Second)
	}
	h.since, h.up = w.down[key], !w.down[key].IsZero()
	delete(w.down, key)
	if h.up {
		w.session[key]++
	} else {
		w.down[key] = h.at
	}
	w.past = append(w.past, h)
	times := 1
	if w.chance.IntN(15) == 0 {
		times = 2
	}
	for range times {
		if isAlarm(key) {
			if err := w.alarm(h); err != nil {
				return err
			}
		} else {
			w.device(h)
		}
	}
	return nil
}

func (w *world) last(key string) happening {
	for i := len(w.past) - 1; i >= 0; i-- {
		if w.past[i].key == key {
			return w.past[i]
		}
	}
	return happening{}
}

func (w *world) alarm(h happening) error {
	state, was := "ALARM", "OK"
	if h.up {
		state, was = was, state
	}
	return w.Publish("Alarms", state, fmt.Appendf(nil, `{"AlarmName":%q,"AWSAccountId":"123456789012","NewStateValue":%q,"OldStateValue":%q,`+
		`"NewStateReason":"Threshold Crossed: 1 out of the last 1 datapoints [12.0 (25/09/26 04:11:00)] was greater than the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).",`+
		`"StateChangeTime":%q,"Region":"Asia Pacific (Seoul)","AlarmArn":"arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:%s",`+
		`"Trigger":{"MetricName":"Errors","Namespace":"AWS/Lambda","StatisticType":"Statistic","Statistic":"SUM","Dimensions":[],"Period":60,"EvaluationPeriods":1,"ComparisonOperator":"GreaterThanThreshold","Threshold":5.0}}`,
		h.key, state, was, h.at.UTC().Format("2006-01-02T15:04:05.000+0000"), h.key))
}

func (w *world) device(h happening) {
	event, more := "disconnected", `"clientInitiatedDisconnect":false,"disconnectReason":"CONNECTION_LOST"`
	if h.up {
		event, more = "connected", `"ipAddress":"192.0.2.44"`
	}
	n := w.session[h.key]
	w.IoT("$aws/events/presence/"+event+"/"+h.key, fmt.Appendf(nil,
		`{"clientId":%q,"timestamp":%d,"eventType":%q,"sessionIdentifier":"session-%d","principalIdentifier":"p","versionNumber":%d,%s}`,
		h.key, h.at.UnixMilli(), event, n, n, more))
}
