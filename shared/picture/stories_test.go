package picture_test

import (
	"fmt"
	"math"
	"strconv"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/picture"
)

// start is 04:00 in Seoul.
var start = time.Date(2026, 9, 24, 19, 0, 0, 0, time.UTC)

func seoul(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// course is a value every so often.
func course(n int, every time.Duration, value func(i float64) float64) []alert.Point {
	points := make([]alert.Point, n)
	for i := range points {
		points[i] = alert.Point{At: start.Add(time.Duration(i) * every), Value: value(float64(i))}
	}
	return points
}

// noise is the same at every run, and looks like none.
func noise(i float64) float64 {
	_, part := math.Modf(math.Abs(math.Sin(i*12.9898) * 43758.5453))
	return part - 0.5
}

func unit(suffix string) func(float64) string {
	return func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) + suffix }
}

func rounded(suffix string) func(float64) string {
	return func(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) + suffix }
}

func millis(v float64) string { return rounded(" ms")(math.Round(v)) }

func korean(t testing.TB) picture.Chart {
	return picture.Chart{Zone: seoul(t), Words: picture.Words{
		Empty: "데이터 없음", Zone: "KST",
		More: func(n int) string { return fmt.Sprintf("외 %d개", n) },
	}}
}

func english() picture.Chart {
	return picture.Chart{Words: picture.Words{
		Empty: "no data", Zone: "UTC",
		More: func(n int) string { return fmt.Sprintf("and %d more", n) },
	}}
}

func latency(c picture.Chart) picture.Chart {
	c.Title, c.Subtitle = "orders-latency", "AWS/ApiGateway Latency, average of 5 min, api orders"
	c.Series = []picture.Series{{Name: "Latency", Points: course(37, 5*time.Minute, func(i float64) float64 {
		v := 170 + 25*math.Sin(i/4) + 30*noise(i)
		if i >= 29 {
			v += 90 * (i - 28)
		}
		return math.Min(v, 870)
	})}}
	c.Bounds = []picture.Bound{{Value: 300, Label: "limit 300 ms", Wrong: alert.Above}}
	c.Breach = &picture.Breach{From: start.Add(30 * 5 * time.Minute)}
	c.Scale = picture.Scale{Number: millis, Second: 1000}
	c.Period = 5 * time.Minute
	return c
}

