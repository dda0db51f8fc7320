package cloud

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// call is something that somebody asks to do.
type call struct {
	// service is the principal if AWS itself asks (sns.amazonaws.com), role the
	// name of the role if one of the stack does, or root.
	service, role    string
	action, resource string
	// context holds condition keys, in lower case.
	context map[string]string
}

// policy is a policy document, of a role or of a resource.
type policy []statement

type statement struct {
	allow            bool
	actions          []string
	resources        []string
	services, others []string
	conditions       []condition
}

type condition struct {
	operator, key string
	values        []string
}

// root stands for the account itself where a role is named.
const root = "root"

// principal is the ARN by which a document names a role.
func principal(role string) string {
	if role == root {
		return "arn:aws:iam::" + Account + ":root"
	}
	return "arn:aws:iam::" + Account + ":role/" + role
}

// many is a list that JSON may write as its only member.
type many []string

func (m *many) UnmarshalJSON(data []byte) error {
	var one any
	if err := json.Unmarshal(data, &one); err != nil {
		return err
	}
	list, ok := one.([]any)
	if !ok {
		list = []any{one}
	}
	for _, v := range list {
		*m = append(*m, fmt.Sprint(v))
	}
	return nil
}

// UnmarshalJSON reads a document, and refuses what it would not enforce.
func (p *policy) UnmarshalJSON(data []byte) error {
	var document struct {
		Statement []struct {
			Effect           string
			Action, Resource many
			Principal        json.RawMessage
			Condition        map[string]map[string]many
			NotAction        json.RawMessage
			NotResource      json.RawMessage
			NotPrincipal     json.RawMessage
		}
	}
	if err := json.Unmarshal(data, &document); err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	for _, s := range document.Statement {
		if s.NotAction != nil || s.NotResource != nil || s.NotPrincipal != nil {
			return fmt.Errorf("policy: this cloud does not know NotAction, NotResource, NotPrincipal")
		}
		made := statement{allow: s.Effect == "Allow", actions: s.Action, resources: s.Resource}
		if err := made.principals(s.Principal); err != nil {
			return err
		}
		for operator, keys := range s.Condition {
			if _, known := operators[operator]; !known {
				return fmt.Errorf("policy: this cloud does not know the condition %s", operator)
			}
			for key, values := range keys {
				made.conditions = append(made.conditions, condition{operator, strings.ToLower(key), values})
			}
		}
		*p = append(*p, made)
	}
	return nil
}

func (s *statement) principals(data json.RawMessage) error {
	if data == nil || string(data) == `"*"` {
		s.others = []string{"*"}
		return nil
	}
	var named struct{ Service, AWS many }
	if err := json.Unmarshal(data, &named); err != nil {
		return fmt.Errorf("policy: principal: %w", err)
	}
	s.services, s.others = named.Service, named.AWS
	return nil
}

var operators = map[string]func(pattern, value string) bool{
	"StringEquals": func(p, v string) bool { return p == v },
	"Bool":         func(p, v string) bool { return p == v },
	"StringLike":   like,
	"ArnEquals":    like,
	"ArnLike":      like,
}

// like matches * and ? as IAM does.
func like(pattern, value string) bool {
	for i := range len(pattern) {
		switch b := pattern[i]; {
		case b == '*':
			for j := range len(value) - i + 1 {
				if like(pattern[i+1:], value[i+j:]) {
					return true
				}
			}
			return false
		case i >= len(value) || b != '?' && b != value[i]:
			return false
		}
	}
	return len(pattern) == len(value)
}

func (s statement) applies(c call) bool {
	matches := func(values []string, value string) bool {
		return slices.ContainsFunc(values, func(pattern string) bool { return like(pattern, value) })
	}
	if !matches(lower(s.actions), strings.ToLower(c.action)) || len(s.resources) > 0 && !matches(s.resources, c.resource) {
		return false
	}
	if c.service != "" && !slices.Contains(s.services, c.service) && !slices.Contains(s.others, "*") {
		return false
	}
	if c.role != "" && !slices.Contains(s.others, "*") && !slices.Contains(s.others, principal(c.role)) {
		return false
	}
	for _, cond := range s.conditions {
		value, known := c.context[cond.key]
		if !known || !slices.ContainsFunc(cond.values, func(p string) bool { return operators[cond.operator](p, value) }) {
			return false
		}
	}
	return true
}

func lower(texts []string) []string {
	made := make([]string, len(texts))
	for i, t := range texts {
		made[i] = strings.ToLower(t)
	}
	return made
}

// judge says whether a document allows a call and whether it forbids it.
func (p policy) judge(c call) (allowed, forbidden bool) {
	for _, s := range p {
		if s.applies(c) {
			allowed, forbidden = allowed || s.allow, forbidden || !s.allow
		}
	}
	return allowed, forbidden
}

// may decides a call within the account: one of the documents has to allow it,
// none may forbid it. What is not allowed is noted. Calls come over TLS unless
// their context says otherwise.
func (c *Cloud) may(asked call, documents ...policy) bool {
	context := map[string]string{"aws:sourceaccount": Account, "aws:securetransport": "true"}
	for key, value := range asked.context {
		context[key] = value
	}
	asked.context = context
	ok := false
	for _, p := range documents {
		allowed, forbidden := p.judge(asked)
		if forbidden {
			ok = false
			break
		}
		ok = ok || allowed
	}
	if !ok {
		c.stats.Denied[asked.role+asked.service+" "+asked.action+" "+asked.resource]++
	}
	return ok
}
