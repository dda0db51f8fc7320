package alarm_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/lambdas/alarm"
	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/source"
)

// TestHeartbeatReachesEveryChannel: neither routes nor mutes hold it back, and
// one that is published twice is one.
func TestHeartbeatReachesEveryChannel(t *testing.T) {
	c := config.Config{
		Channels: []config.Channel{{Name: "a"}, {Name: "b"}, {Name: "c"}}, Heartbeat: &config.ClockTime{Hour: 9},
		Routes: config.Routes{config.DefaultRoute: {Targets: []config.Target{{Channel: "a"}}}},
	}
	slice := c.AlarmSlice()
	q := new(sent)
	h := handler(source.Teller{
		Store: incident.NewMemory(), Queue: q, Routes: slice.Routes, Now: func() time.Time { return clock },
		Mutes:   config.Mutes{{Match: "*", Until: clock.Add(24 * time.Hour)}},
		Address: func(channel string) string { return channel },
	}, new(bytes.Buffer))
	data := payload(t, "sqs/heartbeat.json")
	again := bytes.ReplaceAll(data, []byte("5f0c7f4e-0e43-5c0a-9d3e-21b4c0a1f0aa"), []byte("aaaaaaaa-0e43-5c0a-9d3e-21b4c0a1f0aa"))
	again = bytes.ReplaceAll(again, []byte("00:00:41.310Z"), []byte("00:00:42.000Z"))
	for _, event := range [][]byte{data, again} {
		if _, err := h.Handle(t.Context(), event); err != nil {
			t.Fatal(err)
		}
	}
	ids := make(map[string]int)
	for _, job := range q.jobs {
		ids[job.ID()]++
		if job.Wait != 0 || job.Urgent || len(job.Alerts) != 1 || job.Alerts[0].Kind != alert.Heartbeat {
			t.Errorf("job %+v", job)
		}
	}
	if len(ids) != 3 || len(q.jobs) != 6 {
		t.Errorf("%d jobs, by id %v; want one for each channel, twice", len(q.jobs), ids)
	}
}

// TestRedrivenEventsStayNews: what a person sends again is told although it is
// older than news may be.
func TestRedrivenEventsStayNews(t *testing.T) {
	var batch events.SQSEvent
	if err := json.Unmarshal(payload(t, "sqs/orders-latency-firing.json"), &batch); err != nil {
		t.Fatal(err)
	}
	at := clock.Add(72 * time.Hour)
	for _, redriven := range []time.Time{{}, at} {
		if !redriven.IsZero() {
			batch.Records[0].MessageAttributes = map[string]events.SQSMessageAttribute{
				queue.AttributeRedriven: {DataType: "String", StringValue: new(redriven.Format(time.RFC3339))},
			}
		}
		data, err := json.Marshal(batch)
		if err != nil {
			t.Fatal(err)
		}
		if units := alarm.Parse(data).Units; len(units) != 1 || !units[0].Redriven.Equal(redriven) {
			t.Errorf("parsed %+v", units)
		}
		w := newWorld()
		if _, err := w.handler.Handle(t.Context(), data); err != nil {
			t.Fatal(err)
		}
		want := redriven
		if want.IsZero() {
			want = w.queue.jobs[0].Newest()
		}
		if got := w.queue.jobs[0].Fresh(); !got.Equal(want) || len(w.queue.jobs) != 1 {
			t.Errorf("redriven %v: fresh from %v, want %v", redriven, got, want)
		}
	}
}

// A stranger's document with a field of that name is no heartbeat.
func TestOnlyOurHeartbeatIsOne(t *testing.T) {
	for text, want := range map[string]alert.Kind{
		`{"bongsu":"heartbeat"}`:                            alert.Heartbeat,
		`{"bongsu":"heartbeat","at":"<aws.scheduler.x>"}`:   alert.Heartbeat,
		`{"bongsu":"beat","title":"x"}`:                     alert.Raw,
		`{"heartbeat":true}`:                                alert.Raw,
		`{"Message":"{\"bongsu\":\"heartbeat\"}","Type":1}`: alert.Raw,
	} {
		kinds := []alert.Kind{}
		for _, u := range alarm.Parse([]byte(text)).Units {
			for _, a := range u.Alerts {
				kinds = append(kinds, a.Kind)
			}
		}
		if !slices.Equal(kinds, []alert.Kind{want}) {
			t.Error(fmt.Sprint(text, kinds))
		}
	}
}
