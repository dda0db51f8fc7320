package main

import (
	"fmt"
	"time"
)

// rows is the table, with what is asked of each line.
func (r result) rows() []row {
	ready := milliseconds(median(r.packages))
	started := medianOf(r.deliver, initWall)
	all := []row{
		r.deliver.over(r.floor, "init, wall", "ms", 20, initWall),
		r.deliver.over(r.floor, "init, CPU", "ms", 0, func(x reading) float64 { return milliseconds(x.init.cpu) }),
		{name: "  until its packages are ready (inittrace)", unit: "ms", value: ready},
		{name: "  wiring, reading roots, connecting", unit: "ms", value: started - ready},
		{name: fmt.Sprintf("    of that for %d roots instead of one", r.roots), unit: "ms", value: started - medianOf(r.bare, initWall)},
		r.deliver.over(r.floor, "first alert, wall", "ms", 0, firstWall),
		r.deliver.over(r.floor, "first alert, CPU", "ms", 0, firstCPU),
		r.deliver.over(r.floor, "cold alert modelled at 128 MB", "ms", 60, coldAlert),
		r.deliver.over(r.floor, "warm alert, wall", "ms", 0, warmWall),
		r.deliver.over(r.floor, "warm alert, CPU", "ms", 1, warmCPU),
		r.deliver.over(r.floor, "peak memory", "MiB", 25, func(x reading) float64 { return mebibytes(x.peak) }),
		{name: "size, arm64 as deployed", unit: "MiB", value: mebibytes(r.sizes["deliver"]), floor: mebibytes(r.sizes["floor"])},
		r.source.over(r.floor, "alarm function: init, wall", "ms", 0, initWall),
		r.source.over(r.floor, "alarm function: first event, CPU", "ms", 0, firstCPU),
		r.source.over(r.floor, "alarm function: cold event modelled at 128 MB", "ms", 0, coldAlert),
		r.source.over(r.floor, "alarm function: warm event, CPU", "ms", 0, warmCPU),
	}
	all = append(all, r.pictureRows()...)
	for _, d := range r.drained {
		all = append(all,
			row{name: "alerts a second, " + d.name, value: median(d.rates), target: d.target, atLeast: true},
			row{name: "  CPU of an alert", unit: "ms", value: milliseconds(median(d.cpu))})
	}
	return append(all,
		row{name: "peak memory after those", unit: "MiB", value: mebibytes(r.peak()), target: 25},
		none(fmt.Sprintf("alerts lost or late in %d freezes with closed connections", r.thawed.alerts), r.thawed.late),
		row{name: "  wall of the alert after the thaw", unit: "ms", value: milliseconds(medianOf(r.thawed.costs, func(c cost) time.Duration { return c.wall }))},
		none("alerts lost in all", r.lost),
	)
}

// stormRows are what is asked of the largest storm, on the worst channel.
func (r result) stormRows() []row {
	if len(r.storms) == 0 {
		return nil
	}
	least, most := r.storms[0], r.storms[len(r.storms)-1]
	var messages, first, last float64
	for _, t := range most.told {
		messages = max(messages, float64(t.messages))
		first, last = max(first, t.first.Seconds()), max(last, t.last.Seconds())
	}
	return []row{
		{name: fmt.Sprintf("%d devices drop off: messages a channel", most.devices), value: messages, target: 10},
		{name: "  the first after the hold", unit: "s", value: first, target: 3},
		{name: "  the last after the hold", unit: "s", value: last, target: 15},
		none("  dead letters", most.dead),
		{name: fmt.Sprintf("  runs of deliver, %d devices have %d", least.devices, least.runs()), value: float64(most.runs())},
		{name: fmt.Sprintf("  GB-s of deliver, %d devices have %.2f", least.devices, least.gigabyteSeconds()), value: most.gigabyteSeconds()},
	}
}

func none(name string, count int) row {
	return row{name: name, unit: mustBeNone, value: float64(count)}
}

// peak is the most memory that deliver had.
func (r result) peak() int64 {
	var most int64
	for _, d := range r.drained {
		most = max(most, d.peak)
	}
	return most
}

// readings are those of all rounds.
type readings []reading

// over is a row with what was measured beside the same of the floor.
func (all readings) over(floor readings, name, unit string, target float64, of func(reading) float64) row {
	return row{name: name, unit: unit, value: medianOf(all, of), floor: medianOf(floor, of), target: target}
}

func initWall(r reading) float64  { return milliseconds(r.init.wall) }
func firstWall(r reading) float64 { return milliseconds(r.first.wall) }
func firstCPU(r reading) float64  { return milliseconds(r.first.cpu) }
func coldAlert(r reading) float64 { return milliseconds(cold(r.init, r.first)) }

func warmWall(r reading) float64 {
	return medianOf(r.warm, func(c cost) float64 { return milliseconds(c.wall) })
}

// warmCPU is a mean: what the collector does belongs to all.
func warmCPU(r reading) float64 { return milliseconds(sum(r.warm).cpu) / float64(max(1, len(r.warm))) }

func mebibytes(bytes int64) float64 { return float64(bytes) / (1 << 20) }
