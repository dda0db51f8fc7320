package proof

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"bongsu/proof/cloud"
)

// removal is one thing taken out of the template.
type removal struct {
	name string
	from func(cloud.Template)
}

// removals lists everything that holds the stack together, one at a time:
// permissions by statement, action, resource and condition, subscriptions,
// mappings, rules, schedules, redrive policies, variables, alarm actions.
func removals(tm cloud.Template) []removal {
	var all []removal
	add := func(name string, from func(cloud.Template)) { all = append(all, removal{name, from}) }
	for _, id := range slices.Sorted(maps.Keys(tm.Resources)) {
		r := tm.Resources[id]
		path := r.Path()
		switch r.Type {
		case "AWS::SNS::Subscription", "AWS::Lambda::EventSourceMapping", "AWS::IoT::TopicRule", "AWS::Events::Rule",
			"AWS::Scheduler::Schedule", "AWS::Lambda::EventInvokeConfig", "AWS::Lambda::Permission",
			"AWS::Logs::SubscriptionFilter", "AWS::Logs::LogGroup":
			add(path, func(tm cloud.Template) { delete(tm.Resources, id) })
		}
		for _, where := range []string{"PolicyDocument", "KeyPolicy", "AssumeRolePolicyDocument"} {
			for _, p := range statementParts(r.Properties[where]) {
				add(path+" "+p.name, func(tm cloud.Template) { p.from(tm.Resources[id].Properties[where]) })
			}
		}
		for _, property := range []string{"RedrivePolicy", "FunctionResponseTypes"} {
			if _, set := r.Properties[property]; set {
				add(path+" "+property, func(tm cloud.Template) { delete(tm.Resources[id].Properties, property) })
			}
		}
		for _, list := range []string{"AlarmActions", "OKActions", "InsufficientDataActions"} {
			for i := range listOf(r.Properties[list]) {
				add(fmt.Sprintf("%s %s %d", path, list, i), func(tm cloud.Template) { cut(tm.Resources[id].Properties, list, i) })
			}
		}
		for _, target := range listOf(r.Properties["Targets"]) {
			if target.(map[string]any)["DeadLetterConfig"] != nil {
				add(path+" DeadLetterConfig", func(tm cloud.Template) {
					for _, t := range listOf(tm.Resources[id].Properties["Targets"]) {
						delete(t.(map[string]any), "DeadLetterConfig")
					}
				})
			}
		}
		if _, ok := inside(r.Properties, "TopicRulePayload")["ErrorAction"]; ok {
			add(path+" ErrorAction", func(tm cloud.Template) {
				delete(inside(tm.Resources[id].Properties, "TopicRulePayload"), "ErrorAction")
			})
		}
		for name := range inside(inside(r.Properties, "Environment"), "Variables") {
			add(path+" variable "+name, func(tm cloud.Template) {
				delete(inside(inside(tm.Resources[id].Properties, "Environment"), "Variables"), name)
			})
		}
	}
	return all
}

// documentPart is something to remove from a policy document.
type documentPart struct {
	name string
	from func(document any)
}

func statementParts(document any) []documentPart {
	var parts []documentPart
	for n, s := range statements(document) {
		id := fmt.Sprintf("statement %d", n)
		parts = append(parts, documentPart{id, func(d any) { cut(d.(map[string]any), "Statement", n) }})
		for _, list := range []string{"Action", "Resource"} {
			if values := listOf(s[list]); len(values) > 1 {
				for i, v := range values {
					parts = append(parts, documentPart{fmt.Sprintf("%s without %s", id, brief(v)), func(d any) { cut(statements(d)[n], list, i) }})
				}
			}
		}
		for operator := range inside(s, "Condition") {
			for key, values := range inside(inside(s, "Condition"), operator) {
				if len(listOf(values)) < 2 {
					continue
				}
				for i, v := range listOf(values) {
					parts = append(parts, documentPart{fmt.Sprintf("%s without %s", id, brief(v)), func(d any) {
						cut(inside(inside(statements(d)[n], "Condition"), operator), key, i)
					}})
				}
			}
		}
	}
	return parts
}

func statements(document any) []map[string]any {
	d, _ := document.(map[string]any)
	var made []map[string]any
	for _, s := range listOf(d["Statement"]) {
		made = append(made, s.(map[string]any))
	}
	return made
}

func inside(m map[string]any, key string) map[string]any {
	inner, _ := m[key].(map[string]any)
	return inner
}

func listOf(v any) []any {
	list, _ := v.([]any)
	return list
}

func cut(m map[string]any, key string, i int) {
	m[key] = slices.Delete(slices.Clone(listOf(m[key])), i, i+1)
}

// brief writes a value of the template on one line.
func brief(v any) string {
	data, _ := json.Marshal(v) // it came from JSON
	return strings.Trim(string(data), `"`)
}

func TestRemovalsTakeOutOneThingEach(t *testing.T) {
	t.Parallel()
	a, err := wired()
	if err != nil {
		t.Fatal(err)
	}
	whole := brief(a.Template)
	seen := map[string]string{}
	for _, r := range removals(a.Template) {
		c, err := a.Clone()
		if err != nil {
			t.Fatal(err)
		}
		r.from(c.Template)
		got := brief(c.Template)
		if got == whole || len(got) >= len(whole) {
			t.Errorf("%s: nothing was removed", r.name)
		}
		if other, known := seen[got]; known {
			t.Errorf("%s: the same as %s", r.name, other)
		}
		seen[got] = r.name
	}
	if brief(a.Template) != whole {
		t.Error("the template itself was changed")
	}
}
