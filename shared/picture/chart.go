package picture

import (
	"image/color"
	"strconv"

	"bongsu/shared/alert"
)

// Measures of a picture, in units.
const (
	width     = 600.0
	margin    = 18.0
	legendRow = 24.0
)

func (c Chart) size() (float64, float64) {
	height := 360.0
	if len(c.Series) > 1 {
		height += 2 * legendRow
	}
	return width, height
}

func (c Chart) paint(to *canvas) {
	j := c.judge(c.window())
	shown, hidden := j.shown()
	y := to.heading(c.Title, c.Subtitle)
	if len(c.Facts) > 0 {
		y += small + 8
		to.facts(c.Facts, y)
	}
	y = to.legend(c.entries(shown), c.Words.more(hidden), y)
	_, height := c.size()
	j.plot(to, shown, box{margin, y + 24, width - margin, height - 8}, form{flat: 0.15, times: true})
}

// heading writes title and subtitle at the top, and gives the last base line.
func (c *canvas) heading(title, subtitle string) (y float64) {
	const room = width - 2*margin
	y = margin + large*0.8
	c.text(c.cut(clean(title), large, room), large, spot{margin, y}, fromLeft, ink)
	if subtitle = clean(subtitle); subtitle != "" {
		y += medium + 8
		c.text(c.cut(subtitle, medium, room), medium, spot{margin, y}, fromLeft, quiet)
	}
	return y
}

// facts writes names and values in a line, as many as have room.
func (c *canvas) facts(facts []alert.Field, y float64) {
	const gap, most = 18.0, 220.0
	x := margin
	for _, f := range facts {
		name, value := c.cut(clean(f.Name), small, most), c.cut(clean(f.Value), small, most)
		between := c.wide(" ", small)
		if x+c.wide(name, small)+between+c.wide(value, small) > width-margin {
			c.text(ellipsis, small, spot{x, y}, fromLeft, quiet)
			return
		}
		x = c.text(name, small, spot{x, y}, fromLeft, quiet).right + between
		x = c.text(value, small, spot{x, y}, fromLeft, ink).right + gap
	}
}

// entry is one sign of the legend and what it stands for.
type entry struct {
	name string
	ink  color.RGBA
	// sign is a series' place, below zero for the band.
	sign int
}

const bandSign = -1

// entries explain what needs it: several series, and a band.
func (c Chart) entries(shown []Series) []entry {
	var all []entry
	if len(shown) > 1 {
		for i, s := range shown {
			all = append(all, entry{name: clean(s.Name), ink: inks[i], sign: i})
		}
	}
	if c.Band != nil && clean(c.Band.Label) != "" {
		all = append(all, entry{name: clean(c.Band.Label), sign: bandSign})
	}
	return all
}

// legend writes the entries in as many rows as they need, and what is hidden
// after them.
func (c *canvas) legend(entries []entry, more string, y float64) float64 {
	const sign, gap, most = 34.0, 18.0, 250.0
	if len(entries) == 0 {
		return y
	}
	x := margin
	y += legendRow
	place := func(room float64) {
		if x > margin && x+room > width-margin {
			x, y = margin, y+legendRow
		}
	}
	for _, e := range entries {
		name := c.cut(e.name, small, most)
		place(sign + c.wide(name, small))
		middle := y - small*0.35
		if e.sign == bandSign {
			area := box{x, middle - 6, x + sign - 8, middle + 6}
			c.rect(area, expected)
			c.frame(area, rails)
		} else {
			c.line([]spot{{x + 1, middle}, {x + sign - 9, middle}}, stroke, e.ink)
			c.sign(e.sign, spot{x + (sign-8)/2, middle}, e.ink)
		}
		x = c.text(name, small, spot{x + sign, y}, fromLeft, ink).right + gap
	}
	if more != "" {
		place(c.wide(more, small))
		c.text(more, small, spot{x, y}, fromLeft, quiet)
	}
	return y
}

// more counts what is not shown; nothing if all is.
func (w Words) more(n int) string {
	switch {
	case n == 0:
		return ""
	case w.More == nil:
		return "+" + strconv.Itoa(n)
	}
	return clean(w.More(n))
}
