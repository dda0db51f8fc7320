package file

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/goccy/go-yaml/ast"

	"bongsu/shared/config"
)

// routeName admits what can stand behind "route:" at the end of a description.
var routeName = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}_./-]{0,63}$`)

const (
	// longestDelay is SQS's longest delay. Source: SendMessage, DelaySeconds.
	longestDelay = 15 * time.Minute
	leastRepeat  = 5 * time.Minute
)

func (r *reader) routes(s *section) {
	const hint = "e.g. routes: {default: [ops-slack]}"
	if v, ok := s.get("repeat"); ok {
		if d, ok := r.repeat(v); ok {
			r.config.Repeat = d
		}
	}
	v, ok := s.need("routes", "which channels are told, "+hint)
	if !ok {
		return
	}
	all, ok := r.section(v)
	if !ok {
		return
	}
	r.config.Routes = config.Routes{}
	for _, e := range all.entries {
		if !routeName.MatchString(e.key) {
			r.faultAt(e.value.head, e.value.path, "is not a route name", "1 to 64 letters, digits and - _ . /")
		}
		route := config.Route{}
		if r.given(e.value) {
			route = r.route(e.value)
		}
		r.config.Routes[e.key] = route
	}
	if !all.has(config.DefaultRoute) {
		all.missing(config.DefaultRoute, "alerts that name no route go there, "+hint)
	}
}

// route reads a list of targets, or a mapping of them and a repeat.
func (r *reader) route(v value) config.Route {
	if _, mapping := v.node.(*ast.MappingNode); !mapping {
		return config.Route{Targets: r.targets(v)}
	}
	route := config.Route{}
	s, _ := r.section(v)
	if to, ok := s.need("to", "the list of channels, e.g. to: [ops-slack]"); ok {
		route.Targets = r.targets(to)
	}
	if again, ok := s.get("repeat"); ok {
		if d, ok := r.repeat(again); ok {
			route.Repeat = &d
		}
	}
	s.done()
	return route
}

func (r *reader) targets(v value) []config.Target {
	const hint = "e.g. [ops-slack, {channel: ops-teams, after: 10m}]"
	elements, ok := r.list(v, hint)
	if !ok {
		return nil
	}
	if len(elements) == 0 && !r.wrong(v.path) {
		r.fault(v, "leads to no channel", hint)
	}
	var targets []config.Target
	for _, e := range elements {
		name, target, ok := r.target(e)
		if !ok {
			continue
		}
		if slices.ContainsFunc(targets, func(t config.Target) bool { return t.Channel == target.Channel }) {
			r.fault(name, fmt.Sprintf("%s is in this route twice", quoted(target.Channel)), "remove one")
			continue
		}
		r.reachable(name, target.Channel)
		targets = append(targets, target)
	}
	return targets
}

// target reads one target and says where its name stands.
func (r *reader) target(v value) (value, config.Target, bool) {
	if _, mapping := v.node.(*ast.MappingNode); !mapping {
		name, ok := r.line(v)
		return v, config.Target{Channel: name}, ok
	}
	s, _ := r.section(v)
	target := config.Target{}
	name, ok := s.need("channel", "e.g. {channel: ops-teams, after: 10m}")
	if ok {
		target.Channel, ok = r.line(name)
	}
	if after, given := s.get("after"); given {
		if d, fine := r.duration(after); fine {
			target.After = d
		}
	}
	s.done()
	return name, target, ok
}

// reachable checks that a channel is there, faulty or not.
func (r *reader) reachable(v value, name string) {
	var names []string
	for _, e := range r.destinations {
		names = append(names, e.key)
	}
	if names != nil && !slices.Contains(names, name) {
		r.fault(v, quoted(name)+" is not one of the channels", closest(name, names))
	}
}

// repeat reads how often something is told again; 0 is never.
func (r *reader) repeat(v value) (time.Duration, bool) {
	d, ok := r.duration(v)
	switch {
	case !ok:
		return 0, false
	case d > 0 && d < leastRepeat:
		r.fault(v, "is less than 5m", "5m or more, or 0 for never")
		return 0, false
	}
	return d, true
}

// routed reads the name of a route that must be there.
func (r *reader) routed(s *section, key string) string {
	v, ok := s.get(key)
	if !ok {
		return ""
	}
	name, ok := r.line(v)
	if !ok {
		return ""
	}
	r.isRoute(v, name)
	return name
}

// isRoute checks that a route is there.
func (r *reader) isRoute(v value, name string) bool {
	_, there := r.config.Routes[name]
	if there || r.config.Routes == nil {
		return there
	}
	var names []string
	for known := range r.config.Routes {
		names = append(names, known)
	}
	slices.Sort(names)
	r.fault(v, quoted(name)+" is not one of the routes", suggest(name, names))
	return false
}

// unused warns of channels to which nothing leads.
func (r *reader) unused() {
	used := map[string]bool{}
	for _, route := range r.config.Routes {
		for _, t := range route.Targets {
			used[t.Channel] = true
		}
	}
	for _, e := range r.destinations {
		if !used[e.key] {
			r.warn(e.value, "is in no route, so nothing is ever sent there", "add it to a route")
		}
	}
}
