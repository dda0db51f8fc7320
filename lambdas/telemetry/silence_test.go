package telemetry_test

import (
	"testing"
	"time"

	"bongsu/lambdas/telemetry"
	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/heard"
)

// look is what one message says.
func look(t config.Telemetry, payload string, at time.Time) heard.Look {
	m := config.TelemetryMessage{Telemetry: t.Name, Topic: "plant/boiler-1/status", At: at.UnixMilli(), Data: []byte(payload)}
	return heard.Look{At: at, Readings: telemetry.Read(t, m)}
}

const silent = "boiler-1 no-data unheard/warning"

// TestSilence: told once, not before its time and soon after, and so is its end.
func TestSilence(t *testing.T) {
	p := newPlant(t, boiler())
	for range 30 {
		p.send(temp("50"))
		if told := p.tick(0); told != "" {
			t.Fatalf("told %q while it is heard", told)
		}
	}
	last := p.now
	for p.tick(time.Minute) == "" {
		if p.now.Sub(last) > time.Hour {
			t.Fatal("its silence is not told")
		}
	}
	if gone := p.now.Sub(last); p.told() != silent || gone < 5*time.Minute || gone > 8*time.Minute {
		t.Errorf("%q after %v", p.told(), gone)
	}
	a := p.Jobs[0].Alerts[0]
	if early := last.Sub(a.Poll.Heard); early < 0 || early > 75*time.Second || a.Poll.Silence != 5*time.Minute || !a.Poll.Listed {
		t.Errorf("%+v, last heard at %v", a.Poll, last)
	}
	for range 30 {
		if told := p.tick(time.Minute); told != "" {
			t.Errorf("told again: %q", told)
		}
	}
	if told := p.send(temp("50")); told != "boiler-1 recovered /" || p.Jobs[0].Alerts[0].Poll.Was != alert.PollUnheard {
		t.Errorf("%q", told)
	}
	if told := p.tick(4 * time.Minute); told != "" {
		t.Errorf("%q", told)
	}
	if told := p.tick(5 * time.Minute); told != silent {
		t.Errorf("the second silence: %q", told)
	}
}

// TestNeverHeard: a device that is listed and has never sent anything is told, one
// that is not listed is nobody's concern.
func TestNeverHeard(t *testing.T) {
	lone := config.Telemetry{Name: "roof", Topic: "roof/wind", Silence: 10 * time.Minute, Fields: []config.PollField{{Name: "wind", Path: "$"}}}
	p := newPlant(t, boiler(), lone)
	var told []string
	for range 20 {
		if said := p.tick(time.Minute); said != "" {
			told = append(told, said)
			if late := p.now.Sub(p.Jobs[0].Alerts[0].At); late < 0 || late > time.Minute {
				t.Errorf("%s: told %v late", said, late)
			}
		}
	}
	if len(told) != 2 || told[0] != silent || told[1] != "roof no-data unheard/warning" {
		t.Errorf("%q", told)
	}
	if told := p.send(temp("95")); told != "boiler-1 recovered /, boiler-1 temp firing above/critical" {
		t.Errorf("%q", told)
	}
}

// TestSilenceThatCouldNotBeTold: by the next tick, once.
func TestSilenceThatCouldNotBeTold(t *testing.T) {
	p := newPlant(t, boiler())
	p.tick(0)
	p.Jammed = true
	p.now = p.now.Add(10 * time.Minute)
	due, err := p.Due(t.Context(), p.now, 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("%v, %v", due, err)
	}
	if errs := p.keeper().Dues(t.Context(), due); errs[0] == nil {
		t.Error("no error")
	}
	p.Jammed = false
	if told := p.tick(time.Minute); told != silent {
		t.Errorf("%q", told)
	}
	if told := p.tick(time.Hour); told != "" {
		t.Errorf("again: %q", told)
	}
}

// TestAMessageThatWasOnItsWay: it is older than the alarm, and ends it all the same.
func TestAMessageThatWasOnItsWay(t *testing.T) {
	p := newPlant(t, boiler())
	p.send(temp("50"))
	sent := p.now.Add(time.Minute)
	if told := p.tick(10 * time.Minute); told != silent {
		t.Fatal(told)
	}
	silence := p.Jobs[0].Alerts[0]
	told, _ := p.handle(p.message("plant/boiler-1/status", temp("50"), sent))
	if told != "boiler-1 recovered /" || !p.Jobs[0].Alerts[0].At.After(silence.At) {
		t.Errorf("%q at %v, the silence at %v", told, p.Jobs[0].Alerts[0].At, silence.At)
	}
	records, err := p.Store.Records(t.Context(), []string{silence.Key})
	if err != nil || records[silence.Key].Open() {
		t.Errorf("%+v, %v", records, err)
	}
	// It is silent since then, still.
	if told := p.tick(10 * time.Minute); told != silent {
		t.Errorf("%q", told)
	}
}

// TestHeardButUnreadable: what it says does not matter, it is there.
func TestHeardButUnreadable(t *testing.T) {
	p := newPlant(t, boiler())
	p.tick(0)
	if told := p.tick(10 * time.Minute); told != silent {
		t.Fatal(told)
	}
	if told := p.send("?"); told != "" {
		t.Errorf("%q", told)
	}
	if told := p.send("?"); told != "boiler-1 no-data not-json/warning" {
		t.Errorf("%q", told)
	}
	p.send(temp("50"))
	if told := p.send(temp("50")); told != "boiler-1 recovered /" {
		t.Errorf("%q", told)
	}
}

// TestNoLongerWatched: what is wrong when it leaves the configuration is closed, and
// told anew if it is watched again.
func TestNoLongerWatched(t *testing.T) {
	p := newPlant(t, boiler())
	p.send(temp("95"))
	p.tick(0)
	if told := p.tick(10 * time.Minute); told != silent {
		t.Fatal(told)
	}
	whole := p.entries
	p.entries = nil
	if told := p.tick(20 * time.Minute); told != "boiler-1 recovered unwatched/warning, boiler-1 temp recovered unwatched/critical" {
		t.Errorf("%q", told)
	}
	if told := p.tick(time.Hour); told != "" {
		t.Errorf("again: %q", told)
	}
	p.entries = whole
	if told := p.send(temp("96")); told != "boiler-1 temp firing above/critical" {
		t.Errorf("%q", told)
	}
	due, err := p.Due(t.Context(), p.now.Add(1000*time.Hour), 100)
	if err != nil || len(due) != 2 { // its silence, and whether it is watched
		t.Errorf("%+v, %v", due, err)
	}
}

// TestTakenOffTheList: a device that is gone for good is taken off the list.
func TestTakenOffTheList(t *testing.T) {
	p := newPlant(t, boiler())
	p.tick(0)
	if told := p.tick(10 * time.Minute); told != silent {
		t.Fatal(told)
	}
	p.entries[0].Devices = nil
	if told := p.tick(20 * time.Minute); told != "boiler-1 recovered unwatched/warning" {
		t.Errorf("%q", told)
	}
}
