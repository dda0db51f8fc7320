// Package emf makes a line of a function's log one that CloudWatch reads metrics
// in. It writes no log.
package emf

import "time"

// Key is the name under which a Line stands in its line of the log.
const Key = "_aws"

// Line is the part that says what of the line is a metric:
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
type Line struct {
	// Timestamp is in milliseconds since 1970.
	Timestamp int64       `json:"Timestamp"`
	Metrics   []directive `json:"CloudWatchMetrics"`
}

type directive struct {
	Namespace  string       `json:"Namespace"`
	Dimensions [][]string   `json:"Dimensions"`
	Metrics    []definition `json:"Metrics"`
}

type definition struct {
	Name string `json:"Name"`
	Unit string `json:"Unit"`
}

// Of declares one metric of a line, in one of CloudWatch's units. The metric and
// its dimensions are members of the same line.
func Of(at time.Time, namespace, metric, unit string, dimensions ...string) Line {
	return Line{at.UnixMilli(), []directive{{
		Namespace: namespace, Dimensions: [][]string{dimensions}, Metrics: []definition{{metric, unit}},
	}}}
}