// stories are the pictures that people get, one of each sort.
func stories(t testing.TB) map[string]picture.Drawing {
	all := make(map[string]picture.Drawing)
	all["latency"] = latency(english())

	c := latency(korean(t))
	c.Title, c.Subtitle = "주문 API 응답 지연 (됬다 · 햏)", "AWS/ApiGateway Latency · 5분 평균 · API orders"
	c.Bounds[0].Label = "기준 300 ms"
	all["korean"] = c

	c = latency(korean(t))
	c.Title, c.Subtitle = "주문 API p95", "응답 시간 p95 · 1분"
	c.Series = []picture.Series{{Points: course(181, time.Minute, func(i float64) float64 {
		v := 420 + 60*math.Sin(i/17) + 160*math.Abs(noise(i))
		if i > 96 && i < 128 {
			v += 900 * math.Sin((i-96)/32*math.Pi)
		}
		return v
	})}}
	c.Bounds = []picture.Bound{{Value: 1000, Label: "기준 1초", Wrong: alert.AtLeast}}
	c.Breach = &picture.Breach{From: start.Add(103 * time.Minute), To: start.Add(123 * time.Minute)}
	c.Period = time.Minute
	all["percentile-recovered"] = c

	c = korean(t)
	c.Title, c.Subtitle = "보일러 온도", "telemetry boiler temp · 1분"
	c.Series = []picture.Series{{Points: course(121, time.Minute, func(i float64) float64 {
		return 62 + 6*math.Sin(i/15) + noise(i) - math.Max(0, i-70)*1.4
	})}}
	c.Bounds = []picture.Bound{{Value: 90, Label: "상한 90 °C", Wrong: alert.Above}, {Value: 10, Label: "하한 10 °C", Wrong: alert.Below}}
	c.Breach = &picture.Breach{From: start.Add(113 * time.Minute)}
	c.Scale = picture.Scale{Number: rounded(" °C")}
	all["below"] = c

	c = english()
	c.Title, c.Subtitle = "cpu-anomaly", "AWS/EC2 CPUUtilization, average of 5 min, i-0abc1234def567890"
	band := &picture.Band{Label: "expected", Wrong: alert.AboveBand}
	c.Series = []picture.Series{{Points: course(72, 5*time.Minute, func(i float64) float64 {
		usual := 34 + 14*math.Sin(i/11)
		band.Edges = append(band.Edges, picture.Edge{At: start.Add(time.Duration(i) * 5 * time.Minute), Lower: usual - 9, Upper: usual + 9})
		if i > 60 {
			return math.Min(usual+5*(i-58), 97.3)
		}
		return usual + 8*noise(i)
	})}}
	c.Band, c.Scale, c.Period = band, picture.Scale{Number: rounded("%"), Most: 100}, 5*time.Minute
	c.Breach = &picture.Breach{From: start.Add(61 * 5 * time.Minute)}
	all["anomaly-band"] = c

	c = english()
	c.Title, c.Subtitle = "queue-age by queue", "AWS/SQS ApproximateAgeOfOldestMessage, max of 5 min"
	for i, name := range []string{"orders", "payments", "mail-outbound", "결제-정산", "thumbnails", "exports", "audit-log"} {
		base := float64(i)
		c.Series = append(c.Series, picture.Series{Name: name, Points: course(60, 3*time.Minute, func(n float64) float64 {
			v := 60 + 35*base + 18*math.Sin(n/(5+base)) + 12*noise(n+100*base)
			if i == 6 && n > 40 {
				v += 22 * (n - 40)
			}
			return v
		})})
	}
	c.Bounds = []picture.Bound{{Value: 600, Label: "limit 10 min", Wrong: alert.Above}}
	c.Breach = &picture.Breach{From: start.Add(55 * 3 * time.Minute)}
	c.Scale = picture.Scale{Second: 1, Number: func(v float64) string {
		if v < 60 {
			return unit(" s")(math.Round(v))
		}
		return time.Duration(math.Round(v) * float64(time.Second)).String()
	}}
	all["series"] = c

	c = latency(korean(t))
	c.Title, c.Subtitle = "센서 게이트웨이 하트비트", "데이터가 끊김 · 1분 합계"
	points := course(60, time.Minute, func(i float64) float64 { return math.Round(12 + 2*noise(i)) })
	c.Series = []picture.Series{{Points: append(points[:14:14], points[19:44]...)}}
	c.To = start.Add(75 * time.Minute)
	c.Bounds = []picture.Bound{{Value: 5, Label: "하한 5건", Wrong: alert.Below}}
	c.Breach = &picture.Breach{From: start.Add(46 * time.Minute)}
	c.Scale, c.Period = picture.Scale{Number: rounded("건")}, time.Minute
	all["missing"] = c

	c = latency(korean(t))
	c.Title, c.Subtitle, c.Bounds[0].Label = "주문 API 응답 지연", "AWS/ApiGateway Latency · 5분 평균", "기준 300 ms"
	c.Series, c.Breach = nil, nil
	c.From, c.To = start, start.Add(3*time.Hour)
	all["empty"] = c

	all["digest"] = digest(t)
	return all
}

func digest(t testing.TB) picture.Sheet {
	k := korean(t)
	sheet := picture.Sheet{
		Title: "3시간 요약", Subtitle: "09-25 04:00–07:00 KST · 모두 4개 항목",
		From: start, To: start.Add(3 * time.Hour), Zone: k.Zone, Words: k.Words,
	}
	for i, item := range []struct {
		name, sub, suffix   string
		middle, swing, most float64
	}{
		{"주문 API 지연", "p95", " ms", 240, 60, 0},
		{"보일러 온도", "평균", " °C", 72, 8, 0},
		{"RDS CPU", "평균", "%", 41, 22, 100},
		{"배터리 전압", "최소", " V", 3.72, 0.02, 0},
	} {
		number := func(v float64) string {
			return strconv.FormatFloat(v, 'g', 3, 64) + item.suffix
		}
		band := &picture.Band{}
		low, high := math.Inf(1), math.Inf(-1)
		points := course(37, 5*time.Minute, func(n float64) float64 {
			v := item.middle + item.swing*(math.Sin(n/6+float64(i))+0.4*noise(n+float64(i)*50))
			edge := picture.Edge{At: start.Add(time.Duration(n) * 5 * time.Minute), Lower: v - item.swing*0.35, Upper: v + item.swing*0.5}
			low, high = math.Min(low, edge.Lower), math.Max(high, edge.Upper)
			band.Edges = append(band.Edges, edge)
			return v
		})
		sheet.Panels = append(sheet.Panels, picture.Chart{
			Title: item.name, Subtitle: item.sub, Band: band, Series: []picture.Series{{Points: points}},
			Facts: []alert.Field{{Name: "최소", Value: number(low)}, {Name: "평균", Value: number(item.middle)}, {Name: "최대", Value: number(high)}, {Name: "최근", Value: number(points[36].Value)}},
			Scale: picture.Scale{Number: number, Most: item.most},
		})
	}
	return sheet
}
