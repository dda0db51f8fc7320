package file_test

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"
	"unicode/utf8"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/config/file"
)

// FuzzParse: nothing makes the reader panic, every refusal is Faults with a
// place and a problem, and what is accepted keeps what the stack relies on.
func FuzzParse(f *testing.F) {
	f.Add(sample(f))
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		cfg, err := file.Parse(name, data)
		if err == nil {
			sound(t, cfg)
			return
		}
		faults, ok := errors.AsType[file.Faults](err)
		if !ok || len(faults) == 0 {
			t.Fatalf("not Faults: %v", err)
		}
		for _, fault := range faults {
			if fault.Line < 1 || fault.Column < 1 || fault.Problem == "" || !utf8.ValidString(fault.String()) {
				t.Errorf("not a fault to show: %+q", fault)
			}
		}
	})
}

func sound(t *testing.T, cfg config.Config) {
	t.Helper()
	if len(cfg.Watchdog) == 0 || len(cfg.Routes[config.DefaultRoute].Targets) == 0 {
		t.Error("nobody is told")
	}
	channels := map[string]bool{}
	for _, c := range cfg.Channels {
		if channels[c.Name] || len(c.Settings.Check()) > 0 {
			t.Errorf("channel %q", c.Name)
		}
		channels[c.Name] = true
		roundTrip(t, cfg.DeliverSlice(c))
	}
	for name, route := range cfg.Routes {
		for _, target := range route.Targets {
			if !channels[target.Channel] || target.After < 0 {
				t.Errorf("route %q: %+v", name, target)
			}
		}
	}
	names := map[string]bool{}
	for _, a := range cfg.Alarms {
		if a.Name == "" || names[a.Name] || utf8.RuneCountInString(a.Name) > 255 || utf8.RuneCountInString(a.FullDescription()) > config.MaxDescription || a.Condition() == "" {
			t.Errorf("alarm %+v", a)
		}
		names[a.Name] = true
		if a.Rule == "" {
			measures(t, a)
		}
	}
	for _, a := range cfg.Alarms {
		if !utf8.ValidString(a.Rule) || utf8.RuneCountInString(a.Rule) > 10240 || len(a.Children) > 100 || a.Rule == "" && len(a.Children) > 0 {
			t.Errorf("rule of %+v", a)
		}
		for _, child := range a.Children {
			if !names[child] || child == a.Name {
				t.Errorf("%q has the child %q", a.Name, child)
			}
		}
	}
	if p := cfg.Presence; p != nil {
		for _, h := range append(p.Holds, config.Hold{Match: "*", For: p.Hold}) {
			if h.Match == "" || h.For < 0 || h.For > 15*time.Minute {
				t.Errorf("hold %+v", h)
			}
		}
	}
	for _, d := range cfg.Digests {
		if times, zone, err := d.Clock(); err != nil || times.After(time.Unix(0, 0), zone).IsZero() || d.Name == "" || len(d.Metrics) > 12 {
			t.Errorf("digest %+v: %v", d, err)
		}
	}
	roundTrip(t, cfg.AlarmSlice())
	roundTrip(t, cfg.PresenceSlice())
	roundTrip(t, cfg.DigestSlice())
}

// measures: an alarm looks at one metric or at an expression over some, and
// compares with one bound or a band.
func measures(t *testing.T, a config.Alarm) {
	t.Helper()
	one, expression := a.Namespace != "" && a.Metric != "" && a.Stat != "", a.Math != "" && a.Label != "" && len(a.Inputs) > 0 && len(a.Inputs) <= 10
	band := a.Comparison == alert.AboveBand || a.Comparison == alert.BelowBand || a.Comparison == alert.OutsideBand
	if one == expression || a.Comparison == "" || band != (a.Band > 0) || band && (expression || a.Threshold != 0) || a.Missing == "" ||
		math.IsNaN(a.Threshold) || math.IsInf(a.Threshold, 0) || a.Period < 10*time.Second || a.Needed < 1 || a.Needed > a.Evaluated {
		t.Errorf("alarm %+v", a)
	}
	for _, in := range a.Inputs {
		if in.ID == "" || in.Namespace == "" || in.Metric == "" || in.Stat == "" {
			t.Errorf("input %+v", in)
		}
	}
}
