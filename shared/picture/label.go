package picture

import (
	"image/color"
	"math"
)

// sign draws the shape by which a series is known besides its colour.
func (c *canvas) sign(place int, at spot, ink color.RGBA) {
	const r = 5.0
	shape := func(grow float64) []spot {
		r := r + grow
		switch place {
		case 1:
			return []spot{{at.x - r, at.y - r}, {at.x + r, at.y - r}, {at.x + r, at.y + r}, {at.x - r, at.y + r}}
		case 2:
			return []spot{{at.x, at.y - r*1.2}, {at.x + r*1.15, at.y + r*0.9}, {at.x - r*1.15, at.y + r*0.9}}
		case 3:
			return []spot{{at.x, at.y - r*1.3}, {at.x + r*1.3, at.y}, {at.x, at.y + r*1.3}, {at.x - r*1.3, at.y}}
		case 4:
			return []spot{{at.x, at.y + r*1.2}, {at.x + r*1.15, at.y - r*0.9}, {at.x - r*1.15, at.y - r*0.9}}
		}
		return circle(at, r)
	}
	c.polygon(shape(1.5), paper)
	c.polygon(shape(0), ink)
}

// label marks the worst point, and writes the bounds' labels and the missing of
// data where they hide nothing.
func (p *plot) label(shown []Series, empty bool) {
	p.markWorst(shown)
	for _, b := range p.chart.Bounds {
		if !drawable(b.Value) {
			continue
		}
		text := clean(b.Label)
		if text == "" {
			text = p.chart.Scale.write(b.Value)
		}
		p.onLine(text, p.y(b.Value))
	}
	text := clean(p.chart.Words.Empty)
	left, right, breach := p.span()
	switch {
	case text == "":
	case empty:
		p.between(text, p.area.left, p.area.right)
	case breach && !p.crossed(left, right):
		p.between(text, left, right)
	}
}

// crossed reports whether a series stands between two places of the time axis.
func (p *plot) crossed(left, right float64) bool {
	for _, path := range p.paths {
		for _, s := range path {
			if s.x >= left && s.x <= right {
				return true
			}
		}
	}
	return false
}

// between writes a text into the middle of a stretch, moved so far that it stays
// in the area.
func (p *plot) between(text string, left, right float64) {
	text = p.cut(text, medium, p.area.width()-16)
	half := p.wide(text, medium)/2 + 8
	x := math.Max(p.area.left+half, math.Min(p.area.right-half, (left+right)/2))
	y := (p.area.top + p.area.bottom) / 2
	p.rect(box{x - half, y - 14, x + half, y + 14}, paper)
	p.frame(box{x - half, y - 14, x + half, y + 14}, rim)
	p.text(text, medium, spot{x, y + medium*0.35}, centered, ink)
}

// markWorst puts a ring on the worst point of all series and its value beside it.
func (p *plot) markWorst(shown []Series) {
	var at spot
	var text string
	most := 0.0
	for _, s := range shown {
		if worst, excess := p.worst(s); excess > most {
			at, text, most = spot{p.x(worst.At), p.y(worst.Value)}, p.chart.Scale.write(worst.Value), excess
		}
	}
	if most == 0 {
		return
	}
	p.disc(at, 8, paper)
	p.disc(at, 6.5, limit)
	p.disc(at, 2.5, paper)
	p.taken = append(p.taken, box{at.x - 8, at.y - 8, at.x + 8, at.y + 8})

	text = p.cut(text, medium, p.area.width()/2)
	w, h := p.wide(text, medium)+16, medium+10.0
	const off = 13
	places := []spot{
		{at.x - off - w, at.y - h/2}, {at.x - w/2, at.y - off - h}, {at.x - off - w, at.y - off - h/2},
		{at.x - 3*off - w, at.y - h/2},
		{at.x + off, at.y - h/2}, {at.x - w/2, at.y + off}, {at.x - off - w, at.y + off},
		{at.x + off, at.y + off}, {at.x + off, at.y - off - h},
	}
	b := p.freest(places, w, h)
	p.rect(b.grow(1.5), paper)
	p.rect(b, limit)
	p.text(text, medium, spot{b.left + 8, b.bottom - 8}, fromLeft, paper)
	p.taken = append(p.taken, b)
}

// onLine writes the label of a bound close to its line.
func (p *plot) onLine(text string, y float64) {
	text = p.cut(text, small, p.area.width()*0.6)
	w, h := p.wide(text, small)+8, small+4.0
	left, middle, right := p.area.left+4, (p.area.left+p.area.right-w)/2, p.area.right-4-w
	over, under := y-h-3, y+3
	b := p.freest([]spot{{left, over}, {left, under}, {right, over}, {right, under}, {middle, over}, {middle, under}}, w, h)
	back := paper
	back.A = 0xd8
	p.rect(b, back)
	p.text(text, small, spot{b.left + 4, b.bottom - 5}, fromLeft, limit)
	p.taken = append(p.taken, b)
}

// freest is the place at which a box of that size hides least; the first of
// equals.
func (p *plot) freest(places []spot, w, h float64) box {
	var best box
	least := math.Inf(1)
	for _, at := range places {
		b := box{at.x, at.y, at.x + w, at.y + h}
		hides := 0.0
		if !b.inside(p.area) {
			hides += 4
			b = p.into(b)
		}
		for _, t := range p.taken {
			if b.meets(t) {
				hides += 500
			}
		}
		for _, path := range p.paths {
			hides += hidden(b.grow(3), path)
		}
		if hides < least {
			best, least = b, hides
		}
	}
	return best
}

// into moves a box into the area.
func (p *plot) into(b box) box {
	dx := math.Max(0, p.area.left-b.left) - math.Max(0, b.right-p.area.right)
	dy := math.Max(0, p.area.top-b.top) - math.Max(0, b.bottom-p.area.bottom)
	return box{b.left + dx, b.top + dy, b.right + dx, b.bottom + dy}
}

// hidden is how much of a path lies under a box, in steps of a few units.
func hidden(b box, path []spot) float64 {
	count := 0.0
	for i, s := range path {
		if i == 0 {
			continue
		}
		before := path[i-1]
		if !(box{math.Min(before.x, s.x), math.Min(before.y, s.y), math.Max(before.x, s.x) + 0.1, math.Max(before.y, s.y) + 0.1}).meets(b) {
			continue
		}
		steps := 1 + math.Min(200, math.Floor(math.Hypot(s.x-before.x, s.y-before.y)/4))
		for k := 0.0; k < steps; k++ {
			x, y := before.x+(s.x-before.x)*k/steps, before.y+(s.y-before.y)*k/steps
			if x >= b.left && x <= b.right && y >= b.top && y <= b.bottom {
				count++
			}
		}
	}
	return count
}
