package picture_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/picture"
	"bongsu/shared/picture/picturetest"
)

// The inks as an eye names them; colour_test.go holds their contrasts.
var (
	red  = color.RGBA{0xb4, 0x23, 0x18, 0xff}
	tint = color.RGBA{0xfd, 0xef, 0xea, 0xff}
	blue = color.RGBA{0x00, 0x5a, 0xa8, 0xff}
	pale = color.RGBA{0xdf, 0xea, 0xf5, 0xff}
)

func render(t testing.TB, d picture.Drawing) image.Image {
	t.Helper()
	file, err := picture.Render(d)
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, file)
}

// count is how many pixels of a part have a colour.
func count(img image.Image, part image.Rectangle, want color.RGBA) int {
	n := 0
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			if color.RGBAModel.Convert(img.At(x, y)) == want {
				n++
			}
		}
	}
	return n
}

// quietly is a chart of one level line from 04:00 to 05:00, 100 high, with a
// threshold at 50 and an axis to 120 or so.
func quietly(t testing.TB) picture.Chart {
	c := korean(t)
	c.Series = []picture.Series{{Points: course(61, time.Minute, func(float64) float64 { return 100 })}}
	c.Bounds = []picture.Bound{{Value: 50, Wrong: alert.Below}}
	return c
}

func TestTheThresholdIsADashedLine(t *testing.T) {
	img := render(t, quietly(t))
	dashed := 0
	for y := range img.Bounds().Dy() {
		row := image.Rect(0, y, img.Bounds().Dx(), y+1)
		if n := count(img, row, red); n > 500 && n < 900 {
			dashed++
		}
	}
	if dashed != 4 {
		t.Errorf("%d rows of dashes, want the 4 of one line", dashed)
	}
}

func TestTheBreachIsShadedFromItsBeginToItsEnd(t *testing.T) {
	c := quietly(t)
	c.Breach = &picture.Breach{From: start.Add(30 * time.Minute), To: start.Add(45 * time.Minute)}
	img := render(t, c)
	first, last := -1, -1
	for x := range img.Bounds().Dx() {
		if count(img, image.Rect(x, 0, x+1, img.Bounds().Dy()), tint) > 50 {
			if first < 0 {
				first = x
			}
			last = x
		}
	}
	// The hour fills the plot, whose right end stands 36 pixels from the edge.
	right := float64(img.Bounds().Dx() - 36)
	hour := (right - float64(last)) * 4
	if got, want := float64(last-first), hour/4; math.Abs(got-want) > 8 {
		t.Errorf("a quarter of an hour is %v pixels wide, want about %v", got, want)
	}
	if count(img, img.Bounds(), color.RGBA{0xf6, 0xcf, 0xc3, 0xff}) < 500 {
		t.Error("the breach is not hatched: it must be seen without colours")
	}
}

func TestOnlyAValueThatIsWrongIsMarked(t *testing.T) {
	c := quietly(t)
	c.Breach = &picture.Breach{From: start.Add(30 * time.Minute)}
	area := image.Rect(200, 0, 1200, 720)
	none := count(render(t, c), area, red)
	c.Series[0].Points[40].Value = 20
	if marked := count(render(t, c), area, red); marked < none+1500 {
		t.Errorf("%d red pixels with a wrong value, %d without", marked, none)
	}
	c.Breach.From = start.Add(50 * time.Minute)
	if before := count(render(t, c), area, red); before > none {
		t.Errorf("a wrong value before the breach is marked: %d red pixels, %d without", before, none)
	}
}

func TestAGapIsNotJoined(t *testing.T) {
	c := quietly(t)
	c.Bounds = nil
	whole := count(render(t, c), image.Rect(0, 0, 1200, 720), blue)
	for i := 20; i < 40; i++ {
		c.Series[0].Points[i].Value = math.NaN()
	}
	marked := count(render(t, c), image.Rect(0, 0, 1200, 720), blue)
	c.Series[0].Points = append(c.Series[0].Points[:20:20], c.Series[0].Points[40:]...)
	joined := count(render(t, c), image.Rect(0, 0, 1200, 720), blue)
	c.Period = time.Minute
	left := count(render(t, c), image.Rect(0, 0, 1200, 720), blue)
	if marked != left || joined != whole || float64(left) > 0.75*float64(whole) {
		t.Errorf("blue pixels: whole %d, NaN %d, points left out %d, with a period %d", whole, marked, joined, left)
	}
}

