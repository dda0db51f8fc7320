package local

import (
	"flag"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bongsu/cmd/bongsu/internal/intake"
	"bongsu/cmd/bongsu/internal/sample"
	"bongsu/events"
	"bongsu/lambdas/alarm"
	"bongsu/shared/channel"
	"bongsu/shared/fake"
	"bongsu/shared/picture/picturetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// started is the stack of the sample, and what is told in Teams.
func started(t *testing.T) (*Stack, <-chan fake.Received) {
	t.Helper()
	c, err := sample.Config()
	if err != nil {
		t.Fatal(err)
	}
	c.Language, c.Presence, c.Logs, c.Telemetry = "en", nil, nil, nil
	said := make(chan fake.Received, 10)
	s, err := Start(t.Context(), Options{Config: c, Clock: NewClock(), Log: slog.New(slog.DiscardHandler), Watcher: Watcher{
		OnMessage: func(name string, m fake.Received) {
			if name == "ops-teams" {
				said <- m
			}
		},
		OnOdd: func(string, string) {}, OnReport: func(string, channel.Report) {}, OnAgain: func(string, int) {},
		OnDead: func(string, string) {}, OnElsewhere: func(string) {}, OnDevice: func([]byte) {}, OnFile: func(string, error) {},
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, said
}

// The product's own picture of its sample alarm is the one that the README shows.
func TestAnAlarmIsShownAsInTheREADME(t *testing.T) {
	s, said := started(t)
	now, err := sample.AlarmNow(s.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), intake.Part{Body: now.Firing}); err != nil {
		t.Fatal(err)
	}
	select {
	case m := <-said:
		_, address, shown := strings.Cut(m.Text(), "[차트: orders-latency] ")
		address, _, _ = strings.Cut(address, "\n")
		if !shown || len(fetch(t, strings.TrimSpace(address))) == 0 {
			t.Errorf("no picture in:\n%s", m.Text())
		}
	case <-time.After(20 * time.Second):
		t.Fatal("nobody was told")
	}
	then, err := events.LatencyFiring()
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.drawer.Draw(t.Context(), alarm.Parse(then).Units[0].Alerts[0])
	if err != nil {
		t.Fatal(err)
	}
	picturetest.Compare(t, filepath.Join("..", "..", "..", "..", "docs", "alarm.png"), fetch(t, p.Preview), *update)
}

// fetch gets what is served on loopback.
func fetch(t *testing.T, address string) []byte {
	t.Helper()
	if !strings.HasPrefix(address, "http://127.0.0.1:") {
		t.Fatalf("%q is not served here", address)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	data, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", address, answer.StatusCode, err)
	}
	return data
}
