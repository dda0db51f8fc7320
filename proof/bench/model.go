package main

import (
	"cmp"
	"slices"
	"time"
)

// Lambda gives a function a whole CPU at 1769 MB, and a share of it below:
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
const (
	memory   = 128
	wholeCPU = 1769
)

// slowed is how long work takes at our size of memory: what it waits for takes
// as long as here, its CPU time is stretched.
func slowed(c cost) time.Duration {
	return max(0, c.wall-c.cpu) + c.cpu*wholeCPU/memory
}

// cold is how long the first alert of a new process takes at our size of memory.
// Lambda runs the start on two whole CPUs.
func cold(init, first cost) time.Duration { return init.wall + slowed(first) }

// median is the middle of some values, zero of none.
func median[T cmp.Ordered](values []T) T {
	if len(values) == 0 {
		return *new(T)
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// medianOf is the median of what a function makes of each.
func medianOf[S any, T cmp.Ordered](all []S, of func(S) T) T {
	values := make([]T, len(all))
	for i, one := range all {
		values[i] = of(one)
	}
	return median(values)
}
