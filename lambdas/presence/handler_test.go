package presence_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"bongsu/lambdas/presence"
	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/queue"
)

// arrival is a batch of events and when it reaches us, in seconds after origin.
type arrival struct {
	after  int
	events []presence.Event
}

func at(seconds int, happened ...presence.Event) arrival { return arrival{seconds, happened} }

func s(seconds int) time.Duration { return time.Duration(seconds) * time.Second }

func TestWhatIsTold(t *testing.T) {
	const goodbye = "CLIENT_INITIATED_DISCONNECT"
	up := connect("a", 4, 0)
	down := disconnect("a", 4, s(60), lost)
	for name, tt := range map[string]struct {
		config   config.Presence
		arrivals []arrival
		told     []string
	}{
		"lost": {
			arrivals: []arrival{at(0, up), at(61, down)},
			told:     []string{"firing sensor-07@1m0s"},
		},
		"lost, never seen before": {
			arrivals: []arrival{at(61, down)},
			told:     []string{"firing sensor-07@1m0s"},
		},
		"back in time": {
			arrivals: []arrival{at(0, up), at(61, down), at(80, connect("b", 5, s(79)))},
		},
		"back after it was told": {
			arrivals: []arrival{at(0, up), at(61, down), at(200, connect("b", 5, s(199)))},
			told:     []string{"firing sensor-07@1m0s", "recovered sensor-07@3m19s"},
		},
		"back, and we hear of it late": {
			arrivals: []arrival{at(0, up), at(61, down), at(900, connect("b", 5, s(70)))},
			told:     []string{"firing sensor-07@1m0s", "recovered sensor-07@1m10s"},
		},
		"goodbye": {
			arrivals: []arrival{at(0, up), at(61, disconnect("a", 4, s(60), goodbye)), at(900, connect("b", 5, s(899)))},
		},
		"goodbye, to be told": {
			config:   config.Presence{Clean: true},
			arrivals: []arrival{at(0, up), at(61, disconnect("a", 4, s(60), goodbye))},
			told:     []string{"firing sensor-07@1m0s"},
		},
		"goodbye of a device that was lost before": {
			arrivals: []arrival{
				at(0, up), at(61, down), at(200, disconnect("b", 5, s(199), goodbye)),
				at(201, connect("b", 5, s(198))), at(300, connect("c", 6, s(299))),
			},
			told: []string{"firing sensor-07@1m0s", "recovered sensor-07@4m59s"},
		},
		"everything twice": {
			arrivals: []arrival{
				at(0, up, up), at(61, down), at(62, down), at(63, up), at(200, connect("b", 5, s(199))),
				at(201, connect("b", 5, s(199))), at(202, down), at(203, up),
			},
			told: []string{"firing sensor-07@1m0s", "recovered sensor-07@3m19s"},
		},
		"a repeated return after the next loss": {
			arrivals: []arrival{
				at(0, up), at(61, down), at(200, connect("b", 5, s(199))), at(300, disconnect("b", 5, s(299), lost)),
				at(400, connect("b", 5, s(199))),
			},
			told: []string{"firing sensor-07@1m0s", "recovered sensor-07@3m19s", "firing sensor-07@4m59s"},
		},
		"the return overtakes the loss": {
			arrivals: []arrival{at(0, up), at(70, connect("b", 5, s(69))), at(71, down)},
		},
		"the loss overtakes its connect": {
			arrivals: []arrival{at(61, down), at(62, up)},
			told:     []string{"firing sensor-07@1m0s"},
		},
		"taken over": {
			arrivals: []arrival{at(0, up), at(61, disconnect("a", 4, s(60), takenOver), connect("b", 5, s(60)))},
		},
		"taken over, in another order and stamped late": {
			arrivals: []arrival{at(0, up), at(61, disconnect("a", 4, s(61), takenOver)), at(62, connect("b", 5, s(60)))},
		},
		"taken over, then lost": {
			arrivals: []arrival{
				at(0, up), at(61, connect("b", 5, s(60)), disconnect("a", 4, s(61), takenOver)), at(81, disconnect("b", 5, s(80), lost)),
			},
			told: []string{"firing sensor-07@1m20s"},
		},
		"taken over, and we hear of it after the loss was told": {
			arrivals: []arrival{
				at(0, up), at(62, disconnect("a", 4, s(61), takenOver)), at(200, connect("b", 5, s(60))), at(300, up),
			},
			told: []string{"firing sensor-07@1m1s", "recovered sensor-07@1m0s"},
		},
		"versions start over": {
			arrivals: []arrival{
				at(0, up), at(61, down), at(4000, connect("b", 0, s(3999))), at(4100, disconnect("b", 0, s(4099), lost)),
				at(9000, connect("c", 0, s(8999))),
			},
			told: []string{
				"firing sensor-07@1m0s", "recovered sensor-07@1h6m39s", "firing sensor-07@1h8m19s", "recovered sensor-07@2h29m59s",
			},
		},
		"lost and back and lost in one batch": {
			arrivals: []arrival{at(0, up), at(65, down, connect("b", 5, s(61)), disconnect("b", 5, s(62), lost))},
			told:     []string{"firing sensor-07@1m2s"},
		},
		"a hold of its own": {
			config:   config.Presence{Holds: []config.Hold{{Match: "sensor-*", For: 5 * time.Minute}}},
			arrivals: []arrival{at(0, up), at(61, down), at(200, connect("b", 5, s(199)))},
		},
		"no hold": {
			config:   config.Presence{Holds: []config.Hold{{Match: "*", For: 0}}},
			arrivals: []arrival{at(0, up), at(61, down), at(62, connect("b", 5, s(62)))},
			told:     []string{"firing sensor-07@1m0s", "recovered sensor-07@1m2s"},
		},
		"without sessions and versions": {
			arrivals: []arrival{at(0, connect("", unknown, 0)), at(61, disconnect("", unknown, s(60), lost)), at(200, connect("", unknown, s(199)))},
			told:     []string{"firing sensor-07@1m0s", "recovered sensor-07@3m19s"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			tt.config.Hold = 30 * time.Second
			w := newWorld(t, tt.config)
			for _, a := range tt.arrivals {
				w.happen(s(a.after), a.events...)
			}
			w.pass(4 * time.Hour)
			if tt.told == nil {
				tt.told = []string{}
			}
			if diff := cmp.Diff(tt.told, w.told()); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
			if n := w.queues.Depth(presenceQueue) + w.queues.Depth(holdQueue); n > 0 {
				t.Errorf("%d messages left", n)
			}
		})
	}
}

