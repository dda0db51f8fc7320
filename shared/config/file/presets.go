package file

import (
	"slices"

	"github.com/goccy/go-yaml/ast"

	"bongsu/shared/alert"
	"bongsu/shared/config"
)

// preset is what makes alarms of a thing that is only named.
type preset struct {
	// key names the thing: lambda: orders.
	key string
	// thing is what such a name looks like; what and example say so to people.
	thing         func(string) bool
	what, example string
	namespace     string
	dimensions    func(thing string) []alert.Field
	// called is what the entry is called without a name of its own; nil stands for
	// KEY-THING, and "" for: it must have one.
	called func(thing string) string
	// global says whether the thing's metrics exist in config.GlobalRegion only.
	global func(thing string) bool
	// stage says that the thing has stages.
	stage bool
	// alarms are what is made; a sole one takes its settings from the entry.
	alarms []presetAlarm
}

// presetAlarm is one alarm of a preset, and its settings.
type presetAlarm struct {
	// key is its key in the entry and, behind the entry's name, its own name. A
	// sole alarm has none.
	key string
	// metric is the one it watches, or inputs are those whose sum it is.
	metric string
	inputs func(thing []alert.Field) []config.Input
	stat   string
	side   alert.Comparison
	// threshold is as a person writes it; empty where only the owner can know it.
	threshold string
	// asked says that it is made only if the entry asks for it.
	asked bool
	// by is a key of the entry that says what is not known otherwise, and use puts
	// it into the alarm.
	by  string
	use func(a *config.Alarm, text string) *misfit
	rhythm
	missing  string
	severity alert.Severity
}

// presetKeys are the keys that name a thing to watch, those aside that name it
// for a single alarm as well.
func presetKeys() []string {
	var keys []string
	for _, p := range presets {
		if !slices.Contains(watchers, p.key) {
			keys = append(keys, p.key)
		}
	}
	return keys
}

// judged are the keys of a single alarm.
var judged = []string{"above", "below", "anomaly", "stat", "period", "datapoints", "missing", "unit", "dimensions"}

// presetOf is the preset of a key, if the entry leaves to it what to watch.
func presetOf(s *section, key string) (preset, bool) {
	i := slices.IndexFunc(presets, func(p preset) bool { return p.key == key })
	if i < 0 || slices.Contains(watchers, key) && slices.ContainsFunc(judged, s.has) {
		return preset{}, false
	}
	return presets[i], true
}

// preset reads an entry that names a thing, and makes the alarms of its preset.
func (r *reader) preset(s *section, p preset) {
	base := config.Alarm{Namespace: p.namespace}
	thing := s.line(p.key)
	named := false
	if v, ok := s.find(p.key); ok && thing != "" {
		if named = p.thing(thing); !named {
			r.fault(v, quoted(thing)+" is not "+p.what, p.example)
		}
	}
	otherwise := p.key + "-" + thing
	if p.called != nil && named {
		otherwise = p.called(thing)
	}
	at := r.named(s, &base, otherwise)
	if named {
		base.Dimensions, base.Global = p.dimensions(thing), p.global != nil && p.global(thing)
	}
	if p.stage {
		if base.Stage = s.line("stage"); base.Stage != "" {
			base.Dimensions = append(base.Dimensions, alert.Field{Name: "Stage", Value: base.Stage})
		}
	}
	var made []config.Alarm
	for _, one := range p.alarms {
		made = append(made, r.presetAlarm(s, base, one)...)
	}
	if len(made) == 0 && !r.wrong(s.self.path) {
		r.faultAt(s.self.head, s.self.path, "makes no alarm", "leave one of them on, or remove the entry")
	}
	if slices.Contains(watchers, p.key) {
		// None of them is there, but one may have been meant.
		s.known = append(s.known, judged...)
	}
	s.done()
	r.make(at, base.Name, made)
}

// presetAlarm makes one alarm of a preset, unless the entry leaves it out.
func (r *reader) presetAlarm(s *section, a config.Alarm, one presetAlarm) []config.Alarm {
	a.Metric, a.Stat, a.Comparison, a.Missing, a.Severity = one.metric, one.stat, one.side, one.missing, one.severity
	a.Period, a.Needed, a.Evaluated = one.period, one.needed, one.evaluated
	if one.key != "" {
		a.Name += "-" + one.key
	}
	if one.inputs != nil {
		a.Math, a.Inputs = config.SumOfAll, one.inputs(a.Dimensions)
		a.Namespace, a.Metric, a.Stat, a.Dimensions, a.Label = "", "", "", nil, a.Name
	}
	r.unsure = false
	known := one.threshold != ""
	if known {
		// That each is one is what a test sees to.
		a.Threshold, _ = threshold(one.threshold, a.ValueUnit(), measured(a))
	}
	if one.by == "" {
		return r.adjusted(s, a, one, known, !one.asked && known)
	}
	v, given := s.get(one.by)
	if given {
		if text, ok := r.line(v); ok {
			if wrong := one.use(&a, text); wrong != nil {
				r.fault(v, wrong.problem, wrong.hint)
			}
		}
		return r.adjusted(s, a, one, true, true)
	}
	if v, asked := s.find(one.key); asked && known {
		r.faultAt(v.head, v.path, "needs "+one.by, "add it to the entry")
	}
	return r.adjusted(s, a, one, known, false)
}

// adjusted reads what the entry says of one alarm of its preset: true or false,
// whether to make it; a threshold; or the keys of an alarm. known says that it
// has a threshold already, wanted that it is made if the entry says nothing.
func (r *reader) adjusted(s *section, a config.Alarm, one presetAlarm, known, wanted bool) []config.Alarm {
	if one.key == "" {
		return r.tuned(s, a, !known)
	}
	// What the entry says of all goes first, what it says of this one over it.
	r.told(s, &a)
	v, given := s.get(one.key)
	switch {
	case !given && !wanted:
		return nil
	case !given:
		return []config.Alarm{a}
	}
	switch n := v.node.(type) {
	case *ast.BoolNode:
		if !n.Value {
			return nil
		}
		if !known {
			r.fault(v, "has no threshold of its own", "name one, e.g. "+one.key+": "+map[bool]string{true: "10s", false: "100"}[a.ValueUnit() == "Milliseconds"])
		}
	case *ast.MappingNode:
		own, ok := r.section(v)
		if !ok {
			return nil
		}
		made := r.tuned(own, a, !known)
		own.done()
		return made
	default:
		r.bound(v, &a)
	}
	return []config.Alarm{a}
}
