package config

import (
	"slices"

	"bongsu/shared/channel"
)

// UndeliveredKey is the key of an object by which deliver tells the alarm function
// what its channel could not tell; its value is the alert.
const UndeliveredKey = "bongsu-undelivered"

// FallbackRoute is the route on which is told what a channel could not tell: that
// of its configuration, without the channel itself. Nobody can give a route this
// name.
func FallbackRoute(channel string) string { return "!" + channel }

// fallback is where to tell what a channel could not. It is told at once: it has
// been late already.
func (c Config) fallback(ch Channel) Route {
	var route Route
	for _, t := range c.Routes.Of(ch.Fallback) {
		if t.Channel != ch.Name {
			route.Targets = append(route.Targets, Target{Channel: t.Channel})
		}
	}
	return c.addressed(route)
}

// addressed fills in the recipients of a route's channels, and who shows pictures.
func (c Config) addressed(r Route) Route {
	r.Targets = slices.Clone(r.Targets)
	for i, t := range r.Targets {
		for _, ch := range c.Channels {
			if ch.Name != t.Channel {
				continue
			}
			r.Targets[i].Pictures = ch.Pictures
			if named, ok := ch.Settings.(channel.Splitter); ok {
				r.Targets[i].Parts = named.Split()
			}
		}
	}
	return r
}

// Named reports whether the channel's messages go to recipients that it names.
func (c Channel) Named() bool {
	_, named := c.Settings.(channel.Splitter)
	return named
}

// Reported reports whether the channel's provider is asked later whom a message
// reached.
func (c Channel) Reported() bool {
	_, reported := c.Settings.(channel.Reported)
	return reported
}
