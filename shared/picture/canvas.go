package picture

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/vector"

	"bongsu/shared/picture/font"
)

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
	r := c.pixels(b)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := c.row(r, y)
		if ink.A == 0xff && y > r.Min.Y {
			copy(row, c.row(r, y-1))
			continue
		}
		for x := 0; x < len(row); x += 4 {
			blend(row[x:x+4], ink, 0xff)
		}
	}
}

// hatch fills with slanted lines: a breach is seen where colours are not.
func (c *canvas) hatch(b box, ink color.RGBA) {
	gap, thick := int(8*c.scale), int(math.Max(1, c.scale))
	r := c.pixels(b)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := c.row(r, y)
		for x := r.Min.X; x < r.Max.X; x++ {
			if (x+y)%gap < thick {
				blend(row[4*(x-r.Min.X):][:4], ink, 0xff)
			}
		}
	}
}

func (c *canvas) pixels(b box) image.Rectangle {
	return image.Rect(c.pixel(b.left), c.pixel(b.top), c.pixel(b.right), c.pixel(b.bottom)).Intersect(c.image.Rect)
}

// row is one line of pixels of a rectangle.
func (c *canvas) row(r image.Rectangle, y int) []byte {
	return c.image.Pix[c.image.PixOffset(r.Min.X, y):c.image.PixOffset(r.Max.X, y)]
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
	// Joins a little thinner than the line, or they would be seen as beads on it.
	join := thick/2 - 0.5/c.scale
	c.fill(bounds(path).grow(thick), ink, func(p *pen) {
		for i, s := range path {
			p.ring(circle(s, join))
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
		row := c.row(r, r.Min.Y+y)
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
