package picture

const (
	panelHead  = 66.0
	panelPlot  = 96.0
	sheetTitle = 70.0
	sheetFoot  = 26.0
	sheetMore  = 22.0
)

func (s Sheet) size() (float64, float64) {
	panels := min(len(s.Panels), MaxPanels)
	height := sheetTitle + float64(max(1, panels))*(panelHead+panelPlot) + sheetFoot
	if len(s.Panels) > panels {
		height += sheetMore
	}
	return width, height
}

func (s Sheet) paint(to *canvas) {
	y := to.heading(s.Title, s.Subtitle)
	shown := s.Panels[:min(len(s.Panels), MaxPanels)]
	_, height := s.size()
	for i, c := range shown {
		c.From, c.To, c.Zone, c.Words = s.From, s.To, s.Zone, s.Words
		top := sheetTitle + float64(i)*(panelHead+panelPlot)
		last := i == len(shown)-1
		c.panel(to, box{margin, top, width - margin, top + panelHead + panelPlot}, last)
	}
	if len(shown) == 0 {
		to.text(to.cut(clean(s.Words.Empty), medium, width-2*margin), medium, spot{width / 2, (y + height) / 2}, centered, quiet)
	}
	if more := s.Words.more(len(s.Panels) - len(shown)); more != "" {
		to.text(to.cut(more, small, width-2*margin), small, spot{margin, height - 10}, fromLeft, quiet)
	}
}

// panel draws a chart as one row of a sheet.
func (c *Chart) panel(to *canvas, area box, withTimes bool) {
	to.rect(box{area.left, to.round(area.top), area.right, to.round(area.top) + 1/to.scale}, rim)
	y := area.top + medium + 8
	title := to.cut(clean(c.Title), medium, area.width())
	right := to.text(title, medium, spot{area.left, y}, fromLeft, ink).right
	if sub := clean(c.Subtitle); sub != "" {
		to.text(to.cut(sub, small, area.right-right-10), small, spot{right + 10, y}, fromLeft, quiet)
	}
	to.facts(c.Facts, y+small+8)
	plot := box{area.left, area.top + panelHead, area.right, area.bottom - 14}
	if withTimes {
		plot.bottom += timesRoom
	}
	j := c.judge(c.window())
	shown, _ := j.shown()
	j.plot(to, shown, plot, form{flat: 0.3, column: 84, times: withTimes})
}
