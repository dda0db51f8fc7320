package file

import (
	"testing"

	"bongsu/shared/alert"
	"bongsu/shared/config"
)

// TestPresetsAreSound: every threshold of the table can be read in the unit of its
// metric, which must be known, and every alarm can be left to the table or asked
// for.
func TestPresetsAreSound(t *testing.T) {
	for _, p := range presets {
		keys := map[string]bool{}
		for _, one := range p.alarms {
			name := p.key + " " + one.key
			if keys[one.key] || one.key == "" && len(p.alarms) > 1 {
				t.Errorf("%s: its key is not its own", name)
			}
			keys[one.key] = true
			a := config.Alarm{Namespace: p.namespace, Metric: one.metric, Stat: one.stat}
			if one.inputs != nil {
				a = config.Alarm{Math: config.SumOfAll, Inputs: one.inputs(nil)}
				if len(a.Inputs) > maxMathMetrics {
					t.Errorf("%s: %d metrics", name, len(a.Inputs))
				}
			}
			if a.ValueUnit() == "" {
				t.Errorf("%s: nobody knows what %s is in", name, one.metric)
			}
			if one.threshold != "" {
				if _, wrong := threshold(one.threshold, a.ValueUnit(), one.metric); wrong != nil {
					t.Errorf("%s: %v", name, wrong)
				}
			}
			if one.severity == "" || one.missing == "" || one.period == 0 || one.needed < 1 || one.evaluated < one.needed ||
				one.side != alert.Above && one.side != alert.Below || (one.by == "") != (one.use == nil) {
				t.Errorf("%s: not all is said: %+v", name, one)
			}
		}
	}
}

// TestUnitsAreCloudWatchs: what a threshold can be read in, and what CloudWatch
// has, are the same but for what AWS only documents and what is ours.
func TestUnitsAreCloudWatchs(t *testing.T) {
	for name := range metricUnits() {
		if !alert.IsUnit(name) && name != "Days" && name != alert.Share {
			t.Errorf("%s is no unit of CloudWatch", name)
		}
	}
	if n := len(metricUnits()); n != 29 {
		t.Errorf("%d units, CloudWatch has 27", n)
	}
}
