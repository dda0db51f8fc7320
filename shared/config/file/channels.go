package file

import (
	"regexp"
	"strconv"
	"strings"

	"bongsu/shared/channel"
	"bongsu/shared/config"
)

// channelName is narrow because queues and functions are named after channels.
var channelName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

func (r *reader) channels(s *section) {
	const hint = "e.g. ops-slack: {type: slack, secret: /bongsu/ops-slack}"
	v, ok := s.need("channels", "where messages go, "+hint)
	if !ok {
		return
	}
	all, ok := r.section(v)
	if !ok {
		return
	}
	if len(all.entries) == 0 {
		r.fault(v, "names no channel", hint)
	}
	r.destinations = all.entries
	sections := map[string]*section{}
	for _, e := range all.entries {
		if !channelName.MatchString(e.key) {
			r.faultAt(e.value.head, e.value.path, "is not a channel name", "1 to 40 of a-z, 0-9 and -, not beginning with -")
		}
		if !r.given(e.value) {
			continue
		}
		if one, ok := r.section(e.value); ok {
			r.config.Channels = append(r.config.Channels, r.channel(e.key, one))
			sections[e.key] = one
		}
	}
	r.resolve(sections)
}

// resolve lets settings that name another channel look at it.
func (r *reader) resolve(sections map[string]*section) {
	others := map[string]channel.Settings{}
	for _, e := range r.destinations {
		others[e.key] = nil
	}
	for _, c := range r.config.Channels {
		others[c.Name] = c.Settings
	}
	for _, c := range r.config.Channels {
		if names, ok := c.Settings.(channel.Resolver); ok {
			r.object(names.Resolve(others), sections[c.Name])
		}
	}
}

func (r *reader) channel(name string, s *section) config.Channel {
	c := config.Channel{Name: name, Language: r.config.Language, Timezone: r.config.Timezone}
	kind, known := r.kind(s)
	c.Type = kind.Type
	if v, ok := s.get("language"); ok {
		if language, ok := r.choice(v, "ko", "en"); ok {
			c.Language = language
		}
	}
	if v, ok := s.get("timezone"); ok {
		if zone, ok := r.timezone(v); ok {
			c.Timezone = zone
		}
	}
	if v, ok := s.get("quiet"); ok {
		c.Quiet, _ = r.hours(v)
	}
	if v, ok := s.get("heartbeat"); ok {
		c.Heartbeat, _ = r.boolean(v)
		if c.Heartbeat && r.config.Heartbeat == nil && !r.wrong("heartbeat") {
			r.warn(v, "has no effect: there is no heartbeat to tell", `add heartbeat: "09:00" at the top`)
		}
	}
	if v, ok := s.get("fallback"); ok {
		c.Fallback, _ = r.line(v)
		r.fallbacks[name] = v
	}
	// Of an unknown type nobody can say which keys are wrong.
	if known {
		c.Pictures = r.pictures(kind, s)
		c.Settings = r.settings(kind, s)
		s.done()
	}
	return c
}

// pictures reads whether a channel shows charts.
func (r *reader) pictures(kind channel.Kind, s *section) bool {
	v, ok := s.get("pictures")
	if !ok {
		return kind.Pictures == channel.Always
	}
	show, _ := r.boolean(v)
	if show && kind.Pictures == channel.Never {
		r.fault(v, "cannot be true: a message of type "+kind.Type+" has no place for a picture", "leave it out")
	}
	if short, ok := s.find("short"); show && ok {
		if yes, readable := new(reader).boolean(short); yes && readable {
			r.fault(v, "cannot be true beside short: a text message with a picture is never short", "leave out one of the two")
		}
	}
	return show
}

// kind reads the type of a channel.
func (r *reader) kind(s *section) (channel.Kind, bool) {
	var types []string
	for _, k := range channel.Kinds() {
		types = append(types, k.Type)
	}
	v, ok := s.need("type", "one of "+strings.Join(types, ", "))
	if !ok {
		return channel.Kind{}, false
	}
	name, ok := r.line(v)
	if !ok {
		return channel.Kind{}, false
	}
	kind, err := channel.KindOf(name)
	if err != nil {
		r.fault(v, quoted(name)+" is not a channel type", suggest(name, types))
	}
	return kind, err == nil
}

var spanOfDay = regexp.MustCompile(`^([0-9]{1,2}):([0-9]{2})-([0-9]{1,2}):([0-9]{2})$`)

// hours reads a span of the day such as 22:00-07:00; 24:00 is midnight at its end.
func (r *reader) hours(v value) (*config.Hours, bool) {
	const hint = `e.g. quiet: "22:00-07:00"`
	text, ok := r.line(v)
	if !ok {
		return nil, false
	}
	m := spanOfDay.FindStringSubmatch(text)
	if m == nil {
		r.fault(v, quoted(text)+" is not a span of hours", hint)
		return nil, false
	}
	var n [4]int
	for i := range n {
		// The pattern admits one or two digits, which always convert.
		n[i], _ = strconv.Atoi(m[i+1])
	}
	from, to := 60*n[0]+n[1], 60*n[2]+n[3]
	const day = 24 * 60
	switch {
	case from >= day || to > day || n[1] > 59 || n[3] > 59:
		r.fault(v, quoted(text)+" names an hour that no day has", hint)
		return nil, false
	case from == to%day:
		r.fault(v, "begins and ends at the same hour", hint)
		return nil, false
	}
	return &config.Hours{From: from, To: to % day}, true
}
