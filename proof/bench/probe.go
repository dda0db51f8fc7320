package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"bongsu/events"
	"bongsu/proof/cloud"
	"bongsu/proof/trust"
)

// Names of the stack of bench.yaml.
const (
	source  = "Alarm"
	deliver = "Deliver-slack"
	slack   = "slack"
)

// burst is how many messages Slack takes at once where its pace is not the
// question.
const burst = 1 << 20

// probe is a cloud under watch.
type probe struct {
	*cloud.Cloud
	*meter
	// sent counts the alarms.
	sent int
}

func newProbe(ctx context.Context, a cloud.Assembly, t trust.Trust, roots string, burst int, variables ...string) (*probe, error) {
	p := &probe{meter: newMeter()}
	var err error
	p.Cloud, err = cloud.Start(ctx, a, cloud.Options{
		Seed: 1, TLS: t.Server, Watch: p.watch, Burst: burst, Variables: append(variables, "SSL_CERT_FILE="+roots, "SSL_CERT_DIR=/nonexistent"),
	})
	return p, err
}

// alert sends one alarm of its own through the stack, to the end.
func (p *probe) alert() error {
	sample, err := events.LatencyFiring()
	if err != nil {
		return err
	}
	p.sent++
	at := p.Now().UTC().Format("2006-01-02T15:04:05.000-0700")
	sample = bytes.ReplaceAll(sample, []byte("2026-09-25T04:12:07.086+0000"), []byte(at))
	sample = bytes.ReplaceAll(sample, []byte("orders-latency"), fmt.Appendf(nil, "orders-%d", p.sent))
	return errors.Join(p.Publish("Alarms", "ALARM", sample), p.Settle())
}

// lost counts alarms that the channel was not told.
func (p *probe) lost() int { return p.sent - len(p.Provider(slack).Messages()) }

// live starts both functions anew and sends alarms through them.
func (p *probe) live(alerts int) error {
	p.Kill(source)
	p.Kill(deliver)
	for range alerts {
		if err := p.alert(); err != nil {
			return err
		}
	}
	return nil
}

// reading is what was measured of one process.
type reading struct {
	init, first cost
	warm        []cost
	peak        int64
}

func (p *probe) read(function string) (reading, error) {
	l, err := p.of(function)
	if err != nil {
		return reading{}, fmt.Errorf("function %s: %w", function, err)
	}
	all := l.events()
	if len(all) == 0 {
		return reading{}, fmt.Errorf("function %s: it finished no event", function)
	}
	return reading{l.init(), all[0], all[1:], l.peak}, nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
