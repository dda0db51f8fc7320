package picture

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"image/png"
	"math"

	"bongsu/shared/picture/font"
)

// Pixels to a unit: sharp on a phone's display, and small for a list of messages.
const (
	full    = 2
	preview = 1
)

// Limits of pictures in Korean MMS: NCP SENS, "send SMS/LMS/MMS", files.
const (
	maxJPEGBytes  = 300_000
	maxJPEGWidth  = 1500
	maxJPEGHeight = 1440
)

// Render draws a PNG, 1200 pixels wide.
func Render(d Drawing) ([]byte, error) { return toPNG(d, full) }

// Preview draws the same as a PNG 600 pixels wide.
func Preview(d Drawing) ([]byte, error) { return toPNG(d, preview) }

func toPNG(d Drawing, scale float64) ([]byte, error) {
	c, err := draw(d, scale)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, indexed(c.image)); err != nil {
		return nil, fmt.Errorf("picture as PNG: %w", err)
	}
	return out.Bytes(), nil
}

// JPEG draws the same for messages to phones: at most 300 kB, 1500 pixels wide
// and 1440 high.
func JPEG(d Drawing) ([]byte, error) {
	width, height := d.size()
	scale := min(full, maxJPEGWidth/width, maxJPEGHeight/height)
	c, err := draw(d, scale)
	if err != nil {
		return nil, err
	}
	for quality := 90; quality > 0; quality -= 20 {
		var out bytes.Buffer
		if err := jpeg.Encode(&out, c.image, &jpeg.Options{Quality: quality}); err != nil {
			return nil, fmt.Errorf("picture as JPEG: %w", err)
		}
		if out.Len() <= maxJPEGBytes {
			return out.Bytes(), nil
		}
	}
	return nil, fmt.Errorf("picture as JPEG: more than %d bytes at any quality", maxJPEGBytes)
}

func draw(d Drawing, scale float64) (*canvas, error) {
	letters, err := font.NewWriter()
	if err != nil {
		return nil, err
	}
	width, height := d.size()
	c := newCanvas(int(math.Floor(width*scale)), int(math.Floor(height*scale)), scale, letters)
	c.rect(box{0, 0, width, height}, paper)
	d.paint(c)
	c.frame(box{0, 0, width, height}, rim)
	return c, nil
}
