package file

import (
	"slices"
	"unicode/utf8"

	"bongsu/shared/config"
)

// maxAlarmName is how many characters an alarm's name may have. Source:
// PutMetricAlarm, AlarmName.
const maxAlarmName = 255

// make notes the alarms that come of the entry whose name stands at a place.
func (r *reader) make(at value, name string, made []config.Alarm) {
	r.config.Alarms = append(r.config.Alarms, made...)
	if name == "" {
		return
	}
	if utf8.RuneCountInString(name) > maxAlarmName {
		r.fault(at, "is longer than 255 characters", "")
		return
	}
	var members []string
	for _, a := range made {
		members = append(members, a.Name)
		if utf8.RuneCountInString(a.Name) > maxAlarmName {
			r.fault(at, "makes an alarm whose name is longer than 255 characters", "choose a shorter name")
		}
	}
	names := members
	if !slices.Contains(names, name) {
		names = append([]string{name}, names...)
	}
	for _, n := range names {
		// Of an entry that stands there twice the first name says enough.
		if !r.once(at, n, r.alarmLines) {
			return
		}
	}
	r.families[name] = members
}

// muteFamilies lets a mute of an entry's name hold for all that the entry makes.
func (r *reader) muteFamilies() {
	family := map[string]string{}
	for name, members := range r.families {
		for _, m := range members {
			family[m] = name
		}
	}
	for _, m := range r.config.Mute {
		for _, a := range r.config.Alarms {
			if !config.Match(m.Match, a.Name) && config.Match(m.Match, family[a.Name]) {
				r.config.Mute = append(r.config.Mute, config.Mute{Match: a.Name, Until: m.Until})
			}
		}
	}
}