func TestTheBandIsShadedWhereItIs(t *testing.T) {
	c := quietly(t)
	c.Bounds = nil
	c.Band = &picture.Band{Edges: []picture.Edge{{Lower: 80, Upper: 110}}}
	if n := count(render(t, c), image.Rect(0, 0, 1200, 720), pale); n < 50_000 {
		t.Errorf("a constant band covers %d pixels", n)
	}
	c.Band.Edges = []picture.Edge{
		{At: start, Lower: 80, Upper: 110}, {At: start.Add(10 * time.Minute), Lower: 80, Upper: 110},
		{At: start.Add(20 * time.Minute), Lower: math.NaN(), Upper: math.NaN()},
	}
	if n := count(render(t, c), image.Rect(500, 0, 1200, 720), pale); n != 0 {
		t.Errorf("%d pixels of a band where it has a gap", n)
	}
}

func TestTextIsWritten(t *testing.T) {
	without := render(t, quietly(t))
	title := image.Rect(0, 0, 1200, 80)
	if !blank(without, title) {
		t.Fatal("something stands where no title is")
	}
	for _, text := range []string{"주문 API 지연", "\u110c\u116e\u1106\u116e\u11ab", "orders", "漢字", "😀"} {
		c := quietly(t)
		c.Title = text
		if blank(render(t, c), title) {
			t.Errorf("%q is not to be seen", text)
		}
	}
	for _, text := range []string{"", " ", "\x00\n", "\u200d\ufe0f"} {
		c := quietly(t)
		c.Title = text
		if !blank(render(t, c), title) {
			t.Errorf("%q is to be seen", text)
		}
	}
}

func TestSeparateJamoAreWrittenAsSyllables(t *testing.T) {
	joined, apart := quietly(t), quietly(t)
	joined.Title, apart.Title = "주문", "\u110c\u116e\u1106\u116e\u11ab"
	if differ, at := picturetest.Difference(render(t, joined), render(t, apart)); differ > 0 {
		t.Errorf("%d pixels differ, the first at %v", differ, at)
	}
}

func blank(img image.Image, part image.Rectangle) bool {
	inner := part.Inset(4)
	return count(img, inner, color.RGBA{0xff, 0xff, 0xff, 0xff}) == inner.Dx()*inner.Dy()
}

func TestALongTitleStaysInThePicture(t *testing.T) {
	c := quietly(t)
	c.Title, c.Subtitle = strings.Repeat("아주 긴 이름 ", 500), strings.Repeat("W", 10_000)
	img := render(t, c)
	if edge := image.Rect(img.Bounds().Dx()-40, 0, img.Bounds().Dx(), 120); !blank(img, edge) {
		t.Error("the title runs into the margin")
	}
}

func TestTheSameChartMakesTheSameBytes(t *testing.T) {
	for name, d := range stories(t) {
		for _, draw := range []func(picture.Drawing) ([]byte, error){picture.Render, picture.JPEG} {
			first, err := draw(d)
			if err != nil {
				t.Fatal(err)
			}
			if second, _ := draw(d); !bytes.Equal(first, second) {
				t.Errorf("%s: two drawings differ", name)
			}
		}
	}
}

func TestPhonesTakeTheJPEG(t *testing.T) {
	all := stories(t)
	full := digest(t)
	for len(full.Panels) < 2*picture.MaxPanels {
		full.Panels = append(full.Panels, full.Panels...)
	}
	all["full sheet"] = full
	for name, d := range all {
		file, err := picture.JPEG(d)
		if err != nil {
			t.Fatal(err)
		}
		size, err := jpeg.DecodeConfig(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if len(file) > 300_000 || size.Width > 1500 || size.Height > 1440 {
			t.Errorf("%s: %d bytes, %d by %d", name, len(file), size.Width, size.Height)
		}
	}
}

func TestWhatIsNotShownIsCounted(t *testing.T) {
	c := stories(t)["series"].(picture.Chart)
	var counted []int
	c.Words.More = func(n int) string { counted = append(counted, n); return "more" }
	render(t, c)
	sheet := digest(t)
	sheet.Words.More = c.Words.More
	for len(sheet.Panels) < 9 {
		sheet.Panels = append(sheet.Panels, sheet.Panels[0])
	}
	render(t, sheet)
	if len(counted) != 2 || counted[0] != 2 || counted[1] != 3 {
		t.Errorf("counted %v, want 2 series and 3 panels", counted)
	}
}
