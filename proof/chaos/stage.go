package main

import (
	"context"
	_ "embed"
	"slices"
	"strings"

	"bongsu/proof/cloud"
	"bongsu/shared/fake"
)

//go:embed chaos.yaml
var settings []byte

// reader is somebody who reads one of the channels that chaos.yaml gives.
type reader struct {
	name, channel string
	// to begins the recipients of the reader's messages, empty for all of them.
	to string
	// once says that the provider offers a way to be told nothing twice, whatever
	// happens.
	once bool
	// slow channels can be made to cost a client's patience, and to take a message
	// without saying so; revocable ones to lose their credential.
	slow, revocable bool
}

func readers() []reader {
	return []reader{
		{name: "slack", channel: "slack", slow: true, revocable: true},
		{name: "app", channel: "app", slow: true, revocable: true},
		{name: "teams", channel: "teams", slow: true, revocable: true},
		{name: "mail", channel: "mail"},
		{name: "group", channel: "line", to: "C", once: true, slow: true, revocable: true},
		{name: "users", channel: "line", to: "U", once: true},
		{name: "sms", channel: "sms", once: true, slow: true, revocable: true},
		{name: "talk", channel: "talk", slow: true, revocable: true},
	}
}

// channels are those of the readers.
func channels() []string {
	var names []string
	for _, r := range readers() {
		if !slices.Contains(names, r.channel) {
			names = append(names, r.channel)
		}
	}
	return names
}

// reads reports whether a message is one of the reader's.
func (r reader) reads(m fake.Received) bool {
	if m.Topic != "" && !slices.Contains(m.To, "ops@example.com") && m.Lost == "" {
		return false // the watchdog's
	}
	return r.to == "" || slices.ContainsFunc(m.To, func(to string) bool { return strings.HasPrefix(to, r.to) })
}

// stage compiles and synthesizes the product below a folder.
func stage(ctx context.Context, folder string) (cloud.Assembly, error) {
	root, err := cloud.Repository()
	if err != nil {
		return cloud.Assembly{}, err
	}
	return cloud.Stage(ctx, root, folder, settings)
}
