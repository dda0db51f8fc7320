package cloud

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"bongsu/shared/logpattern"
)

// logFilter is a subscription filter of CloudWatch Logs that hands lines to a function.
type logFilter struct {
	name, group string
	pattern     logpattern.Pattern
	function    *function
}

// maxFilters is how many subscription filters a group may have.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
const maxFilters = 2

func (s *stack) addSubscriptionFilter(id string) error {
	var p struct{ FilterName, FilterPattern, LogGroupName, DestinationArn, RoleArn string }
	if err := s.resolver.decode(id, &p); err != nil {
		return err
	}
	if p.RoleArn != "" {
		return fmt.Errorf("%s: a function takes no role, its own policy lets the logs in", id)
	}
	f, err := s.functionAt(p.DestinationArn)
	if err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	pattern, err := logpattern.Parse(p.FilterPattern)
	if err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	if p.FilterName == "" {
		p.FilterName = id
	}
	count := 1
	for _, other := range s.filters {
		if other.group == p.LogGroupName {
			count++
		}
	}
	if count > maxFilters {
		return fmt.Errorf("%s: the group %s has %d subscription filters, %d is the limit", id, p.LogGroupName, count, maxFilters)
	}
	filter := &logFilter{p.FilterName, p.LogGroupName, pattern, f}
	// CloudFormation sends a test message, which the function's policy must let in.
	if allowed, _ := f.policy.judge(filter.call()); !allowed {
		return fmt.Errorf("%s: could not execute the lambda function, make sure that CloudWatch Logs may", id)
	}
	s.filters = append(s.filters, filter)
	return nil
}

// findGroups looks for the log groups of all filters: CloudWatch Logs takes none
// for a group that does not exist.
func (s *stack) findGroups(there []string) error {
	for _, id := range s.resolver.template.of("AWS::Logs::LogGroup") {
		there = append(there, s.resolver.name(id))
	}
	var faults []error
	for _, f := range s.filters {
		if !slices.Contains(there, f.group) {
			faults = append(faults, fmt.Errorf("%s: the specified log group does not exist: %s", f.name, f.group))
		}
	}
	return errors.Join(faults...)
}

// call is what CloudWatch Logs asks for when it hands lines on.
func (f *logFilter) call() call {
	return call{
		service: "logs.amazonaws.com", action: "lambda:InvokeFunction", resource: f.function.arn,
		context: map[string]string{
			"aws:sourceaccount": Account,
			"aws:sourcearn":     "arn:aws:logs:" + Region + ":" + Account + ":log-group:" + f.group + ":*",
		},
	}
}

// addPermission reads a statement of a function's own policy.
func (s *stack) addPermission(id string) error {
	var p struct{ FunctionName, Action, Principal, SourceArn, SourceAccount string }
	if err := s.resolver.decode(id, &p); err != nil {
		return err
	}
	f, err := s.functionAt(p.FunctionName)
	if err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	made := statement{allow: true, actions: []string{p.Action}, resources: []string{f.arn}, services: []string{p.Principal}}
	if p.Principal == "logs."+Region+".amazonaws.com" {
		made.services = []string{"logs.amazonaws.com"}
	}
	if p.SourceArn != "" {
		made.conditions = append(made.conditions, condition{"ArnLike", "aws:sourcearn", []string{p.SourceArn}})
	}
	if p.SourceAccount != "" {
		made.conditions = append(made.conditions, condition{"StringEquals", "aws:sourceaccount", []string{p.SourceAccount}})
	}
	f.policy = append(f.policy, made)
	return nil
}

// Log writes lines to a stream of a log group, all at the cloud's time, and hands
// those that match a filter to its function.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#LambdaFunctionExample
func (c *Cloud) Log(group, stream string, lines ...string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	type event struct {
		ID        string `json:"id"`
		Timestamp int64  `json:"timestamp"`
		Message   string `json:"message"`
	}
	events := make([]event, len(lines))
	for i, line := range lines {
		c.logged++
		events[i] = event{fmt.Sprintf("%056d", c.logged), c.Now().UnixMilli(), line}
	}
	for _, f := range c.stack.filters {
		var matched []event
		for _, e := range events {
			if f.group == group && f.pattern.Match(e.Message) {
				matched = append(matched, e)
			}
		}
		if len(matched) == 0 {
			continue
		}
		data, err := packed(map[string]any{
			"messageType": "DATA_MESSAGE", "owner": Account, "logGroup": group, "logStream": stream,
			"subscriptionFilters": []string{f.name}, "logEvents": matched,
		})
		if err != nil {
			return err
		}
		if !c.may(f.call(), f.function.policy) {
			c.stats.Dropped++
			continue
		}
		c.async = append(c.async, &asynchronous{function: f.function, payload: data, due: c.Now(), id: c.newID()})
	}
	c.wake()
	return nil
}

// packed is an event as CloudWatch Logs hands it on.
func packed(message any) ([]byte, error) {
	data, err := json.Marshal(message)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return json.Marshal(map[string]any{"awslogs": map[string]string{"data": base64.StdEncoding.EncodeToString(b.Bytes())}})
}
