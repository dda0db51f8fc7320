package broker

import (
	"bytes"
	"encoding/json"
	"net"
	"net/url"
	"regexp"
	"sync"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
	"github.com/google/go-cmp/cmp"
)

// seen is an event as it reached the callback.
type seen struct {
	Topic string
	Raw   map[string]any
}

type tester struct {
	t      *testing.T
	broker *Broker
	events chan seen
}

func newTester(t *testing.T, clock func() time.Time) *tester {
	t.Helper()
	events := make(chan seen, 100)
	b, err := start("127.0.0.1:0", func(topic string, payload []byte) {
		s := seen{Topic: topic}
		if err := json.Unmarshal(payload, &s.Raw); err != nil {
			t.Errorf("event is not JSON: %v", err)
		}
		events <- s
	}, clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return &tester{t, b, events}
}

func (s *tester) next() seen {
	s.t.Helper()
	select {
	case e := <-s.events:
		return e
	case <-s.t.Context().Done():
		s.t.Fatal("the test ended without the event")
		return seen{}
	}
}

// connect gives a client and its connection, which the test may cut.
func (s *tester) connect(id string) (paho.Client, net.Conn) {
	s.t.Helper()
	var mu sync.Mutex
	var conn net.Conn
	o := paho.NewClientOptions().AddBroker("tcp://" + s.broker.Addr()).SetClientID(id).
		SetAutoReconnect(false).SetConnectRetry(false).
		SetCustomOpenConnectionFn(func(u *url.URL, _ paho.ClientOptions) (net.Conn, error) {
			c, err := net.Dial("tcp", u.Host)
			mu.Lock()
			defer mu.Unlock()
			conn = c
			return c, err
		})
	c := paho.NewClient(o)
	s.wait(c.Connect())
	s.t.Cleanup(func() { c.Disconnect(0) })
	mu.Lock()
	defer mu.Unlock()
	return c, conn
}

func (s *tester) wait(tok paho.Token) {
	s.t.Helper()
	tok.Wait()
	if tok.Error() != nil {
		s.t.Fatal(tok.Error())
	}
}

var (
	uuid4 = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	hex64 = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

func TestCleanDisconnect(t *testing.T) {
	at := time.Date(2026, 11, 20, 4, 12, 7, 31e6, time.UTC)
	s := newTester(t, func() time.Time { return at })
	c, _ := s.connect("sensor-7")
	came := s.next()
	c.Disconnect(10)
	left := s.next()

	session, _ := came.Raw["sessionIdentifier"].(string)
	principal, _ := came.Raw["principalIdentifier"].(string)
	if !uuid4.MatchString(session) || !hex64.MatchString(principal) {
		t.Errorf("session %q, principal %q", session, principal)
	}
	want := []seen{
		{"$aws/events/presence/connected/sensor-7", map[string]any{
			"clientId": "sensor-7", "timestamp": float64(at.UnixMilli()), "eventType": "connected",
			"sessionIdentifier": session, "principalIdentifier": principal, "ipAddress": "127.0.0.1",
			"versionNumber": 0.0,
		}},
		{"$aws/events/presence/disconnected/sensor-7", map[string]any{
			"clientId": "sensor-7", "timestamp": float64(at.UnixMilli()), "eventType": "disconnected",
			"sessionIdentifier": session, "principalIdentifier": principal, "clientInitiatedDisconnect": true,
			"disconnectReason": "CLIENT_INITIATED_DISCONNECT", "versionNumber": 0.0,
		}},
	}
	if d := cmp.Diff(want, []seen{came, left}); d != "" {
		t.Error(d)
	}
}

func TestReasons(t *testing.T) {
	tests := []struct {
		name, reason string
		end          func(*tester, paho.Client, net.Conn)
	}{
		{"cut connection", "CONNECTION_LOST", func(_ *tester, _ paho.Client, conn net.Conn) { _ = conn.Close() }},
		{"garbage", "CLIENT_ERROR", func(_ *tester, _ paho.Client, conn net.Conn) { _, _ = conn.Write([]byte{0x82, 2, 0, 1}) }},
		{"forged event", "FORBIDDEN_ACCESS", func(_ *tester, c paho.Client, _ net.Conn) {
			c.Publish("$aws/events/presence/connected/other", 1, false, "{}")
		}},
		{"server stop", "SERVER_INITIATED_DISCONNECT", func(s *tester, _ paho.Client, _ net.Conn) { _ = s.broker.Close() }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newTester(t, time.Now)
			c, conn := s.connect("sensor-7")
			s.next()
			tt.end(s, c, conn)
			left := s.next()
			if left.Raw["disconnectReason"] != tt.reason || left.Raw["clientInitiatedDisconnect"] != false {
				t.Errorf("got %v, want %s", left.Raw, tt.reason)
			}
		})
	}
}

func TestKeepAlive(t *testing.T) {
	s := newTester(t, time.Now)
	conn, err := net.Dial("tcp", s.broker.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	// MQTT 3.1.1 CONNECT: clean session, keep-alive 1 s, client id "quiet".
	connect := append([]byte{0x10, 17, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 1, 0, 5}, "quiet"...)
	if _, err := conn.Write(connect); err != nil {
		t.Fatal(err)
	}
	s.next()
	if left := s.next(); left.Raw["disconnectReason"] != "MQTT_KEEP_ALIVE_TIMEOUT" {
		t.Errorf("got %v", left.Raw)
	}
}

func TestTakeover(t *testing.T) {
	s := newTester(t, time.Now)
	s.connect("sensor-7")
	first := s.next()
	s.connect("sensor-7")
	left, second := s.next(), s.next()
	if left.Raw["disconnectReason"] != "DUPLICATE_CLIENTID" {
		t.Errorf("older connection ended with %v", left.Raw)
	}
	if left.Raw["sessionIdentifier"] != first.Raw["sessionIdentifier"] || left.Raw["versionNumber"] != first.Raw["versionNumber"] {
		t.Errorf("the end %v is not that of %v", left.Raw, first.Raw)
	}
	if second.Raw["eventType"] != "connected" || second.Raw["versionNumber"] != 1.0 ||
		second.Raw["sessionIdentifier"] == first.Raw["sessionIdentifier"] {
		t.Errorf("newer connection: %v", second.Raw)
	}
}

func TestVersions(t *testing.T) {
	var mu sync.Mutex
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	s := newTester(t, func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return now
	})
	var got []any
	for _, offline := range []time.Duration{time.Minute, 59 * time.Minute, 61 * time.Minute, 0} {
		c, _ := s.connect("sensor-7")
		got = append(got, s.next().Raw["versionNumber"])
		c.Disconnect(10)
		got = append(got, s.next().Raw["versionNumber"])
		mu.Lock()
		now = now.Add(offline)
		mu.Unlock()
	}
	if d := cmp.Diff([]any{0.0, 0.0, 1.0, 1.0, 2.0, 2.0, 0.0, 0.0}, got); d != "" {
		t.Error(d)
	}
}

func TestSubscriberSeesEvent(t *testing.T) {
	s := newTester(t, time.Now)
	watcher, _ := s.connect("watcher")
	s.next()
	type message struct {
		topic   string
		payload []byte
	}
	got := make(chan message, 10)
	s.wait(watcher.Subscribe("$aws/events/presence/+/+", 1, func(_ paho.Client, m paho.Message) {
		got <- message{m.Topic(), m.Payload()}
	}))
	s.connect("sensor-7")
	want := s.next()
	select {
	case m := <-got:
		var raw map[string]any
		if err := json.Unmarshal(m.payload, &raw); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, seen{m.topic, raw}); d != "" {
			t.Error(d)
		}
	case <-t.Context().Done():
		t.Fatal("the subscriber saw nothing")
	}
}

func TestWildcardClientIsNotTold(t *testing.T) {
	s := newTester(t, time.Now)
	s.connect("a+b")
	s.connect("a#")
	s.connect("plain")
	if e := s.next(); e.Raw["clientId"] != "plain" {
		t.Errorf("told of %v", e.Raw)
	}
}

func TestCloseEndsSilentConnections(t *testing.T) {
	s := newTester(t, time.Now)
	silent, err := net.Dial("tcp", s.broker.Addr())
	if err != nil {
		t.Fatal(err)
	}
	// A second client proves that the silent one was accepted before it.
	s.connect("sensor-7")
	s.next()
	if err := s.broker.Close(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(silent); b.Len() > 0 {
		t.Errorf("the silent connection got %d bytes, %v", b.Len(), err)
	}
}

func TestStartRefuses(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":1883", "192.0.2.1:1883", "127.0.0.1", "example.com:1883"} {
		if b, err := Start(addr, nil); err == nil {
			_ = b.Close()
			t.Errorf("%s was accepted", addr)
		}
	}
	b, err := Start("127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	if second, err := Start(b.Addr(), nil); err == nil {
		_ = second.Close()
		t.Error("a taken port was accepted")
	}
}
