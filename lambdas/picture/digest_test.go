package picture_test

import (
	"errors"
	"math"
	"path/filepath"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/metric"
	"bongsu/shared/picture/picturetest"
)

// morning is a digest of an API of which everything is measured, of one of which
// nothing is, and of a bill that is kept elsewhere.
func morning(w *world) alert.Alert {
	to := time.Date(2026, 9, 25, 0, 0, 0, 0, time.UTC)
	measure := func(name, stat, unit string) alert.Measurement {
		return alert.Measurement{
			Namespace: "AWS/ApiGateway", Metric: name, Stat: stat, Unit: unit, Period: 15 * time.Minute, Dimensions: []alert.Field{{Name: "ApiName", Value: "orders"}},
		}
	}
	slow := measure("Latency", "Average", "Milliseconds")
	slow.Threshold, slow.Comparison = new(300.0), alert.Above
	calls, silent := measure("Count", "Sum", "Count"), measure("5XXError", "Sum", "Count")
	w.fill(slow, to, func(before float64) float64 {
		return 170 + 40*math.Sin(before/90) + 640*math.Exp(-(before-330)*(before-330)/700)
	})
	w.fill(calls, to, func(before float64) float64 { return 120 + 90*math.Cos(before/229) })
	m := func(title string, of alert.Measurement, whole, before, least, most, last float64) alert.DigestMetric {
		return alert.DigestMetric{Title: title, Measurement: of, Whole: &whole, Before: &before, Min: &least, Max: &most, Last: &last}
	}
	return alert.Alert{
		Key: alert.DigestKey("morning", to), Kind: alert.Digested, State: alert.Notice, Severity: alert.Warning, Subject: "morning", At: to, Region: "ap-northeast-2",
		Digest: &alert.Digest{From: to.Add(-24 * time.Hour), To: to, Step: 15 * time.Minute, Metrics: []alert.DigestMetric{
			m("주문 API 지연", slow, 182, 163, 131, 806, 175), m("주문 건수", calls, 172800, 180000, 450, 3150, 2100),
			{Title: "서버 오류", Measurement: silent}, {Title: "결제", Measurement: silent, Failed: true},
		}},
	}
}

func TestADigestIsDrawn(t *testing.T) {
	w := newWorld()
	a := morning(w)
	h, files := handler(t, w, "ko")
	got, err := h.Handle(t.Context(), a)
	if err != nil || got == nil {
		t.Fatalf("%v, %v", got, err)
	}
	small, _, err := files.Get(t.Context(), "p/"+filepath.Base(got.Preview))
	if err != nil {
		t.Fatal(err)
	}
	picturetest.Compare(t, filepath.Join("testdata", "digest.png"), small, *update)
	reads := w.reads
	if again, err := h.Handle(t.Context(), a); err != nil || *again != *got || w.reads != reads {
		t.Errorf("%v, %v after %d reads", again, err, w.reads-reads)
	}
}

func TestADigestWithoutDataHasNoPicture(t *testing.T) {
	w := newWorld()
	a := morning(w)
	w.Memory = metric.NewMemory()
	h, _ := handler(t, w, "ko")
	if got, err := h.Handle(t.Context(), a); got != nil || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	w.fail = errors.New("Throttling: Rate exceeded")
	if got, err := h.Handle(t.Context(), a); got != nil || err == nil {
		t.Errorf("%v, %v", got, err)
	}
}
