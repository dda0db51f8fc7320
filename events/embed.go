// Package events holds what AWS really sends, one folder a source. Of it, the
// command carries the samples that it shows.
package events

import "embed"

//go:embed alarm/orders-latency-firing.json alarm/orders-latency-recovered.json
var samples embed.FS

// LatencyFiring is the message of an alarm of a slow API.
func LatencyFiring() ([]byte, error) { return samples.ReadFile("alarm/orders-latency-firing.json") }

// LatencyRecovered is the message of the same alarm when the API is fast again.
func LatencyRecovered() ([]byte, error) {
	return samples.ReadFile("alarm/orders-latency-recovered.json")
}
