package picture

import "math"

// spot is a place in units, y downwards.
type spot struct{ x, y float64 }

// box is a rectangle in units.
type box struct{ left, top, right, bottom float64 }

func (b box) width() float64  { return b.right - b.left }
func (b box) height() float64 { return b.bottom - b.top }

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

func (b box) inside(o box) bool {
	return b.left >= o.left && b.right <= o.right && b.top >= o.top && b.bottom <= o.bottom
}

func (b box) grow(by float64) box {
	return box{b.left - by, b.top - by, b.right + by, b.bottom + by}
}

func bounds(path []spot) box {
	b := box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, s := range path {
		b = box{math.Min(b.left, s.x), math.Min(b.top, s.y), math.Max(b.right, s.x), math.Max(b.bottom, s.y)}
	}
	return b
}

// circle and beam run the same way round, so that where they overlap they add up.
func circle(at spot, radius float64) []spot {
	const corners = 16
	ring := make([]spot, corners)
	for i := range ring {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		ring[i] = spot{at.x + radius*cos, at.y + radius*sin}
	}
	return ring
}

func beam(from, to spot, thick float64) []spot {
	dx, dy := to.x-from.x, to.y-from.y
	length := math.Hypot(dx, dy)
	if length == 0 {
		return nil
	}
	nx, ny := -dy/length*thick/2, dx/length*thick/2
	return []spot{{from.x + nx, from.y + ny}, {from.x - nx, from.y - ny}, {to.x - nx, to.y - ny}, {to.x + nx, to.y + ny}}
}
