package telemetry

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/emf"
	"bongsu/shared/heard"
)

const (
	// maxValues is how many values of one metric a line of a log may hold.
	maxValues = 100
	// oldest and newest bound the time that a metric may be of, from now:
	// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html
	oldest = 14 * 24 * time.Hour
	newest = 2 * time.Hour
)

// point is a minute of a field: CloudWatch keeps no finer time of what it reads in
// a log.
type point struct {
	field, unit string
	at          time.Time
}

// measure logs the values of a device as metrics. What comes twice is counted twice.
func (h Handler) measure(ctx context.Context, s heard.Series) {
	if !s.Telemetry.Measures(s.Device) {
		return
	}
	now := h.Now()
	values := make(map[point][]float64)
	var order []point
	for _, l := range s.Looks {
		if age := now.Sub(l.At); age > oldest || age < -newest {
			continue
		}
		for _, r := range l.Readings {
			if r.Facts.Value == nil {
				continue
			}
			p := point{r.Facts.Field, alert.MetricUnit(r.Facts.Unit), l.At.Truncate(time.Minute)}
			if values[p] == nil {
				order = append(order, p)
			}
			values[p] = append(values[p], *r.Facts.Value)
		}
	}
	for _, p := range order {
		for some := range slices.Chunk(values[p], maxValues) {
			h.Log.InfoContext(ctx, "values", config.TelemetryDimension, s.Telemetry.Name, config.DeviceDimension, dimension(s.Device),
				config.FieldDimension, p.field, config.PollMetric, some,
				emf.Key, emf.Of(p.at, config.TelemetryNamespace, config.PollMetric, p.unit, config.TelemetryDimension, config.DeviceDimension, config.FieldDimension))
		}
	}
}

// dimension writes a device's name as a dimension's value, which takes ASCII only,
// something in it, and no colon at its beginning. Source: Dimension, Value.
func dimension(device string) string {
	var b strings.Builder
	for i, c := range []byte(device) {
		if c < ' ' || c > '~' || c == '%' || c == ':' && i == 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return cmp.Or(strings.TrimSpace(b.String()), "-")
}
