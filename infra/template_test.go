package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// template is as much of a CloudFormation template as the tests look at.
type template struct {
	Resources map[string]resource
	Outputs   map[string]struct {
		Description string
		Value       any
	}
}

type resource struct {
	Type           string
	Properties     map[string]any
	DependsOn      []string
	DeletionPolicy string
	Metadata       map[string]any
}

// path is the resource's construct path without the stack: "Alarms",
// "AlarmFunction/FromQueue".
func (r resource) path() string {
	whole, _ := r.Metadata["aws:cdk:path"].(string)
	_, path, _ := strings.Cut(whole, "/")
	return strings.TrimSuffix(path, "/Resource")
}

// of returns the resources of a type by their paths.
func (tm template) of(kind string) map[string]resource {
	found := map[string]resource{}
	for _, r := range tm.Resources {
		if r.Type == kind {
			found[r.path()] = r
		}
	}
	return found
}

// at returns the one resource of a type at a path.
func (tm template) at(t *testing.T, kind, path string) resource {
	t.Helper()
	r, ok := tm.of(kind)[path]
	if !ok {
		t.Fatalf("no %s at %s; there are %v", kind, path, slices.Sorted(maps.Keys(tm.of(kind))))
	}
	return r
}

// text writes a property as a person reads it: references as ${path} or
// ${path.Attribute}, joins joined, lists in brackets.
func (tm template) text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = tm.text(v[i])
		}
		return "[" + strings.Join(parts, " ") + "]"
	case map[string]any:
		if ref, ok := v["Ref"].(string); ok {
			return "${" + tm.nameOf(ref) + "}"
		}
		if get, ok := v["Fn::GetAtt"].([]any); ok {
			return fmt.Sprintf("${%s.%v}", tm.nameOf(get[0].(string)), get[1])
		}
		if join, ok := v["Fn::Join"].([]any); ok {
			var parts []string
			for _, part := range join[1].([]any) {
				parts = append(parts, tm.text(part))
			}
			return strings.Join(parts, join[0].(string))
		}
		var parts []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, key+":"+tm.text(v[key]))
		}
		return "{" + strings.Join(parts, " ") + "}"
	default:
		return fmt.Sprint(v)
	}
}

func (tm template) nameOf(logicalID string) string {
	if r, ok := tm.Resources[logicalID]; ok {
		return r.path()
	}
	return logicalID
}

// statements are the statements of a resource's policy document, one line each
// for every action and resource: "Allow sqs:SendMessage ${HoldQueue.Arn}".
func (tm template) statements(document any) []string {
	var lines []string
	for _, s := range document.(map[string]any)["Statement"].([]any) {
		s := s.(map[string]any)
		for _, action := range list(s["Action"]) {
			for _, on := range list(s["Resource"]) {
				line := fmt.Sprintf("%s %s %s", s["Effect"], tm.text(action), tm.text(on))
				if p, ok := s["Principal"]; ok {
					line += " by " + tm.text(p)
				}
				if c, ok := s["Condition"]; ok {
					line += " if " + tm.text(c)
				}
				lines = append(lines, line)
			}
		}
	}
	slices.Sort(lines)
	return lines
}

// policyOf are the statements of the role at a path. It fails on a managed
// policy: those grant what nobody here has read.
func (tm template) policyOf(t *testing.T, role string) []string {
	t.Helper()
	if managed := tm.at(t, "AWS::IAM::Role", role).Properties["ManagedPolicyArns"]; managed != nil {
		t.Errorf("%s has managed policies: %s", role, tm.text(managed))
	}
	var lines []string
	for _, p := range tm.of("AWS::IAM::Policy") {
		if tm.text(p.Properties["Roles"]) == "[${"+role+"}]" {
			lines = append(lines, tm.statements(p.Properties["PolicyDocument"])...)
		}
	}
	slices.Sort(lines)
	return lines
}

// list makes a list of what CloudFormation lets stand alone.
func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	default:
		return []any{v}
	}
}
