package main

import (
	"fmt"
	"strings"
	"testing"
)

// mapping is an event source mapping with what it joins.
type mapping struct {
	path, function, queue     string
	size, window, concurrency float64
	reportsItems              bool
}

func (m mapping) String() string {
	return fmt.Sprintf("%s %s size %v window %v concurrency %v", m.function, m.queue, m.size, m.window, m.concurrency)
}

func mappings(t *testing.T, tm template) []mapping {
	t.Helper()
	var found []mapping
	for path, r := range tm.of("AWS::Lambda::EventSourceMapping") {
		m := mapping{
			path:         path,
			function:     strings.Trim(tm.text(r.Properties["FunctionName"]), "${}"),
			queue:        strings.TrimSuffix(strings.Trim(tm.text(r.Properties["EventSourceArn"]), "${}"), ".Arn"),
			reportsItems: tm.text(r.Properties["FunctionResponseTypes"]) == "[ReportBatchItemFailures]",
		}
		m.size, _ = r.Properties["BatchSize"].(float64)
		m.window, _ = r.Properties["MaximumBatchingWindowInSeconds"].(float64)
		if scaling, ok := r.Properties["ScalingConfig"].(map[string]any); ok {
			m.concurrency, _ = scaling["MaximumConcurrency"].(float64)
		}
		found = append(found, m)
	}
	if len(found) == 0 {
		t.Fatal("no event source mapping")
	}
	return found
}
