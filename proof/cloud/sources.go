package cloud

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// topicRule is a rule of AWS IoT that puts messages on queues.
type topicRule struct {
	arn     string
	sql     iotSQL
	actions []toQueue
	failed  *toQueue
}

type toQueue struct {
	queue  *queue
	role   *role
	base64 bool
}

type sqsAction struct {
	Sqs *struct {
		QueueUrl, RoleArn string
		UseBase64         bool
	}
}

func (s *stack) addTopicRule(id string) error {
	var p struct {
		TopicRulePayload struct {
			Sql          string
			RuleDisabled bool
			Actions      []sqsAction
			ErrorAction  *sqsAction
		}
	}
	if err := s.resolver.decode(id, &p); err != nil {
		return err
	}
	arn, err := s.resolver.arn(id)
	if err != nil {
		return err
	}
	sql, err := parseSQL(p.TopicRulePayload.Sql)
	if err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	if p.TopicRulePayload.RuleDisabled {
		return nil
	}
	r := &topicRule{arn: arn, sql: sql}
	for _, a := range p.TopicRulePayload.Actions {
		to, err := s.toQueue(id, a)
		if err != nil {
			return err
		}
		r.actions = append(r.actions, to)
	}
	if p.TopicRulePayload.ErrorAction != nil {
		to, err := s.toQueue(id, *p.TopicRulePayload.ErrorAction)
		if err != nil {
			return err
		}
		r.failed = &to
	}
	s.devices = append(s.devices, r)
	return nil
}

func (s *stack) toQueue(id string, a sqsAction) (toQueue, error) {
	if a.Sqs == nil {
		return toQueue{}, fmt.Errorf("%s: this cloud knows only actions on queues", id)
	}
	q := s.queueAt(a.Sqs.QueueUrl)
	if q == nil {
		return toQueue{}, fmt.Errorf("%s: no queue %q", id, a.Sqs.QueueUrl)
	}
	role, err := s.assumed(id, a.Sqs.RoleArn, "iot.amazonaws.com")
	return toQueue{q, role, a.Sqs.UseBase64}, err
}

// IoT publishes a message on an MQTT topic of AWS IoT.
func (c *Cloud) IoT(topic string, payload []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range c.stack.devices {
		if !matchesTopic(r.sql.filter, topic) {
			continue
		}
		selected := r.sql.of(topic, payload, c.Now())
		for _, a := range r.actions {
			if !c.misses() && c.byRule(a, selected) {
				continue
			}
			failed, err := json.Marshal(map[string]any{
				"ruleName": r.arn, "topic": topic, "base64OriginalPayload": base64.StdEncoding.EncodeToString(payload),
				"failures": []map[string]string{{"failedAction": "SqsAction", "failedResource": a.queue.url}},
			})
			if err != nil || r.failed == nil || !c.byRule(*r.failed, string(failed)) {
				c.stats.Dropped++
			}
		}
	}
	c.wake()
}

func (c *Cloud) byRule(a toQueue, body string) bool {
	if !c.may(call{role: a.role.name, action: "sqs:SendMessage", resource: a.queue.arn}, a.role.policy, a.queue.policy) {
		return false
	}
	if a.base64 {
		body = base64.StdEncoding.EncodeToString([]byte(body))
	}
	a.queue.send(c.Now(), c.newID(), body, nil, a.queue.delay)
	return true
}

// matchesTopic matches an MQTT topic with a filter.
func matchesTopic(filter, topic string) bool {
	want, got := strings.Split(filter, "/"), strings.Split(topic, "/")
	for i, w := range want {
		if w == "#" {
			return true
		}
		if i >= len(got) || w != "+" && w != got[i] {
			return false
		}
	}
	return len(want) == len(got)
}

// eventRule is a rule of EventBridge with a pattern.
type eventRule struct {
	arn     string
	pattern map[string]any
	targets []target
}

type target struct {
	queue, dead *queue
}

func (s *stack) addEventRule(id string) error {
	var p struct {
		EventPattern       map[string]any
		ScheduleExpression string
		State              string
		Targets            []struct {
			Arn, Input       string
			DeadLetterConfig *struct{ Arn string }
		}
	}
	if err := s.resolver.decode(id, &p); err != nil {
		return err
	}
	arn, err := s.resolver.arn(id)
	if err != nil || p.State == "DISABLED" {
		return err
	}
	if p.ScheduleExpression != "" {
		return fmt.Errorf("%s: this cloud knows schedules of EventBridge Scheduler only", id)
	}
	r := &eventRule{arn: arn, pattern: p.EventPattern}
	for _, t := range p.Targets {
		made := target{queue: s.queues[t.Arn]}
		if made.queue == nil {
			return fmt.Errorf("%s: no queue %q", id, t.Arn)
		}
		if t.DeadLetterConfig != nil {
			if made.dead = s.queues[t.DeadLetterConfig.Arn]; made.dead == nil {
				return fmt.Errorf("%s: no queue %q for dead letters", id, t.DeadLetterConfig.Arn)
			}
		}
		r.targets = append(r.targets, made)
	}
	s.events = append(s.events, r)
	return nil
}

// PutEvent puts an event on the default bus of EventBridge.
func (c *Cloud) PutEvent(event []byte) error {
	var fields map[string]any
	if err := json.Unmarshal(event, &fields); err != nil {
		return fmt.Errorf("event: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var faults []error
	for _, r := range c.stack.events {
		matched, err := matchesPattern(r.pattern, fields)
		faults = append(faults, err)
		for _, t := range r.targets {
			if matched {
				c.deliver("events.amazonaws.com", r.arn, t.queue, t.dead, string(event))
			}
		}
	}
	return errors.Join(faults...)
}

// matchesPattern knows values, prefixes, anything-but and exists.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
func matchesPattern(pattern, event map[string]any) (bool, error) {
	for name, want := range pattern {
		got, there := event[name]
		switch want := want.(type) {
		case map[string]any:
			inner, _ := got.(map[string]any)
			if ok, err := matchesPattern(want, inner); !ok {
				return false, err
			}
		case []any:
			matched := false
			for _, w := range want {
				ok, err := matchesValue(w, got, there)
				if err != nil {
					return false, err
				}
				matched = matched || ok
			}
			if !matched {
				return false, nil
			}
		default:
			return false, fmt.Errorf("event pattern: %s is neither a list nor an object", name)
		}
	}
	return true, nil
}

func matchesValue(want, got any, there bool) (bool, error) {
	if list, ok := got.([]any); ok {
		for _, one := range list {
			if ok, err := matchesValue(want, one, there); ok || err != nil {
				return ok, err
			}
		}
		return false, nil
	}
	filter, ok := want.(map[string]any)
	if !ok {
		return there && want == got, nil
	}
	text, _ := got.(string)
	for name, value := range filter {
		switch name {
		case "prefix":
			prefix, _ := value.(string)
			return there && strings.HasPrefix(text, prefix), nil
		case "exists":
			return value == there, nil
		case "anything-but":
			list, ok := value.([]any)
			if !ok {
				list = []any{value}
			}
			for _, v := range list {
				if v == got {
					return false, nil
				}
			}
			return there, nil
		}
		return false, fmt.Errorf("event pattern: this cloud does not know %s", name)
	}
	return false, nil
}
