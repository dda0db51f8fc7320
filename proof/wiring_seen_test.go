package proof

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// seen is all that anybody can notice, as a set: how messages were merged is
// not part of it.
func (l life) seen() []string {
	seen := map[string]bool{}
	for _, p := range providers {
		for _, m := range l.Provider(p).Messages()[l.before[p]:] {
			text := m.Text()
			to := p + " " + strings.Join(m.To, " ")
			for fact := range facts(text, slices.Contains(phones, p)) {
				seen[to+": "+fact] = true
			}
			for _, subject := range within(text, subjects) {
				seen[fmt.Sprintf("%s: %s, back %v, still %v", to, subject, strings.Contains(text, "연결됨"), strings.Contains(text, "계속"))] = true
			}
			if p == "mail" && strings.Contains(m.Subject, `"`) {
				seen[to+": "+m.Subject] = true
			}
		}
	}
	for _, d := range l.DeadLetters() {
		reason, _, _ := strings.Cut(d.Attributes["reason"], ":")
		seen[fmt.Sprintf("dead on %s from %s for %s (%s): %s", d.Queue, d.From, d.Attributes["channel"], reason, kind(d.Body))] = true
	}
	for what, readable := range l.shownOnce {
		seen[fmt.Sprintf("%s, readable %v", what, readable)] = true
	}
	s := l.Stats()
	for denied := range s.Denied {
		seen["denied "+denied] = true
	}
	for name, f := range s.Functions {
		if f.Invocations > 0 {
			seen[fmt.Sprintf("%s ran, log %v", name, len(l.Logs(name)) > 0)] = true
		}
	}
	seen[fmt.Sprintf("dropped %v, expired %v", s.Dropped > 0, s.Expired > 0)] = true
	seen["without TLS: "+strings.Join(l.PlainHTTP(), " ")] = true
	return slices.Sorted(maps.Keys(seen))
}

// facts are what a message says of single subjects: in the lines that name one, and
// as a whole where it names no other and was not merged.
func facts(text string, alone bool) map[string]bool {
	places := strings.Split(text, "\n")
	if alone {
		places = append(places, text)
	}
	found := map[string]bool{}
	for _, place := range places {
		if named := within(place, subjects); len(named) == 1 {
			for _, words := range within(place, saying) {
				found[named[0]+", "+words] = true
			}
		}
	}
	return found
}

// within are the words that stand in a text.
func within(text string, words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return !strings.Contains(text, w) })
}

// kind says what a dead letter was.
func kind(body string) string {
	var failed struct {
		RequestContext struct{ FunctionArn, Condition string }
	}
	if err := json.Unmarshal([]byte(body), &failed); err == nil && failed.RequestContext.FunctionArn != "" {
		return failed.RequestContext.Condition + " " + failed.RequestContext.FunctionArn
	}
	for _, mark := range []string{"poison", `"ruleName"`, `"Type":"Notification"`, `"detail-type"`, `"group"`} {
		if strings.Contains(body, mark) {
			return mark
		}
	}
	return body
}

// saying are words about a subject. A channel is named where it could not tell it.
var saying = append([]string{"긴급 경보", "데이터 없음", "상한 초과", "복구됨", "번 더"}, phones...)

var subjects = []string{
	"orders-1", "orders-2", "orders-3", "orders-4", "orders-5", "orders-6", "orders-7", "orders-8", "orders-9", "orders-a", "orders-latency",
	"sensor-1", "sensor-2", "sensor-3", "sensor-4", "project-1", muted, "watch-1", "watch-2", "watch-3", "watch-4",
	"tank-1", "tank-2", "tank-3", "tank-4", untold, counted,
}
