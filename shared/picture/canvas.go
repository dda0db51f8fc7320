package picture

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/vector"

	"bongsu/shared/picture/font"
)

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

// canvas draws in units; scale is how many pixels one is.
type canvas struct {
	image   *image.RGBA
	scale   float64
	letters *font.Writer
	shape   vector.Rasterizer
}

func newCanvas(width, height int, scale float64, letters *font.Writer) *canvas {
	return &canvas{image: image.NewRGBA(image.Rect(0, 0, width, height)), scale: scale, letters: letters}
}

// round puts a length or a place on the pixels, so that straight lines are sharp.
func (c *canvas) round(v float64) float64 { return math.Round(v*c.scale) / c.scale }

// rect fills whole pixels.
func (c *canvas) rect(b box, ink color.RGBA) {
	c.each(b, ink, func(int, int) bool { return true })
}

// hatch fills with slanted lines: a breach is seen where colours are not.
func (c *canvas) hatch(b box, ink color.RGBA) {
	gap, thick := int(8*c.scale), int(math.Max(1, c.scale))
	c.each(b, ink, func(x, y int) bool { return (x+y)%gap < thick })
}

func (c *canvas) each(b box, ink color.RGBA, in func(x, y int) bool) {
	r := image.Rect(c.pixel(b.left), c.pixel(b.top), c.pixel(b.right), c.pixel(b.bottom)).Intersect(c.image.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if in(x, y) {
				blend(c.image.Pix[c.image.PixOffset(x, y):][:4], ink, 0xff)
			}
		}
	}
}

func (c *canvas) pixel(v float64) int { return int(math.Round(v * c.scale)) }

// frame draws the four sides of a box on its inside, a pixel thick.
func (c *canvas) frame(b box, ink color.RGBA) {
	one := 1 / c.scale
	c.rect(box{b.left, b.top, b.right, b.top + one}, ink)
	c.rect(box{b.left, b.bottom - one, b.right, b.bottom}, ink)
	c.rect(box{b.left, b.top, b.left + one, b.bottom}, ink)
	c.rect(box{b.right - one, b.top, b.right, b.bottom}, ink)
}

// polygon fills a closed outline.
func (c *canvas) polygon(outline []spot, ink color.RGBA) {
	if len(outline) < 3 {
		return
	}
	c.fill(bounds(outline), ink, func(p *pen) { p.ring(outline) })
}

// line strokes a path with round joins and ends.
func (c *canvas) line(path []spot, thick float64, ink color.RGBA) {
	if len(path) == 0 {
		return
	}
	c.fill(bounds(path).grow(thick), ink, func(p *pen) {
		for i, s := range path {
			p.ring(circle(s, thick/2))
			if i > 0 {
				p.ring(beam(path[i-1], s, thick))
			}
		}
	})
}

// disc fills a circle.
func (c *canvas) disc(at spot, radius float64, ink color.RGBA) { c.polygon(circle(at, radius), ink) }

// dashes strokes a horizontal line in dashes, on whole pixels.
func (c *canvas) dashes(left, right, y, thick float64, ink color.RGBA) {
	const on, off = 7, 4
	y = c.round(y - thick/2)
	for x := left; x < right; x += on + off {
		c.rect(box{x, y, math.Min(x+on, right), y + thick}, ink)
	}
}

// pen puts outlines into the rasterizer, in pixels of the part that is drawn.
type pen struct {
	c    *canvas
	x, y float64
}

func (p *pen) at(s spot) (x, y float32) {
	return float32(s.x*p.c.scale - p.x), float32(s.y*p.c.scale - p.y)
}

func (p *pen) ring(outline []spot) {
	for i, s := range outline {
		x, y := p.at(s)
		if i == 0 {
			p.c.shape.MoveTo(x, y)
		} else {
			p.c.shape.LineTo(x, y)
		}
	}
	p.c.shape.ClosePath()
}

// fill rasterizes what trace draws within area and lays it over the image.
func (c *canvas) fill(area box, ink color.RGBA, trace func(*pen)) {
	r := image.Rect(
		int(math.Floor(area.left*c.scale)), int(math.Floor(area.top*c.scale)),
		int(math.Ceil(area.right*c.scale))+1, int(math.Ceil(area.bottom*c.scale))+1,
	).Intersect(c.image.Rect)
	if r.Empty() {
		return
	}
	c.shape.Reset(r.Dx(), r.Dy())
	trace(&pen{c: c, x: float64(r.Min.X), y: float64(r.Min.Y)})
	mask := image.NewAlpha(image.Rect(0, 0, r.Dx(), r.Dy()))
	c.shape.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	for y := range r.Dy() {
		row := c.image.Pix[c.image.PixOffset(r.Min.X, r.Min.Y+y):]
		for x, cover := range mask.Pix[y*mask.Stride:][:r.Dx()] {
			if cover != 0 {
				blend(row[4*x:4*x+4], ink, cover)
			}
		}
	}
}

// blend lays an opaque or half transparent ink over a pixel. What it covers is
// rounded to sixteenths, so that a picture has few colours and packs well.
func blend(pixel []byte, ink color.RGBA, cover uint8) {
	part := (int(cover) + 8) / 17 * int(ink.A)
	const whole = 15 * 255
	for i, value := range [3]byte{ink.R, ink.G, ink.B} {
		pixel[i] = byte((int(pixel[i])*(whole-part) + int(value)*part + whole/2) / whole)
	}
	pixel[3] = 0xff
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
