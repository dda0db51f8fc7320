package alarm_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"bongsu/lambdas/alarm"
	"bongsu/shared/alert"
	"bongsu/shared/config"
)

// drawer draws what it is told to, and notes whom it was asked for.
type drawer struct {
	mu    sync.Mutex
	asked []string
	draw  func(ctx context.Context, a alert.Alert) (*alert.Picture, error)
}

func (d *drawer) Draw(ctx context.Context, a alert.Alert) (*alert.Picture, error) {
	d.mu.Lock()
	d.asked = append(d.asked, a.Subject)
	d.mu.Unlock()
	if d.draw == nil {
		return &alert.Picture{URL: "https://example.com/" + a.Subject + ".png"}, nil
	}
	return d.draw(ctx, a)
}

var pictured = config.Routes{
	"default": {Targets: []config.Target{{Channel: "a"}, {Channel: "b", Pictures: true}}},
	"devices": {Targets: []config.Target{{Channel: "b", Pictures: true}}},
	"plain":   {Targets: []config.Target{{Channel: "a"}}},
}

// message is an alarm's message in an SQS batch of its own.
func message(name, state, description string) string {
	body := fmt.Sprintf(`{"AlarmName":%q,"AlarmDescription":%q,"AWSAccountId":"123456789012","NewStateValue":%q,"OldStateValue":"OK",`+
		`"NewStateReason":"Threshold Crossed: 1 datapoint [812.0 (25/09/26 04:07:00)] was greater than the threshold (300.0).","StateChangeTime":"2026-09-25T04:12:07.086+0000",`+
		`"AlarmArn":"arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:%s","Trigger":{"MetricName":"Latency","Namespace":"AWS/ApiGateway","Statistic":"AVERAGE",`+
		`"Period":60,"EvaluationPeriods":1,"ComparisonOperator":"GreaterThanThreshold","Threshold":300.0}}`, name, description, state, name)
	return fmt.Sprintf(`{"messageId":%q,"eventSource":"aws:sqs","body":%q}`, name, body)
}

func batch(records ...string) []byte {
	return []byte(`{"Records":[` + strings.Join(records, ",") + `]}`)
}

// told runs a batch and gives the pictures of what is told, by subject, and the log.
func told(t *testing.T, p alarm.Pictures, payload []byte) (map[string]*alert.Picture, string) {
	t.Helper()
	var log bytes.Buffer
	to := new(teller)
	h := handler(to, &log)
	h.Pictures = p
	if _, err := h.Handle(t.Context(), payload); err != nil {
		t.Fatal(err)
	}
	pictures := map[string]*alert.Picture{}
	for _, e := range to.events {
		pictures[e.Alert.Subject] = e.Alert.Picture
	}
	return pictures, log.String()
}

func TestWhatIsPictured(t *testing.T) {
	for name, test := range map[string]struct {
		payload []byte
		asked   string
	}{
		"an alarm":                      {batch(message("a", "ALARM", "")), "a"},
		"a recovery":                    {batch(message("a", "OK", "")), ""},
		"no data":                       {batch(message("a", "INSUFFICIENT_DATA", "")), ""},
		"a route without pictures":      {batch(message("a", "ALARM", "route: plain")), ""},
		"an unknown route":              {batch(message("a", "ALARM", "route: nowhere")), "a"},
		"one of each message":           {batch(message("a", "ALARM", ""), message("b", "ALARM", ""), message("c", "ALARM", "route: devices")), "a c"},
		"the worst of each":             {batch(message("a", "ALARM", "severity: warning"), message("b", "ALARM", "")), "b"},
		"something that is no alarm":    {[]byte(`{"Records":[{"messageId":"1","eventSource":"aws:sqs","body":"the backup failed"}]}`), ""},
		"an alarm among other messages": {batch(message("x", "OK", ""), message("a", "ALARM", "")), "a"},
	} {
		d := new(drawer)
		got, log := told(t, alarm.Pictures{Drawer: d, Routes: pictured}, test.payload)
		if asked := strings.Fields(test.asked); len(asked) != len(d.asked) {
			t.Errorf("%s: asked for %q, want %q", name, d.asked, asked)
		}
		for _, subject := range strings.Fields(test.asked) {
			if got[subject] == nil || got[subject].URL != "https://example.com/"+subject+".png" {
				t.Errorf("%s: %s has the picture %v", name, subject, got[subject])
			}
		}
		if strings.Contains(log, "pictures") != (test.asked != "") {
			t.Errorf("%s: %s", name, log)
		}
	}
}

func TestAStormIsBounded(t *testing.T) {
	routes := config.Routes{}
	var records []string
	for i := range 10 {
		name := fmt.Sprintf("r%d", i)
		routes[name] = config.Route{Targets: []config.Target{{Channel: "b", Pictures: true}}}
		records = append(records, message(fmt.Sprintf("alarm-%d", i), "ALARM", "route: "+name))
	}
	d := &drawer{draw: func(ctx context.Context, _ alert.Alert) (*alert.Picture, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	began := time.Now()
	got, log := told(t, alarm.Pictures{Drawer: d, Routes: routes, Limit: 50 * time.Millisecond}, batch(records...))
	if took := time.Since(began); len(d.asked) != 3 || len(got) != 10 || took > time.Second {
		t.Errorf("%d pictures asked for, %d alerts told after %s", len(d.asked), len(got), took)
	}
	if !strings.Contains(log, "deadline exceeded") {
		t.Error(log)
	}
}

func TestWhateverFailsTheAlertIsTold(t *testing.T) {
	for name, draw := range map[string]func(context.Context, alert.Alert) (*alert.Picture, error){
		"an error":   func(context.Context, alert.Alert) (*alert.Picture, error) { return nil, errors.New("bucket gone") },
		"no picture": func(context.Context, alert.Alert) (*alert.Picture, error) { return nil, nil },
		// It does not even keep to its time.
		"a hang": func(context.Context, alert.Alert) (*alert.Picture, error) { select {} },
	} {
		began := time.Now()
		got, log := told(t, alarm.Pictures{Drawer: &drawer{draw: draw}, Routes: pictured, Limit: 50 * time.Millisecond}, batch(message("a", "ALARM", "")))
		if p, there := got["a"]; !there || p != nil || time.Since(began) > time.Second {
			t.Errorf("%s: %v after %s", name, got, time.Since(began))
		}
		if !strings.Contains(log, `"pictures":0`) || name == "an error" && !strings.Contains(log, "bucket gone") {
			t.Errorf("%s: %s", name, log)
		}
	}
}
