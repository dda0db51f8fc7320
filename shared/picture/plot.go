package picture

import (
	"image/color"
	"math"
	"time"

	"bongsu/shared/alert"
)

// stroke is how thick a series is drawn.
const stroke = 2.4

// timesRoom is what the labels of the time axis need under it.
const timesRoom = small + 14

// plot is the area of a chart in which values stand over time.
type plot struct {
	*canvas
	*judge
	area   box
	values axis
	// paths are what was drawn of series, and taken where labels stand: labels
	// keep out of their way.
	paths [][]spot
	taken []box
}

// form is how the plots of a chart and of a sheet differ.
type form struct {
	// flat is axisOf's.
	flat float64
	// column is how wide the labels of values are; zero is what they need.
	column float64
	// times says whether the time axis has labels.
	times bool
}

// plot draws the axes and what stands between them into an area.
func (j *judge) plot(to *canvas, shown []Series, outer box, form form) {
	c, w := j.chart, j.window
	p := &plot{canvas: to, judge: j, area: outer}
	if form.times {
		p.area.bottom -= timesRoom
	}
	runs := make([][][]alert.Point, len(shown))
	e := nothing()
	for i, s := range shown {
		runs[i] = s.runs(w, c.Period)
		for _, run := range runs[i] {
			for _, point := range run {
				e.add(point.Value)
			}
		}
	}
	empty := e.empty()
	for _, b := range c.Bounds {
		e.add(b.Value)
	}
	for _, edges := range j.stretches() {
		for _, edge := range edges {
			e.add(edge.Lower)
			e.add(edge.Upper)
		}
	}
	p.values = axisOf(e, c.Scale, form.flat, max(2, int(p.area.height()/46)))
	p.values.low, p.values.high = guard(p.values.low, p.values.high)
	known := !e.empty()
	labels := p.values.labels(c.Scale)
	if known {
		p.makeRoom(labels, form.column)
	}
	p.breach()
	p.band()
	p.gridLines(labels, known)
	p.times(form.times)
	for i := range shown {
		p.beyond(runs[i])
	}
	p.bounds()
	for i := range shown {
		p.series(runs[i], i, len(shown) > 1)
	}
	p.label(shown, empty)
}

// guard keeps an axis from having no length, whatever its numbers were.
func guard(low, high float64) (float64, float64) {
	if !(high > low) || math.IsInf(high-low, 0) {
		return low - 1, low + 1
	}
	return low, high
}

func (p *plot) x(t time.Time) float64 {
	return p.area.left + math.Max(0, math.Min(1, p.window.at(t)))*p.area.width()
}

func (p *plot) y(v float64) float64 { return p.area.bottom - p.values.at(v)*p.area.height() }

const mostLabel = 130

// makeRoom moves the left side of the area to where the widest label ends, or
// the column.
func (p *plot) makeRoom(labels []string, column float64) {
	widest := column
	for _, text := range labels {
		widest = max(widest, min(mostLabel, p.wide(text, small)))
	}
	p.area.left += widest + 8
}

func (p *plot) gridLines(labels []string, known bool) {
	if known {
		for i, tick := range p.values.ticks {
			y := p.y(tick)
			line := grid
			if tick == 0 {
				line = rim
			}
			p.level(y, line)
			p.text(p.cut(labels[i], small, mostLabel), small, spot{p.area.left - 8, y + small*0.35}, fromRight, quiet)
		}
	}
	p.level(p.area.bottom, quiet)
}

// times puts ticks on the time axis and labels under it, as far as they have
// room beside each other; the zone stands before them.
func (p *plot) times(labelled bool) {
	if p.window.to.IsZero() {
		return
	}
	zone := p.chart.Zone
	if zone == nil {
		zone = time.UTC
	}
	base, last := p.area.bottom+small+8, margin/2
	if labelled {
		if name := p.cut(clean(p.chart.Words.Zone), small, 90); name != "" {
			last = p.text(name, small, spot{margin, base}, fromLeft, quiet).right + 10
		}
	}
	for _, tick := range clockTicks(p.window.from, p.window.to, zone, int(p.area.width()/70)) {
		x := p.round(p.x(tick.at))
		p.rect(box{x, p.area.bottom, x + 1/p.scale, p.area.bottom + 5}, quiet)
		half := p.wide(tick.label, small) / 2
		x = math.Min(x, width-6-half)
		if !labelled || x-half < last {
			continue
		}
		last = p.text(tick.label, small, spot{x, base}, centered, quiet).right + 10
	}
}

// level draws a thin line over the width of the area.
func (p *plot) level(y float64, ink color.RGBA) {
	y = p.round(y)
	p.rect(box{p.area.left, y, p.area.right, y + 1/p.scale}, ink)
}

// span is the breach's place on the time axis; ok is false where it is not seen.
func (p *plot) span() (left, right float64, ok bool) {
	b := p.chart.Breach
	if b == nil || p.window.to.IsZero() || b.From.After(p.window.to) {
		return 0, 0, false
	}
	to := b.To
	if to.IsZero() || to.After(p.window.to) {
		to = p.window.to
	}
	if to.Before(p.window.from) {
		return 0, 0, false
	}
	left, right = p.x(b.From), p.x(to)
	// The least that an eye finds.
	return math.Min(left, p.area.right-4), math.Max(right, left+4), true
}

// breach shades the time in which it was wrong, with slanted lines for who sees
// no red.
func (p *plot) breach() {
	left, right, ok := p.span()
	if !ok {
		return
	}
	area := box{left, p.area.top, math.Min(right, p.area.right), p.area.bottom}
	p.rect(area, tint)
	p.hatch(area, hatching)
}
