package telemetry_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/shared/alert"
)

// TestWhateverTheOrder: messages come late, twice, together, while the table or the
// queues fail. What is told goes from wrong to well and back, and ends with the
// newest message.
func TestWhateverTheOrder(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		p := newPlant(t, boiler())
		var waiting []events.SQSMessage
		for i := range 24 {
			value := "50"
			if r.Float64() < 0.4 {
				value = "95"
			}
			p.now = noon.Add(time.Duration(i) * 10 * time.Second)
			waiting = append(waiting, p.message("plant/boiler-1/status", temp(value), p.now))
		}
		for i := range waiting {
			j := min(len(waiting)-1, i+r.IntN(4))
			waiting[i], waiting[j] = waiting[j], waiting[i]
		}
		told := map[time.Time]alert.State{}
		handle := func(some ...events.SQSMessage) (failed []string) {
			_, failed = p.handle(some...)
			for _, job := range p.Jobs {
				for _, a := range job.Alerts {
					if before, again := told[a.At]; again && before != a.State {
						t.Errorf("seed %d: %v is %s and %s", seed, a.At, before, a.State)
					}
					told[a.At] = a.State
				}
			}
			return failed
		}
		for len(waiting) > 0 {
			n := min(len(waiting), 1+r.IntN(4))
			some := waiting[:n:n]
			waiting = waiting[n:]
			p.Jammed, p.Deaf = r.Float64() < 0.2, r.Float64() < 0.2
			failed := handle(some...)
			for _, m := range some {
				if slices.Contains(failed, m.MessageId) || r.Float64() < 0.2 {
					waiting = append(waiting, m)
				}
			}
		}
		p.Jammed, p.Deaf = false, false
		for range 2 {
			p.now = p.now.Add(10 * time.Second)
			handle(p.message("plant/boiler-1/status", temp("50"), p.now))
		}
		var times []time.Time
		for at := range told {
			times = append(times, at)
		}
		slices.SortFunc(times, time.Time.Compare)
		for i, at := range times {
			if want := []alert.State{alert.Firing, alert.Recovered}[i%2]; told[at] != want {
				t.Errorf("seed %d: %v is %s, want %s", seed, at, told[at], want)
			}
		}
		if len(times)%2 != 0 {
			t.Errorf("seed %d: ends on %s", seed, told[times[len(times)-1]])
		}
		records, err := p.Store.Records(t.Context(), []string{"telemetry/boiler//boiler-1", "telemetry/boiler/temp/boiler-1"})
		if err != nil {
			t.Fatal(err)
		}
		if h := records["telemetry/boiler//boiler-1"].Heard; len(h.Untold) > 0 || len(h.Values) > 0 || records["telemetry/boiler/temp/boiler-1"].Open() {
			t.Errorf("seed %d: %+v, %+v", seed, h, records["telemetry/boiler/temp/boiler-1"].Phases)
		}
	}
}
