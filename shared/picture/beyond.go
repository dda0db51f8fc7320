package picture

import "bongsu/shared/alert"

// fence is where a bound stands beside each spot of a path.
type fence []float64

// beyond shades what of a single series is beyond a bound or outside the band.
func (p *plot) beyond(runs [][]alert.Point) {
	if len(p.chart.Series) != 1 {
		return
	}
	for _, run := range runs {
		path := p.path(run)
		for _, b := range p.chart.Bounds {
			if !drawable(b.Value) {
				continue
			}
			bound := make(fence, len(path))
			for i := range bound {
				bound[i] = p.y(b.Value)
			}
			switch b.Wrong {
			case alert.Above, alert.AtLeast:
				p.shade(path, bound, 1)
			case alert.Below, alert.AtMost:
				p.shade(path, bound, -1)
			}
		}
		// Without an edge for each of its points a run has no fence; nor has one
		// that is so dense that its path leaves points out.
		upper, lower, ok := p.fences(run)
		if !ok || len(path) != len(run) {
			continue
		}
		if wrong := p.chart.Band.Wrong; wrong == alert.AboveBand || wrong == alert.OutsideBand {
			p.shade(path, upper, 1)
		}
		if wrong := p.chart.Band.Wrong; wrong == alert.BelowBand || wrong == alert.OutsideBand {
			p.shade(path, lower, -1)
		}
	}
}

func (p *plot) fences(run []alert.Point) (upper, lower fence, ok bool) {
	for _, point := range run {
		e, ok := p.judge.edge(point.At)
		if !ok {
			return nil, nil, false
		}
		upper, lower = append(upper, p.y(e.Upper)), append(lower, p.y(e.Lower))
	}
	return upper, lower, true
}

// shade fills between a path and a fence where the path is above it (side 1) or
// below (side -1).
func (p *plot) shade(path []spot, bound fence, side float64) {
	beyond := func(i int) float64 { return side * (bound[i] - path[i].y) }
	// there goes along the path, back along the fence.
	var there, back []spot
	end := func() {
		for i := len(back) - 1; i >= 0; i-- {
			there = append(there, back[i])
		}
		p.polygon(there, over)
		there, back = nil, nil
	}
	for i, s := range path {
		if i > 0 && (beyond(i) > 0) != (beyond(i-1) > 0) {
			part := beyond(i-1) / (beyond(i-1) - beyond(i))
			before := path[i-1]
			there = append(there, spot{before.x + part*(s.x-before.x), before.y + part*(s.y-before.y)})
		}
		if beyond(i) > 0 {
			there, back = append(there, s), append(back, spot{s.x, bound[i]})
		} else {
			end()
		}
	}
	end()
}
