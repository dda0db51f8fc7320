package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"bongsu/proof/cloud"
	"bongsu/shared/fake"
)

// hold is bongsu.yaml's.
const hold = 30 * time.Second

// told is what one channel got of a storm.
type told struct {
	channel  string
	messages int
	// first and last are counted from the end of the hold.
	first, last time.Duration
	// refused counts requests that came too early for the provider.
	refused int
	// stats are those of its function.
	stats cloud.FunctionStats
	// starts is the time that its processes took to start.
	starts time.Duration
}

// storm is many devices that drop off at once.
type storm struct {
	devices, dead, lost int
	told                []told
}

// gigabyteSeconds is what a storm is billed for at our size of memory.
func (t told) gigabyteSeconds() float64 {
	return (t.stats.Billed + t.starts).Seconds() * memory / 1024
}

func (s storm) runs() int {
	runs := 0
	for _, t := range s.told {
		runs += t.stats.Invocations
	}
	return runs
}

func (s storm) gigabyteSeconds() float64 {
	total := 0.0
	for _, t := range s.told {
		total += t.gigabyteSeconds()
	}
	return total
}

// rage has devices drop off at once, and waits until all has been told.
func rage(ctx context.Context, s stage, devices int) (st storm, err error) {
	st.devices = devices
	p, err := newProbe(ctx, s.product, s.trust, s.trust.Roots, 0)
	if err != nil {
		return st, err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	for n := range devices {
		p.device("connected", n, p.Now())
	}
	if err := p.Settle(); err != nil {
		return st, err
	}
	at := p.Now()
	for n := range devices {
		p.device("disconnected", n, at)
	}
	over := p.Now().Add(hold)
	if err := p.Settle(); err != nil {
		return st, err
	}
	stats := p.Stats()
	st.dead = len(p.DeadLetters())
	for _, channel := range []string{slack, "teams"} {
		t := told{channel: channel, stats: stats.Functions["Deliver-"+channel], starts: p.total("Deliver-" + channel).starts.wall}
		t.messages, t.refused = len(p.Provider(channel).Messages()), len(p.Provider(channel).Refusals())
		for i, m := range p.Provider(channel).Messages() {
			after := m.Time.Sub(over)
			if i == 0 {
				t.first = after
			}
			t.last = max(t.last, after)
		}
		st.lost += devices - counted(p.Provider(channel).Messages())
		st.told = append(st.told, t)
	}
	return st, nil
}

// device publishes what AWS IoT says of a device.
func (p *probe) device(event string, n int, at time.Time) {
	more := `"ipAddress":"192.0.2.44"`
	if event == "disconnected" {
		more = `"clientInitiatedDisconnect":false,"disconnectReason":"CONNECTION_LOST"`
	}
	id := fmt.Sprintf("device-%06d", n)
	p.IoT("$aws/events/presence/"+event+"/"+id, fmt.Appendf(nil,
		`{"clientId":%q,"timestamp":%d,"eventType":%q,"sessionIdentifier":"s-%[1]s","principalIdentifier":"p","versionNumber":1,%[4]s}`,
		id, at.UnixMilli(), event, more))
}

// counted adds up the devices that titles speak of.
func counted(messages []fake.Received) int {
	total := 0
	for _, m := range messages {
		title := m.Lines[0].Text
		if found := many.FindStringSubmatch(title); found != nil {
			n, _ := strconv.Atoi(strings.ReplaceAll(found[1], ",", "")) // digits, as matched
			total += n
		} else if strings.Contains(title, "Device offline") {
			total++
		}
	}
	return total
}

var many = regexp.MustCompile(`([\d,]+) devices offline`)
