package alarm

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"bongsu/shared/alert"
)

func TestReadReason(t *testing.T) {
	f := func(v float64) *float64 { return &v }
	at := func(hour, minute int) time.Time { return time.Date(2026, 9, 25, hour, minute, 0, 0, time.UTC) }
	for _, c := range []struct {
		name, text string
		want       reading
	}{
		{
			"one of one",
			"Threshold Crossed: 1 out of the last 1 datapoints [12.0 (25/09/26 04:11:00)] was greater than the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).",
			reading{complete: true, points: []alert.Point{{Value: 12, At: at(4, 11)}}, comparison: alert.Above, threshold: f(5)},
		},
		{
			"several, newest first",
			"Threshold Crossed: 2 out of the last 3 datapoints [12.0 (25/09/26 04:11:00), 11.5 (25/09/26 04:10:00)] were less than or equal to the threshold (20.0) (minimum 2 datapoints for OK -> ALARM transition).",
			reading{complete: true, points: []alert.Point{{Value: 12, At: at(4, 11)}, {Value: 11.5, At: at(4, 10)}}, comparison: alert.AtMost, threshold: f(20)},
		},
		{
			"a recovery names the alarm's own comparison",
			"Threshold Crossed: 1 datapoint [0.06 (25/09/26 04:11:00)] was not greater than or equal to the threshold (50.0).",
			reading{complete: true, points: []alert.Point{{Value: 0.06, At: at(4, 11)}}, comparison: alert.AtLeast, threshold: f(50)},
		},
		{
			"old, without times",
			"Threshold Crossed: 1 datapoint (0.2) was less than the threshold (10.0).",
			reading{complete: true, points: []alert.Point{{Value: 0.2}}, comparison: alert.Below, threshold: f(10)},
		},
		{
			"negative and large numbers",
			"Threshold Crossed: 1 datapoint [-1.5E9 (25/09/26 04:11:00)] was less than the threshold (-3.0).",
			reading{complete: true, points: []alert.Point{{Value: -1.5e9, At: at(4, 11)}}, comparison: alert.Below, threshold: f(-3)},
		},
		{
			"band on both sides",
			"Thresholds Crossed: 1 out of the last 1 datapoints [0.0 (25/09/26 04:11:00)] was less than the lower thresholds [0.25] or greater than the upper thresholds [0.5] (minimum 1 datapoint for OK -> ALARM transition).",
			reading{complete: true, points: []alert.Point{{Value: 0, At: at(4, 11)}}, comparison: alert.OutsideBand, lower: f(0.25), upper: f(0.5)},
		},
		{
			"band, recovered",
			"Thresholds Crossed: 1 out of the last 1 datapoints [0.3 (25/09/26 04:11:00)] was not less than the lower thresholds [0.25] or not greater than the upper thresholds [0.5] (minimum 1 datapoint for ALARM -> OK transition).",
			reading{complete: true, points: []alert.Point{{Value: 0.3, At: at(4, 11)}}, comparison: alert.OutsideBand, lower: f(0.25), upper: f(0.5)},
		},
		{
			"upper edge, several",
			"Thresholds Crossed: 2 datapoints [9.0 (25/09/26 04:11:00), 8.0 (25/09/26 04:10:00)] were greater than the upper thresholds [4.5, 4.25].",
			reading{complete: true, points: []alert.Point{{Value: 9, At: at(4, 11)}, {Value: 8, At: at(4, 10)}}, comparison: alert.AboveBand, upper: f(4.5)},
		},
		{
			"lower edge",
			"Thresholds Crossed: 1 datapoint [1.0 (25/09/26 04:11:00)] was less than the lower thresholds [4.5].",
			reading{complete: true, points: []alert.Point{{Value: 1, At: at(4, 11)}}, comparison: alert.BelowBand, lower: f(4.5)},
		},
		{
			"the point named last",
			"Threshold Crossed: 1 datapoint was less than the threshold (1.0). The most recent datapoint which crossed the threshold: [0.0 (25/09/26 04:04:00)].",
			reading{complete: true, points: []alert.Point{{Value: 0, At: at(4, 4)}}, comparison: alert.Below, threshold: f(1)},
		},
		{
			"no point at all is not all",
			"Threshold Crossed: 2 datapoints were greater than the threshold (300.0).",
			reading{comparison: alert.Above, threshold: f(300)},
		},
		{
			"more is said than is read",
			"Threshold Crossed: 1 datapoint [1.0 (25/09/26 04:11:00)] was less than the threshold (4.0) and 2 missing datapoints were treated as [Breaching].",
			reading{points: []alert.Point{{Value: 1, At: at(4, 11)}}, comparison: alert.Below, threshold: f(4)},
		},
		{
			"a point that is none",
			"Threshold Crossed: 2 datapoints [NaN (25/09/26 04:11:00), 2.0 (25/09/26 04:10:00)] were greater than the threshold (1.0).",
			reading{points: []alert.Point{{Value: 2, At: at(4, 10)}}, comparison: alert.Above, threshold: f(1)},
		},
		{"missing data", "Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].", reading{}},
		{"by hand", "testing", reading{}},
		{"empty", "", reading{}},
		{"cut off", "Threshold Crossed: 1 datapoint [12.0 (25/09/26 04:1", reading{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, readReason(c.text), cmp.AllowUnexported(reading{}), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestByHand(t *testing.T) {
	for text, want := range map[string]bool{
		"testing the road":                  true,
		"점검 중입니다":                           true,
		"drill, please ignore":              true,
		"":                                  false,
		"Unchecked: Initial alarm creation": false,
		"Threshold Crossed: anything":       false,
		"Thresholds Crossed: anything":      false,
		"Insufficient Data: 1 datapoint was unknown.":                                       false,
		"6 out of 6 time series evaluated to ALARM":                                         false,
		"5 out of 10 contributors evaluated to ALARM":                                       false,
		"arn:aws:cloudwatch:r:a:alarm:x transitioned to ALARM at Friday 25 September, 2026": false,
		"arn:aws:cloudwatch:r:a:alarm:x was created and its alarm rule evaluates to ALARM":  false,
		"arn:aws:cloudwatch:r:a:alarm:x was updated and its alarm rule evaluates to OK":     false,
	} {
		if got := byHand(text); got != want {
			t.Errorf("byHand(%q) = %v", text, got)
		}
	}
}
