package telemetry_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/shared/config"
)

// metric is a line of the log as CloudWatch reads it.
type metric struct {
	Telemetry, Device, Field string
	Value                    []float64
	AWS                      struct {
		Timestamp         int64
		CloudWatchMetrics []struct {
			Namespace  string
			Dimensions [][]string
			Metrics    []struct{ Name, Unit string }
		}
	} `json:"_aws"`
}

// metrics are those in the log.
func (p *plant) metrics() []metric {
	p.t.Helper()
	var all []metric
	for line := range strings.Lines(p.log.String()) {
		var m metric
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			p.t.Fatal(err)
		}
		if m.Field != "" {
			all = append(all, m)
		}
	}
	return all
}

// TestValuesAreMetrics: by entry, device and field, all values of a minute in one
// line, and those of nobody but the devices that are listed.
func TestValuesAreMetrics(t *testing.T) {
	c := boiler()
	c.Fields = append(c.Fields, config.PollField{Name: "cpu", Path: "cpu", Unit: "Percent", Optional: true})
	p := newPlant(t, c)
	p.now = noon.Add(2 * time.Minute)
	if _, failed := p.handle(
		p.message("plant/boiler-1/status", temp("82"), noon.Add(time.Second)), p.message("plant/boiler-1/status", temp(`"83.5"`), noon.Add(59*time.Second)),
		p.message("plant/boiler-1/status", `{"data": {"temp": 84}, "cpu": 7}`, noon.Add(60*time.Second)), p.message("plant/boiler-9/status", temp("50"), noon),
		p.message("plant/boiler-1/status", temp(`"ERR"`), noon.Add(61*time.Second)), p.message("plant/boiler-1/status", temp("1e999"), noon.Add(62*time.Second)),
	); failed != nil {
		t.Fatal(failed)
	}
	var got []string
	for _, m := range p.metrics() {
		got = append(got, fmt.Sprint(m.Telemetry, m.Device, m.Field, m.Value, m.AWS.CloudWatchMetrics, time.UnixMilli(m.AWS.Timestamp).Sub(noon)))
	}
	want := []string{
		"boilerboiler-1temp[82 83.5] [{Bongsu/Telemetry [[Telemetry Device Field]] [{Value None}]}] 0s",
		"boilerboiler-1temp[84] [{Bongsu/Telemetry [[Telemetry Device Field]] [{Value None}]}] 1m0s",
		"boilerboiler-1cpu[7] [{Bongsu/Telemetry [[Telemetry Device Field]] [{Value Percent}]}] 1m0s",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestMetricsKeepTheLimits of the embedded metric format: a hundred values a line,
// two weeks back, two hours ahead, and dimensions in ASCII.
func TestMetricsKeepTheLimits(t *testing.T) {
	all := true
	c := boiler()
	c.Metrics, c.Devices = &all, nil
	p := newPlant(t, c)
	p.now = noon
	var messages []events.SQSMessage
	for i := range 250 {
		messages = append(messages, p.message("plant/보일러 2/status", temp("50"), noon.Add(time.Duration(i)*time.Millisecond)))
	}
	for device, at := range map[string]time.Time{
		"old": noon.Add(-15 * 24 * time.Hour), "ahead": noon.Add(3 * time.Hour), ":a%b": noon, "": noon,
	} {
		messages = append(messages, p.message("plant/"+device+"/status", temp("50"), at))
	}
	if _, failed := p.handle(messages...); failed != nil {
		t.Fatal(failed)
	}
	got := map[string][]int{}
	for _, m := range p.metrics() {
		got[m.Device] = append(got[m.Device], len(m.Value))
	}
	want := map[string][]int{"%EB%B3%B4%EC%9D%BC%EB%9F%AC 2": {100, 100, 50}, "%3Aa%25b": {1}, "-": {1}}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
}