func TestTheAlerts(t *testing.T) {
	w := newWorld(t, config.Presence{Hold: 30 * time.Second, Severity: alert.Critical})
	w.happen(0, connect("a", 4, 0))
	w.happen(s(62), disconnect("a", 4, s(60), lost))
	w.happen(s(400), connect("b", 5, s(200)))
	var got []alert.Alert
	for _, j := range w.jobs("mail") {
		got = append(got, j.Alerts...)
	}
	common := alert.Alert{
		Key: "iot/sensor-07", Kind: alert.Presence, Severity: alert.Critical, Route: "devices", Subject: "sensor-07",
		Links:   []alert.Link{{To: alert.ToDevice, URL: "https://ap-northeast-2.console.aws.amazon.com/iot/home?region=ap-northeast-2#/thinghub"}},
		Account: "123456789012", Region: "ap-northeast-2",
	}
	gone, back := common, common
	gone.State, gone.At = alert.Firing, origin.Add(s(60))
	gone.Device = &alert.Device{ClientID: "sensor-07", Session: "a", Reason: lost, Checked: origin.Add(s(90))}
	back.State, back.At = alert.Recovered, origin.Add(s(200))
	back.Device = &alert.Device{ClientID: "sensor-07", Session: "b", Address: "192.0.2.17", Seen: origin.Add(s(400))}
	if diff := cmp.Diff([]alert.Alert{gone, back}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnEventWithoutATimeHasThatOfItsMessage(t *testing.T) {
	w := newWorld(t, config.Presence{Hold: 30 * time.Second})
	w.arrive(s(61), `{"eventType":"disconnected","clientId":"sensor-07","disconnectReason":"CONNECTION_LOST"}`)
	w.pass(time.Hour)
	if diff := cmp.Diff([]string{"firing sensor-07@1m1s"}, w.told()); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

func TestACheckOutlivesItsRecord(t *testing.T) {
	w := newWorld(t, config.Presence{Hold: 30 * time.Second})
	w.arrive(s(91), `{"check":1,"hold":30000000000,"losses":[{"c":"sensor-07","s":"a","v":4,"t":1790308860000,"r":"CONNECTION_LOST"}]}`)
	w.happen(s(200), connect("b", 5, s(199)))
	if diff := cmp.Diff([]string{"firing sensor-07@1m0s", "recovered sensor-07@3m19s"}, w.told()); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// A redelivery must put the same bytes: they are the request to the provider.
func TestARepeatedCheckPutsTheSameJob(t *testing.T) {
	w := newWorld(t, config.Presence{Hold: 30 * time.Second})
	w.happen(s(61), disconnect("a", 4, s(60), lost))
	w.now = origin.Add(s(100))
	_, check := w.batch(holdQueue)
	handle := func() {
		if answer, err := w.handler.Handle(t.Context(), check); err != nil || len(answer.BatchItemFailures) > 0 {
			t.Fatal(answer, err)
		}
	}
	handle()
	if err := w.queues.Delete(holdQueue, check.Records[0].ReceiptHandle); err != nil {
		t.Fatal(err)
	}
	// The second delivery comes much later, when the device is back.
	w.happen(s(4000), connect("b", 5, s(3999)))
	handle()
	var firing [][]byte
	for _, r := range w.queues.Peek("chat") {
		if j, err := queue.Decode(r.Body); err == nil && j.State == alert.Firing {
			firing = append(firing, r.Body)
		}
	}
	if len(firing) != 2 || !bytes.Equal(firing[0], firing[1]) {
		t.Errorf("%d jobs: %s", len(firing), firing)
	}
	if r := w.record("sensor-07"); len(r.Phases) != 2 || r.Open() {
		t.Errorf("record %+v", r)
	}
}

func TestEventsThatAreNeverTold(t *testing.T) {
	w := newWorld(t, config.Presence{Hold: 30 * time.Second})
	w.arrive(0,
		`{"clientId":"a","timestamp":1790310127451,"eventType":"connect_failed","connectFailureReason":"AUTHORIZATION_FAILED"}`,
		`{"clientId":"a","timestamp":1790310127451,"eventType":"subscribed","topics":["x"]}`)
	w.pass(time.Hour)
	if told := w.told(); len(told) > 0 || w.record("a").Revision != 0 {
		t.Errorf("told %v, record %+v", told, w.record("a"))
	}
}

func TestACheckOfANewerBuildComesAgain(t *testing.T) {
	w := newWorld(t, config.Presence{Hold: 30 * time.Second})
	w.arrive(0, `{"check":3,"something":"new"}`, payload(connect("a", 1, 0)))
	if left := w.queues.Depth(presenceQueue); left != 1 {
		t.Errorf("%d messages left", left)
	}
}

// A check of every version ever released stays readable.
func TestChecksOfReleasedVersions(t *testing.T) {
	for version, body := range map[string]string{
		"1": `{"check":1,"hold":30000000000,"losses":[{"c":"sensor-07","n":"fridge","s":"a","v":4,"t":1790308860000,"r":"CONNECTION_LOST"}]}`,
	} {
		t.Run(version, func(t *testing.T) {
			w := newWorld(t, config.Presence{Hold: time.Minute})
			w.happen(s(61), disconnect("a", 4, s(60), lost))
			w.arrive(s(91), body)
			jobs := w.jobs("chat")
			if len(jobs) != 1 {
				t.Fatalf("%d jobs", len(jobs))
			}
			a := jobs[0].Alerts[0]
			if a.Subject != "fridge" || !a.At.Equal(origin.Add(s(60))) || !a.Device.Checked.Equal(origin.Add(s(90))) {
				t.Errorf("%+v %+v", a, a.Device)
			}
		})
	}
}

// TestRedrivenEventsAreNoOldNews: a person who sends a day-old loss again wants
// it told.
func TestRedrivenEventsAreNoOldNews(t *testing.T) {
	w := newWorld(t, config.Presence{Hold: 30 * time.Second})
	now := origin.Add(48 * time.Hour)
	event := events.SQSEvent{Records: []events.SQSMessage{{
		MessageId: "1", Body: payload(disconnect("a", 1, s(60), lost)),
		MessageAttributes: map[string]events.SQSMessageAttribute{queue.AttributeRedriven: {DataType: "String", StringValue: new(now.Format(time.RFC3339))}},
	}}}
	if _, err := w.handler.Handle(t.Context(), event); err != nil {
		t.Fatal(err)
	}
	w.pass(time.Minute)
	jobs := w.jobs("mail")
	if len(jobs) != 1 || !jobs[0].Redriven.Equal(now) {
		t.Errorf("jobs %+v", jobs)
	}
}
