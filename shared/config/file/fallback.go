package file

import (
	"slices"

	"bongsu/shared/config"
)

// fallback checks where is told what a channel could not tell. A channel that costs
// money or reaches phones fails in ways of its own, so what it could not tell goes
// to the default route unless the file says otherwise.
func (r *reader) fallback() {
	for i, c := range r.config.Channels {
		elsewhere := func(route string) bool {
			return slices.ContainsFunc(r.config.Routes.Of(route), func(t config.Target) bool { return t.Channel != c.Name })
		}
		v, given := r.fallbacks[c.Name]
		switch {
		case !given && c.Named() && elsewhere(config.DefaultRoute):
			r.config.Channels[i].Fallback = config.DefaultRoute
		case !given || c.Fallback == "" || !r.isRoute(v, c.Fallback):
		case !elsewhere(c.Fallback):
			r.fault(v, "leads only back to "+quoted(c.Name), "name a route with another channel")
		}
	}
}
