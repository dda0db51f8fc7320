package wording

import (
	"testing"
	"time"

	"bongsu/shared/alert"
)

func voice(t *testing.T, language, zone string) Voice {
	t.Helper()
	v, err := NewVoice(language, zone)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestNumber(t *testing.T) {
	ko, en := voice(t, "ko", "Asia/Seoul"), voice(t, "en", "UTC")
	for _, test := range []struct {
		value  float64
		unit   string
		ko, en string
	}{
		{812, "Milliseconds", "812 ms", "812 ms"},
		{1234.5, "Milliseconds", "1.23초", "1.23 s"},
		{754_000, "Milliseconds", "12분 34초", "12 min 34 s"},
		{0.25, "Milliseconds", "250 µs", "250 µs"},
		{0, "Milliseconds", "0초", "0 s"},
		{754, "Seconds", "12분 34초", "12 min 34 s"},
		{0.812, "Seconds", "812 ms", "812 ms"},
		{-90, "Seconds", "-1분 30초", "-1 min 30 s"},
		{1e30, "Seconds", "1e+30초", "1e+30 s"},
		{93.456, "Percent", "93.5%", "93.5%"},
		{0.05, alert.Share, "5%", "5%"},
		{1_234_567, "Count", "1,234,567", "1,234,567"},
		{45_628, "Bytes", "45.6 kB", "45.6 kB"},
		{10, "Gigabytes", "10 GB", "10 GB"},
		{1.5e6, "Bytes/Second", "1.5 MB/s", "1.5 MB/s"},
		{12, "Count/Second", "12/s", "12/s"},
		{14, "Days", "14일", "14 d"},
		{0.0206, "", "0.0206", "0.0206"},
		{-0.00001, "", "-0.00001", "-0.00001"},
		{5, "None", "5", "5"},
		{3, "Widgets", "3 Widgets", "3 Widgets"},
	} {
		if got := ko.number(test.value, test.unit); got != test.ko {
			t.Errorf("ko %v %s: got %q, want %q", test.value, test.unit, got, test.ko)
		}
		if got := en.number(test.value, test.unit); got != test.en {
			t.Errorf("en %v %s: got %q, want %q", test.value, test.unit, got, test.en)
		}
	}
}

func TestRoundingNeverHidesTheBreach(t *testing.T) {
	bound := 300.0
	m := alert.Measurement{
		Namespace: "AWS/ApiGateway", Metric: "Latency", Stat: "Average", Period: 5 * time.Minute,
		Comparison: alert.Above, Threshold: &bound, Points: []alert.Point{{Value: 300.04}},
	}
	want := "5분 평균 지연 300.04 ms, 기준 300 ms 초과"
	if got := voice(t, "ko", "Asia/Seoul").measurement(m, alert.Alert{State: alert.Firing}); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMeasurement(t *testing.T) {
	ko, en := voice(t, "ko", "Asia/Seoul"), voice(t, "en", "UTC")
	ms300, rate, five, low, high := 300.0, 0.05, 5.0, 0.02, 0.3
	points := func(v float64) []alert.Point { return []alert.Point{{Value: v}} }
	for _, test := range []struct {
		name   string
		m      alert.Measurement
		state  alert.State
		ko, en string
	}{
		{
			"the seed's five words",
			alert.Measurement{Namespace: "AWS/ApiGateway", Metric: "Latency", Stat: "Average", Period: 5 * time.Minute, Comparison: alert.Above, Threshold: &ms300, Points: points(812)},
			alert.Firing, "5분 평균 지연 812 ms, 기준 300 ms 초과", "Average latency 812 ms, above the threshold of 300 ms, over 5 min",
		},
		{
			"back to normal",
			alert.Measurement{Namespace: "AWS/ApiGateway", Metric: "Latency", Stat: "p95", Period: time.Minute, Comparison: alert.AtLeast, Threshold: &ms300, Points: points(120)},
			alert.Recovered, "1분 p95 지연 120 ms, 기준 300 ms 미만", "p95 latency 120 ms, back below 300 ms, over 1 min",
		},
		{
			"a rate that AWS gives as an average of ones",
			alert.Measurement{Namespace: "AWS/ApiGateway", Metric: "5XXError", Stat: "Average", Period: time.Minute, Comparison: alert.Above, Threshold: &rate, Points: points(0.125)},
			alert.Firing, "5xx 오류율 12.5%, 기준 5% 초과, 1분 평균", "5xx error rate 12.5%, above the threshold of 5%, over 1 min",
		},
		{
			"M of N",
			alert.Measurement{Namespace: "AWS/Lambda", Metric: "Errors", Stat: "Sum", Period: time.Minute, Evaluated: 5, Needed: 3, Comparison: alert.Above, Threshold: &five, Points: points(12)},
			alert.Firing, "함수 오류 1분 합계 12, 기준 5 초과, 최근 5회 중 3회 이상", "Total function errors 12, above the threshold of 5, over 1 min, in at least 3 of the last 5 periods",
		},
		{
			"a band",
			alert.Measurement{Namespace: "AWS/EC2", Metric: "CPUUtilization", Stat: "Average", Period: time.Minute, Comparison: alert.OutsideBand, Lower: &low, Upper: &high, Points: points(0)},
			alert.Firing, "1분 평균 CPU 사용률 0%, 예상 범위(0.02%–0.3%)보다 낮음", "Average CPU utilization 0%, below the expected band (0.02%–0.3%), over 1 min",
		},
		{
			"math with a label",
			alert.Measurement{Label: "Total traffic", Expression: "SUM(METRICS())", Comparison: alert.Above, Threshold: &five, Points: points(45628)},
			alert.Firing, "Total traffic 45,628, 기준 5 초과", "Total traffic 45,628, above the threshold of 5",
		},
		{
			"no data",
			alert.Measurement{Namespace: "AWS/ApiGateway", Metric: "Latency", Stat: "Average", Period: 5 * time.Minute, Comparison: alert.Above, Threshold: &ms300, Points: points(1)},
			alert.NoData, "경보 조건: 5분 평균 지연 300 ms 초과", "Alarms when average latency is above 300 ms, over 5 min",
		},
		{
			"in the unit of the threshold",
			alert.Measurement{Namespace: "AWS/ApiGateway", Metric: "Latency", Stat: "Average", Comparison: alert.Above, Threshold: &ms300, Points: points(1250)},
			alert.Firing, "평균 지연 1,250 ms, 기준 300 ms 초과", "Average latency 1,250 ms, above the threshold of 300 ms",
		},
		{
			"nobody says on which side",
			alert.Measurement{Threshold: &five, Points: points(17)},
			alert.Firing, "측정값 17, 기준 5 초과", "Value 17, above the threshold of 5",
		},
		{
			"an upper edge alone",
			alert.Measurement{Metric: "X", Comparison: alert.AboveBand, Upper: &high, Points: points(1)},
			alert.Firing, "X 1, 예상 범위(≤ 0.3)보다 높음", "X 1, above the expected band (≤ 0.3)",
		},
		{
			"nothing known but the period",
			alert.Measurement{Expression: "m1/m2", Period: time.Minute},
			alert.Firing, "", "",
		},
		{
			"an unknown metric",
			alert.Measurement{Namespace: "Shop", Metric: "CartsAbandoned", Stat: "Sum", Comparison: alert.Above, Threshold: &five, Points: points(6)},
			alert.Firing, "CartsAbandoned 합계 6, 기준 5 초과", "Total CartsAbandoned 6, above the threshold of 5",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := ko.measurement(test.m, alert.Alert{State: test.state}); got != test.ko {
				t.Errorf("ko: got %q, want %q", got, test.ko)
			}
			if got := en.measurement(test.m, alert.Alert{State: test.state}); got != test.en {
				t.Errorf("en: got %q, want %q", got, test.en)
			}
		})
	}
}

func TestSpan(t *testing.T) {
	ko, en := voice(t, "ko", "Asia/Seoul"), voice(t, "en", "UTC")
	for _, test := range []struct {
		d      time.Duration
		ko, en string
	}{
		{7*time.Minute + 12*time.Second, "7분 12초", "7 min 12 s"},
		{5 * time.Minute, "5분", "5 min"},
		{time.Hour + 5*time.Minute + 31*time.Second, "1시간 6분", "1 h 6 min"},
		{49*time.Hour + 40*time.Minute, "2일 2시간", "2 d 2 h"},
		{59*time.Second + 900*time.Millisecond, "1분", "1 min"},
		{300 * time.Millisecond, "300 ms", "300 ms"},
	} {
		if got := ko.span(test.d); got != test.ko {
			t.Errorf("ko %v: got %q, want %q", test.d, got, test.ko)
		}
		if got := en.span(test.d); got != test.en {
			t.Errorf("en %v: got %q, want %q", test.d, got, test.en)
		}
	}
}

func TestMoment(t *testing.T) {
	at := time.Date(2026, 9, 25, 4, 12, 7, 0, time.UTC)
	for _, test := range []struct{ language, zone, want string }{
		{"ko", "Asia/Seoul", "2026-09-25 (금) 13:12:07 KST"},
		{"en", "UTC", "Fri 2026-09-25 04:12:07 UTC"},
		{"en", "America/Sao_Paulo", "Fri 2026-09-25 01:12:07 UTC-03"},
		{"en", "Europe/Berlin", "Fri 2026-09-25 06:12:07 CEST"},
	} {
		if got := voice(t, test.language, test.zone).moment(at); got != test.want {
			t.Errorf("%s: got %q, want %q", test.zone, got, test.want)
		}
	}
	v := voice(t, "ko", "Asia/Seoul")
	if got := v.clock(at.Add(-24*time.Hour), at); got != "09-24 13:12:07" {
		t.Errorf("yesterday: %q", got)
	}
	if got := v.clock(at.Truncate(time.Minute), at); got != "13:12" {
		t.Errorf("a full minute: %q", got)
	}
}
