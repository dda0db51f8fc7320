package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"time"

	"bongsu/proof/cloud"
	"bongsu/shared/alert"
	"bongsu/shared/metric"
)

// drawer is the function that draws, in a stack whose channels show pictures.
const drawer = "Picture"

// withPictures synthesizes the same stack for channels that show pictures.
func withPictures(ctx context.Context, root, product string) (cloud.Assembly, error) {
	config := filepath.Join(product, "pictures.yaml")
	shown := bytes.ReplaceAll(settings, []byte("pictures: false"), []byte("pictures: true"))
	if err := os.WriteFile(config, shown, 0o600); err != nil {
		return cloud.Assembly{}, err
	}
	return cloud.Synthesize(ctx, product, cloud.Node(root), config)
}

// measured gives the metric of the sample alarm its last hours.
func measured(p *probe) {
	of := metric.Metric{Namespace: "AWS/ApiGateway", Name: "Latency", Dimensions: []alert.Field{{Name: "ApiName", Value: "orders"}, {Name: "Stage", Value: "prod"}}}
	// The time of the sample's data is not moved.
	until := time.Date(2026, 9, 25, 4, 12, 0, 0, time.UTC)
	for before := 4 * time.Hour; before > 0; before -= time.Minute {
		p.Metrics().Add(of, alert.Point{At: until.Add(-before), Value: 180 + float64(before/time.Minute%37)})
	}
}

// picture starts the function that draws anew with those around it.
func (r *result) picture(p *probe, warm int) error {
	p.Kill(drawer)
	return r.round(p, warm, map[string]*readings{source: &r.shown, drawer: &r.drawn})
}

// pictureRows are what a picture costs, and the alarm function that waits for it.
func (r result) pictureRows() []row {
	return []row{
		r.drawn.over(r.floor, "picture function: init, wall", "ms", 0, initWall),
		r.drawn.over(r.floor, "picture function: first picture, wall", "ms", 0, firstWall),
		r.drawn.over(r.floor, "picture function: first picture, CPU", "ms", 0, firstCPU),
		r.drawn.over(r.floor, "picture function: further picture, wall", "ms", 0, warmWall),
		r.drawn.over(r.floor, "picture function: further picture, CPU", "ms", 0, warmCPU),
		{name: "picture function: size", unit: "MiB", value: mebibytes(r.sizes["picture"]), floor: mebibytes(r.sizes["floor"])},
		r.shown.over(r.source, "alarm function with pictures, × without: init, wall", "ms", 0, initWall),
		r.shown.over(r.source, "  first event, picture included, wall", "ms", 1000, firstWall),
		r.shown.over(r.source, "  warm event, picture included, wall", "ms", 1000, warmWall),
		r.shown.over(r.source, "  warm event, CPU", "ms", 0, warmCPU),
	}
}
