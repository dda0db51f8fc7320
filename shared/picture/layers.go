package picture

import (
	"math"
	"slices"

	"bongsu/shared/alert"
)

// stretches are the edges of the band without a gap, in order; a lone edge spans
// the window.
func (j *judge) stretches() [][]Edge {
	w := j.window
	if len(j.edges) == 1 {
		if e := j.edges[0]; e.drawable() {
			return [][]Edge{{{w.from, e.Lower, e.Upper}, {w.to, e.Lower, e.Upper}}}
		}
		return nil
	}
	var all [][]Edge
	var now []Edge
	for _, e := range j.edges {
		switch {
		case !w.holds(e.At):
		case e.drawable():
			now = append(now, e)
		default:
			all, now = append(all, now), nil
		}
	}
	return append(all, now)
}

// band shades what was expected, under all that is drawn.
func (p *plot) band() {
	if p.window.to.IsZero() {
		return
	}
	for _, edges := range p.stretches() {
		var upper, lower []spot
		for _, e := range edges {
			x := p.x(e.At)
			upper = append(upper, spot{x, p.y(math.Max(e.Lower, e.Upper))})
			lower = append(lower, spot{x, p.y(math.Min(e.Lower, e.Upper))})
		}
		outline := append([]spot(nil), upper...)
		for i := len(lower) - 1; i >= 0; i-- {
			outline = append(outline, lower[i])
		}
		p.polygon(outline, expected)
		p.line(upper, 1, rails)
		p.line(lower, 1, rails)
	}
}

// path is where a run of points stands; of more than four in a column of pixels
// only those that are seen.
func (p *plot) path(run []alert.Point) []spot {
	path := make([]spot, 0, len(run))
	for _, point := range run {
		path = append(path, spot{p.x(point.At), p.y(point.Value)})
	}
	if float64(len(path)) < 4*p.area.width()*p.scale {
		return path
	}
	thin := path[:0:0]
	for i := 0; i < len(path); {
		first, column := i, p.pixel(path[i].x)
		low, high := i, i
		for ; i < len(path) && p.pixel(path[i].x) == column; i++ {
			if path[i].y < path[high].y {
				high = i
			}
			if path[i].y > path[low].y {
				low = i
			}
		}
		for _, at := range slices.Compact(slices.Sorted(slices.Values([]int{first, low, high, i - 1}))) {
			thin = append(thin, path[at])
		}
	}
	return thin
}

// series draws a line, a dot where a point stands alone, and signs on it where
// there are several.
func (p *plot) series(runs [][]alert.Point, place int, several bool) {
	for _, run := range runs {
		path := p.path(run)
		p.paths = append(p.paths, path)
		if len(path) == 1 {
			p.disc(path[0], 3.5, inks[place])
			continue
		}
		p.line(path, stroke, inks[place])
		if !several {
			continue
		}
		// A sign every so often, each series a little further on.
		next := p.area.left + 20 + float64(place)*22
		for _, s := range path {
			if s.x >= next {
				p.sign(place, s, inks[place])
				next = s.x + 110
			}
		}
	}
}

// bounds draws the limits, and the bar at the foot of the breach.
func (p *plot) bounds() {
	for _, b := range p.chart.Bounds {
		if drawable(b.Value) {
			p.dashes(p.area.left, p.area.right, p.y(b.Value), 2, limit)
		}
	}
	if left, right, ok := p.span(); ok {
		right = math.Min(right, p.area.right)
		p.rect(box{left, p.area.bottom - 4, right, p.area.bottom + 1/p.scale}, limit)
		p.rect(box{left, p.area.top, left + 1, p.area.bottom}, limit)
		if !p.chart.Breach.To.IsZero() && !p.chart.Breach.To.After(p.window.to) {
			p.rect(box{right - 1, p.area.top, right, p.area.bottom}, limit)
		}
	}
}
