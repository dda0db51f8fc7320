package file

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"bongsu/shared/config"
)

// Limits of a composite alarm. Source: PutCompositeAlarm, and
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
const (
	maxRule     = 10240
	maxChildren = 100
)

// alarmARN is the ARN of an alarm. Its name may hold anything.
var alarmARN = regexp.MustCompile(`^arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:[0-9]{12}:alarm:.{1,255}$`)

// rule is a composite alarm whose members are looked up once all names are known.
type rule struct {
	// at is its index in the configuration's alarms.
	at int
	// join is what stands between its members.
	join    string
	names   []string
	places  []value
	whole   value
	quiet   value
	isQuiet bool
}

// composite reads an alarm on other alarms.
func (r *reader) composite(s *section, key string) {
	a := config.Alarm{}
	at := r.named(s, &a, "")
	made := rule{at: len(r.config.Alarms), join: map[string]string{"all-of": " AND ", "any-of": " OR "}[key]}
	if v, ok := s.get(key); ok {
		made.whole = v
		made.names, made.places = r.lines(v, "e.g. "+key+": [orders-latency, orders-errors]")
	}
	if v, ok := s.get("quiet-children"); ok {
		made.quiet = v
		made.isQuiet, _ = r.boolean(v)
	}
	r.told(s, &a)
	s.done()
	r.make(at, a.Name, []config.Alarm{a})
	r.rules = append(r.rules, made)
}

// compose looks up the members of the composite alarms and writes their rules.
func (r *reader) compose() {
	byName := map[string]int{}
	for i, a := range r.config.Alarms {
		byName[a.Name] = i
	}
	for _, c := range r.rules {
		r.members(c, byName)
	}
	for _, c := range r.rules {
		a := r.config.Alarms[c.at]
		for i, name := range c.names {
			if way := r.wayBack(name, a.Name, byName, map[string]bool{}); len(way) > 0 && a.Name != "" {
				r.fault(c.places[i], "leads back to the alarm itself: "+strings.Join(append([]string{quoted(a.Name)}, way...), " → "), "remove one of them")
			}
		}
	}
}

// members writes one rule.
func (r *reader) members(c rule, byName map[string]int) {
	a := &r.config.Alarms[c.at]
	var terms []string
	count, quieted := 0, false
	for i, name := range c.names {
		var of []string
		for _, member := range r.familyOf(name, byName) {
			child := &r.config.Alarms[byName[member]]
			if child.Global {
				r.fault(c.places[i], "is made in "+config.GlobalRegion+", where its metric is; a composite alarm takes alarms of its own region", "leave it out: it tells by itself")
			}
			if c.isQuiet {
				child.Silent, quieted = true, true
			}
			a.Children = append(a.Children, member)
			of = append(of, inAlarm(member))
		}
		if len(of) == 0 && alarmARN.MatchString(name) {
			of = []string{inAlarm(name)}
		}
		if len(of) == 0 {
			r.fault(c.places[i], quoted(name)+" is not an alarm of this file", cmp.Or(closest(name, slices.Sorted(maps.Keys(r.alarmLines))),
				"an alarm made elsewhere is named by its ARN, arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME"))
			continue
		}
		count += len(of)
		term := strings.Join(of, " OR ")
		if len(of) > 1 && len(c.names) > 1 {
			term = "(" + term + ")"
		}
		terms = append(terms, term)
	}
	a.Rule = strings.Join(terms, c.join)
	switch {
	case len(c.names) == 0 || len(terms) < len(c.names):
	case count > maxChildren:
		r.fault(c.whole, fmt.Sprintf("comes to %d alarms, 100 are CloudWatch's limit for a composite alarm", count), "join some of them first, and name the result")
	case utf8.RuneCountInString(a.Rule) > maxRule:
		r.fault(c.whole, "makes a rule longer than 10240 characters, which is CloudWatch's limit", "join some of them first, and name the result")
	}
	if c.isQuiet && !quieted && len(terms) == len(c.names) {
		r.fault(c.quiet, "has no effect: none of the alarms is of this file", "take the actions off them where they are made")
	}
}

// familyOf are the alarms that a name in the file means: all that come of the
// entry, or the one of just this name.
func (r *reader) familyOf(name string, byName map[string]int) []string {
	if members, ok := r.families[name]; ok {
		return members
	}
	if _, ok := byName[name]; ok && name != "" {
		return []string{name}
	}
	return nil
}

// wayBack is how one alarm's members lead to another alarm; none if they do not.
func (r *reader) wayBack(from, to string, byName map[string]int, seen map[string]bool) []string {
	for _, member := range r.familyOf(from, byName) {
		if member == to {
			return []string{quoted(to)}
		}
		if seen[member] {
			continue
		}
		seen[member] = true
		for _, next := range r.config.Alarms[byName[member]].Children {
			if way := r.wayBack(next, to, byName, seen); len(way) > 0 {
				return append([]string{quoted(member)}, way...)
			}
		}
	}
	return nil
}

// inAlarm is true where the alarm of a name or ARN is in ALARM. Source:
// PutCompositeAlarm, AlarmRule; that a quotation mark in a name is escaped by a
// backslash is not said there.
func inAlarm(name string) string {
	return `ALARM("` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `")`
}
