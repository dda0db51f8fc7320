package picture

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"bongsu/shared/alert"
	"bongsu/shared/metric"
	"bongsu/shared/picture"
)

// digest draws the metrics that a digest sums up, under each other. One that cannot be
// drawn is left out: the message says what is known of it.
func (h Handler) digest(ctx context.Context, a alert.Alert) (picture.Drawing, error) {
	title, subtitle := h.Voice.Digest(a)
	sheet := picture.Sheet{Title: title, Subtitle: subtitle, From: a.Digest.From, To: a.Digest.To, Zone: h.Voice.Zone()}
	panels, errs := make([]*picture.Chart, len(a.Digest.Metrics)), make([]error, len(a.Digest.Metrics))
	var reading sync.WaitGroup
	for i, m := range a.Digest.Metrics {
		region := m.Region
		if region == "" {
			region = a.Region
		}
		source := h.Source(region)
		reading.Go(func() { panels[i], errs[i] = h.panel(ctx, source, a, m) })
	}
	reading.Wait()
	for _, c := range panels {
		if c != nil {
			sheet.Panels = append(sheet.Panels, *c)
		}
	}
	if len(sheet.Panels) == 0 {
		if err := errors.Join(errs...); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("%w: it has no metric with data", errNothing)
	}
	sheet.Words = sheet.Panels[0].Words
	return sheet, nil
}

// panel draws one metric of a digest, nil where it has no data.
func (h Handler) panel(ctx context.Context, source Source, a alert.Alert, m alert.DigestMetric) (*picture.Chart, error) {
	q, ok := metric.Ask(m.Measurement)
	if !ok || !m.Known() {
		return nil, nil
	}
	series, err := source.Read(ctx, a.Digest.From, a.Digest.To, q.All)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.Title, err)
	}
	read := take(q, series)
	if read.empty() {
		return nil, nil
	}
	about := a
	about.Subject = m.Title
	c := read.chart(h.Voice, about, m.Measurement, span{a.Digest.From, a.Digest.To})
	c.Facts = h.Voice.Figures(m)
	return &c, nil
}
