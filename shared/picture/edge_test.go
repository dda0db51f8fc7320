package picture_test

import (
	"image"
	"math"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/picture"
)

// edges are charts of data that no designer thinks of.
func edges(t testing.TB) map[string]picture.Chart {
	line := func(name string, values ...float64) picture.Chart {
		c := english()
		c.Title = name
		c.Series = []picture.Series{{Points: course(len(values), 5*time.Minute, func(i float64) float64 { return values[int(i)] })}}
		return c
	}
	all := map[string]picture.Chart{
		"nothing at all":  {},
		"one point":       line("one point", 42),
		"two points":      line("two points", 1, 2),
		"flat zero":       line("flat zero", 0, 0, 0),
		"flat five":       line("flat five", 5, 5, 5),
		"flat negative":   line("flat negative", -5, -5, -5),
		"negative":        line("negative", -3, -40, -12, -7),
		"around zero":     line("around zero", -3, 40, -12, 7),
		"far from zero":   line("far from zero", 1000.1, 1000.2, 1000.4),
		"huge":            line("huge", 1e300, -1e308, 9e299, 1e18),
		"tiny":            line("tiny", 5e-324, 1e-300, 2e-310),
		"no numbers":      line("no numbers", math.NaN(), math.Inf(1), math.Inf(-1)),
		"some numbers":    line("some numbers", 1, math.NaN(), 3, math.Inf(1), 2, 4),
		"threshold afar":  line("threshold afar", 1, 2, 3),
		"threshold is no": line("threshold is no", 1, 2, 3),
		"labels alike":    line("labels alike", 1000.1, 1000.2, 1000.4),
	}
	set := func(name string, change func(c *picture.Chart)) {
		c := all[name]
		change(&c)
		all[name] = c
	}
	set("threshold afar", func(c *picture.Chart) { c.Bounds = []picture.Bound{{Value: 1e9, Wrong: alert.Above}} })
	set("threshold is no", func(c *picture.Chart) { c.Bounds = []picture.Bound{{Value: math.NaN(), Wrong: alert.Above}} })
	set("labels alike", func(c *picture.Chart) { c.Scale.Number = func(float64) string { return "1k" } })
	// The course of a day in seconds, with durations as ticks.
	day := line("spike")
	day.Series = []picture.Series{{Points: course(1440*3, time.Minute, func(i float64) float64 {
		if i == 2000 {
			return 5400
		}
		return 300 + 40*noise(i)
	})}}
	day.Zone = seoul(t)
	day.Scale = picture.Scale{Second: 1, Number: func(v float64) string { return (time.Duration(v) * time.Second).String() }}
	day.Bounds = []picture.Bound{{Value: 3600, Wrong: alert.AtLeast}}
	day.Breach = &picture.Breach{From: start.Add(2000 * time.Minute), To: start.Add(2001 * time.Minute)}
	all["spike"] = day
	long := latency(english())
	long.Title, long.Subtitle = strings.Repeat("arn:aws:cloudwatch:", 20), strings.Repeat("긴이름", 50)
	long.Bounds[0].Label = strings.Repeat("a very long label ", 20)
	long.Words.Zone = "America/Argentina/ComodRivadavia"
	long.Scale.Number = func(v float64) string { return "1,234,567,890,123.45 Widgets/Second" }
	long.Facts = []alert.Field{{Name: strings.Repeat("n", 99), Value: "1"}, {Name: "avg", Value: "2"}, {Name: "max", Value: strings.Repeat("v", 99)}, {Name: "x", Value: "y"}}
	all["long words"] = long
	return all
}

func TestEdges(t *testing.T) {
	for name, c := range edges(t) {
		img := render(t, c)
		if img.Bounds() != image.Rect(0, 0, 1200, 720) {
			t.Errorf("%s: %v", name, img.Bounds())
		}
		// Nothing runs out of the picture: only the rim stands at its sides.
		for _, side := range []image.Rectangle{image.Rect(0, 0, 8, 720), image.Rect(1192, 0, 1200, 720)} {
			if !blank(img, side.Inset(-3)) {
				t.Errorf("%s: something stands at the side %v", name, side)
			}
		}
	}
}

func TestPointsThatAreSeenAreDrawn(t *testing.T) {
	for _, name := range []string{"one point", "flat zero", "flat five", "flat negative", "negative", "huge", "some numbers", "far from zero", "spike"} {
		if n := count(render(t, edges(t)[name]), image.Rect(0, 0, 1200, 720), blue); n < 60 {
			t.Errorf("%s: %d pixels of a line", name, n)
		}
	}
}

func TestTimesThatMakeNoSense(t *testing.T) {
	c := latency(english())
	ages := []time.Time{{}, time.Unix(-1<<55, 0), time.Unix(1<<55, 0), start, start.Add(time.Nanosecond), start.Add(-time.Hour)}
	for _, from := range ages {
		for _, to := range ages {
			c.From, c.To = from, to
			c.Breach = &picture.Breach{From: to, To: from}
			if _, err := picture.Preview(c); err != nil {
				t.Fatal(err)
			}
		}
	}
}
