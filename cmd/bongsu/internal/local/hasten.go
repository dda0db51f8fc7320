package local

import (
	"maps"
	"slices"
	"time"

	"bongsu/shared/config"
)

// Hastened is the configuration with every hold of devices, delay of a channel and
// cool-down of a log cut to at most so long, without quiet hours and mutes, and whether that
// changed anything.
func Hastened(c config.Config, most time.Duration) (config.Config, bool) {
	changed := false
	cut := func(d time.Duration) time.Duration {
		changed = changed || d > most
		return min(d, most)
	}
	changed = len(c.Mute) > 0
	c.Mute = nil
	c.Channels = slices.Clone(c.Channels)
	for i := range c.Channels {
		changed = changed || c.Channels[i].Quiet != nil
		c.Channels[i].Quiet = nil
	}
	c.Routes = maps.Clone(c.Routes)
	for name, route := range c.Routes {
		route.Targets = slices.Clone(route.Targets)
		for i := range route.Targets {
			route.Targets[i].After = cut(route.Targets[i].After)
		}
		c.Routes[name] = route
	}
	c.Logs = slices.Clone(c.Logs)
	for i := range c.Logs {
		c.Logs[i].Cooldown = cut(c.Logs[i].Cooldown)
	}
	if c.Presence != nil {
		p := *c.Presence
		p.Hold = cut(p.Hold)
		p.Holds = slices.Clone(p.Holds)
		for i := range p.Holds {
			p.Holds[i].For = cut(p.Holds[i].For)
		}
		c.Presence = &p
	}
	return c, changed
}
