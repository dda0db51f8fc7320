package door_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"bongsu/cmd/bongsu/internal/door"
	"bongsu/cmd/bongsu/internal/intake"
	"bongsu/cmd/bongsu/internal/subscription"
	"bongsu/shared/config"
	"bongsu/shared/queue"
)

// product keeps what it is given.
type product struct {
	config config.Config
	got    []intake.Part
	// digests are those that were told.
	digests []string
	broken  bool
}

func (*product) Now() time.Time { return time.Now() }

func (p *product) Config() config.Config { return p.config }

func (p *product) Put(_ context.Context, part intake.Part) error {
	if p.broken {
		return errors.New("the queue is full")
	}
	p.got = append(p.got, part)
	return nil
}

func (p *product) Digest(_ context.Context, name string) error {
	if name != "morning" {
		return errors.New("there is no digest " + name)
	}
	p.digests = append(p.digests, name)
	return nil
}

func newProduct() *product {
	return &product{config: config.Config{
		Routes: config.Routes{
			"default": {Targets: []config.Target{{Channel: "chat"}, {Channel: "team", After: 10 * time.Minute}}},
			"devices": {Targets: []config.Target{{Channel: "post"}}},
		},
		Presence: &config.Presence{Route: "devices", Hold: 30 * time.Second},
	}}
}

func ask(p *product, method, path, body string, change func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://127.0.0.1:8787"+path, strings.NewReader(body))
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	door.Handler(p, "http://127.0.0.1:8787/").ServeHTTP(w, r)
	return w
}

func TestADigestIsToldOnDemand(t *testing.T) {
	p := newProduct()
	if w := ask(p, http.MethodPost, "/digest/morning", "", nil); w.Code != http.StatusAccepted || len(p.digests) != 1 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := ask(p, http.MethodPost, "/digest/evening", "", nil); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "no digest evening") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	foreign := func(r *http.Request) { r.Header.Set("Origin", "https://example.com") }
	if w := ask(p, http.MethodPost, "/digest/morning", "", foreign); w.Code != http.StatusForbidden || len(p.digests) != 1 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

const lost = `{"clientId":"pump-9","timestamp":1790309827451,"eventType":"disconnected","disconnectReason":"CONNECTION_LOST"}`

func TestPost(t *testing.T) {
	tests := []struct {
		name, body string
		answer     string
		devices    []bool // of each part that was put
	}{
		{"text", "the backup failed", "goes to chat, team (after 10m0s)", []bool{false}},
		{"loss", lost, "goes to post unless it is back within 30s", []bool{true}},
		{"old", lost, "moved to now", []bool{true}},
		{"old beyond moving", `{"Records":[{"kinesis":{"approximateArrivalTimestamp":1545084650.987,"data":"b25l"},"eventSourceARN":"arn:aws:kinesis:us-east-1:123456789012:stream/x"}]}`, "will be given up", []bool{false}},
		{"connect", strings.Replace(lost, "disconnected", "connected", 1), "nothing to tell: pump-9 connected: a device that connects", []bool{true}},
		{"batch", `{"Records":[{"messageId":"1","eventSource":"aws:sqs","body":"one"},{"messageId":"2","eventSource":"aws:sqs","body":` + quote(lost) + `}]}`, "presence firing, pump-9", []bool{true, false}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newProduct()
			w := ask(p, http.MethodPost, "/", tt.body, nil)
			if w.Code != http.StatusAccepted || !strings.Contains(w.Body.String(), tt.answer) {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			var devices []bool
			for _, part := range p.got {
				devices = append(devices, part.Device)
			}
			if diff := cmp.Diff(tt.devices, devices); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func quote(s string) string { return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"` }

func TestDevicesAreRawWhereNoneAreWatched(t *testing.T) {
	p := newProduct()
	p.config.Presence = nil
	w := ask(p, http.MethodPost, "/", lost, nil)
	if w.Code != http.StatusAccepted || !strings.Contains(w.Body.String(), "raw") || len(p.got) != 1 || p.got[0].Device {
		t.Errorf("%d %s %+v", w.Code, w.Body, p.got)
	}
}

func TestRefusals(t *testing.T) {
	tests := []struct {
		name, method, path, body string
		change                   func(*http.Request)
		status                   int
	}{
		{"empty", http.MethodPost, "/", "", nil, http.StatusBadRequest},
		{"too large", http.MethodPost, "/", strings.Repeat("x", queue.MaxMessageBytes+1), nil, http.StatusRequestEntityTooLarge},
		{"a web page", http.MethodPost, "/", "x", func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }, http.StatusForbidden},
		{"a name that leads here", http.MethodPost, "/", "x", func(r *http.Request) { r.Host = "evil.example" }, http.StatusForbidden},
		{"elsewhere", http.MethodGet, "/nowhere", "", nil, http.StatusNotFound},
		{"another method", http.MethodDelete, "/", "", nil, http.StatusMethodNotAllowed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newProduct()
			if w := ask(p, tt.method, tt.path, tt.body, tt.change); w.Code != tt.status || len(p.got) > 0 {
				t.Errorf("%d %s, put %d", w.Code, w.Body, len(p.got))
			}
		})
	}
	p := newProduct()
	p.broken = true
	if w := ask(p, http.MethodPost, "/", "x", nil); w.Code != http.StatusInternalServerError {
		t.Errorf("a failing queue answers %d", w.Code)
	}
}

func TestGet(t *testing.T) {
	p := newProduct()
	if w := ask(p, http.MethodGet, "/", "", nil); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "curl -d 'the backup failed' http://127.0.0.1:8787/") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	for path, state := range map[string]string{"/firing.json": "alarm firing, orders-latency", "/recovered.json": "alarm recovered, orders-latency"} {
		shown := ask(p, http.MethodGet, path, "", nil)
		if w := ask(p, http.MethodPost, "/", shown.Body.String(), nil); !strings.HasPrefix(w.Body.String(), state) {
			t.Errorf("%s says %s", path, w.Body)
		}
	}
}

func TestOpen(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "example.com:0", "127.0.0.1"} {
		if d, err := door.Open(newProduct(), []string{address}); err == nil {
			t.Errorf("%s was accepted: %v", address, d.Close())
		}
	}
	first, err := door.Open(newProduct(), []string{"127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	taken := strings.TrimSuffix(strings.TrimPrefix(first.URL(), "http://"), "/")
	if d, err := door.Open(newProduct(), []string{taken}); err == nil {
		t.Errorf("a taken port was accepted: %v", d.Close())
	}
	second, err := door.Open(newProduct(), []string{taken, "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(first.Close(), second.Close()); err != nil {
		t.Error(err)
	}
}

func TestLinesGoToTheLogWatch(t *testing.T) {
	lines, err := subscription.Pack(events.CloudwatchLogsData{
		MessageType: "DATA_MESSAGE", LogGroup: "/app/orders",
		LogEvents: []events.CloudwatchLogsLogEvent{{ID: "1", Timestamp: 1440442987000, Message: "hello world"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, watches := range [][]config.Log{nil, {{Name: "orders", Group: "/app/orders", Filter: `"hello world"`}}} {
		p := newProduct()
		p.config.Logs = watches
		w := ask(p, http.MethodPost, "/", string(lines), nil)
		if w.Code != http.StatusAccepted || !strings.Contains(w.Body.String(), "moved to now") || len(p.got) != 1 || p.got[0].Logs != (watches != nil) {
			t.Errorf("%d watches: %d %s, put %+v", len(watches), w.Code, w.Body, p.got)
		}
	}
}
