package picture

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/picture"
)

// composite draws the alarms that made a composite alarm change, those in alarm
// first.
func (h Handler) composite(ctx context.Context, source Source, a alert.Alert) (picture.Drawing, error) {
	names := children(a)
	if len(names) == 0 {
		return nil, fmt.Errorf("%w: it measures nothing itself, and names no child", errNothing)
	}
	if elsewhere(ctx, a) {
		return nil, fmt.Errorf("%w: its children are alarms of another account", errNothing)
	}
	known, err := source.Alarms(ctx, names)
	if err != nil {
		return nil, err
	}
	sheet := picture.Sheet{Title: h.Voice.Chart(a, alert.Measurement{}).Title, Zone: h.Voice.Zone()}
	panels, faults := h.panels(ctx, source, a, names, known)
	for _, c := range panels {
		if c != nil {
			sheet.Panels = append(sheet.Panels, *c)
		}
	}
	switch len(sheet.Panels) {
	case 0:
		return nil, errors.Join(append(faults, errNothing)...)
	case 1:
		alone := sheet.Panels[0]
		alone.Title, alone.Subtitle = sheet.Title, alone.Title+" · "+alone.Subtitle
		return alone, nil
	}
	// A failure of some is a picture without them: the message names all.
	sheet.From, sheet.To = longestOf(sheet.Panels)
	sheet.Words = sheet.Panels[0].Words
	return sheet, nil
}

// panels are the charts of the children that can be drawn, read all at once.
func (h Handler) panels(ctx context.Context, source Source, a alert.Alert, names []string, known map[string]alert.Measurement) ([]*picture.Chart, []error) {
	charts, errs := make([]*picture.Chart, len(names)), make([]error, len(names))
	var reading sync.WaitGroup
	for i, name := range names {
		m, found := known[name]
		if !found {
			continue
		}
		child := a
		child.Subject, child.Contributor = name, nil
		reading.Go(func() {
			c, err := h.chart(ctx, source, child, m)
			if err != nil {
				errs[i] = fmt.Errorf("child %s: %w", name, err)
				return
			}
			charts[i] = c
		})
	}
	reading.Wait()
	return charts, errs
}

// longestOf is the time that all charts together show.
func longestOf(all []picture.Chart) (from, to time.Time) {
	from, to = all[0].From, all[0].To
	for _, c := range all {
		if c.From.Before(from) {
			from = c.From
		}
		if c.To.After(to) {
			to = c.To
		}
	}
	return from, to
}

// children are the names of those to draw.
func children(a alert.Alert) []string {
	all := slices.Clone(a.Children)
	slices.SortStableFunc(all, func(a, b alert.Child) int { return calm(a) - calm(b) })
	var names []string
	for _, c := range all[:min(len(all), picture.MaxPanels)] {
		names = append(names, c.Name)
	}
	return names
}

func calm(c alert.Child) int {
	if c.State == "ALARM" {
		return 0
	}
	return 1
}
