package cloud

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// schedule is one of EventBridge Scheduler.
type schedule struct {
	arn      string
	next     time.Time
	after    func(time.Time) time.Time
	function *function
	role     *role
	input    string
}

var rate = regexp.MustCompile(`^rate\((\d+) (minute|hour|day)s?\)$`)

func (s *stack) addSchedule(id string) error {
	var p struct {
		ScheduleExpression, ScheduleExpressionTimezone, State string
		Target                                                struct{ Arn, RoleArn, Input string }
	}
	if err := s.resolver.decode(id, &p); err != nil {
		return err
	}
	if p.State == "DISABLED" {
		return nil
	}
	f, err := s.functionAt(p.Target.Arn)
	if err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	role, err := s.assumed(id, p.Target.RoleArn, "scheduler.amazonaws.com")
	if err != nil {
		return err
	}
	arn, err := s.resolver.arn(id)
	if err != nil {
		return err
	}
	made := &schedule{arn: arn, function: f, role: role, input: p.Target.Input}
	zone, err := time.LoadLocation(p.ScheduleExpressionTimezone)
	if err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	if made.after, err = times(p.ScheduleExpression, zone); err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	s.schedules = append(s.schedules, made)
	return nil
}

// times gives the time after a time.
func times(expression string, zone *time.Location) (func(time.Time) time.Time, error) {
	if found := rate.FindStringSubmatch(expression); found != nil {
		n, _ := strconv.Atoi(found[1]) // digits
		every := time.Duration(n) * map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}[found[2]]
		return func(t time.Time) time.Time { return t.Add(every) }, nil
	}
	c, err := newClockwork(expression, zone)
	return c.after, err
}

// fire invokes the function of a schedule and sets its next time.
func (c *Cloud) fire(s *schedule) {
	if c.may(call{role: s.role.name, action: "lambda:InvokeFunction", resource: s.function.arn}, s.role.policy) {
		c.async = append(c.async, &asynchronous{function: s.function, payload: c.scheduled(s), due: s.next, id: c.newID()})
	} else {
		c.stats.Dropped++
	}
	s.next = s.after(s.next)
}

// scheduled is what a schedule hands on: its input, with the time put in where it asks
// for that, or what the scheduler itself says where there is none, which is another
// one each time.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
func (c *Cloud) scheduled(s *schedule) []byte {
	if s.input != "" {
		return []byte(strings.ReplaceAll(s.input, "<aws.scheduler.scheduled-time>", s.next.UTC().Format(time.RFC3339)))
	}
	data, _ := json.Marshal(map[string]any{ // strings always encode
		"version": "0", "id": c.newID(), "detail-type": "Scheduled Event", "source": "aws.scheduler", "account": Account,
		"time": s.next.UTC().Format(time.RFC3339), "region": Region, "resources": []string{s.arn}, "detail": "{}",
	})
	return data
}

// asynchronous is an event on Lambda's own queue.
type asynchronous struct {
	id       string
	function *function
	payload  []byte
	due      time.Time
	tries    int
}

// startAsync invokes with every event that is due.
func (c *Cloud) startAsync(now time.Time) error {
	var later []*asynchronous
	due := c.async
	c.async = nil
	for _, a := range due {
		if a.due.After(now) || c.crowded() {
			later = append(later, a)
			continue
		}
		if err := c.invoke(a.function, a.payload, func(o outcome) { c.answered(a, o) }); err != nil {
			return err
		}
	}
	c.async = append(c.async, later...)
	return nil
}

// answered tries a failed event again after one minute, and once more after two;
// then it goes where the function's failed events go.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
func (c *Cloud) answered(a *asynchronous, o outcome) {
	if o.fault == "" {
		return
	}
	a.tries++
	if a.tries <= a.function.retries {
		a.due = c.Now().Add(time.Duration(a.tries) * time.Minute)
		c.async = append(c.async, a)
		return
	}
	if a.function.failed == "" {
		c.stats.Dropped++
		return
	}
	to := c.stack.queues[a.function.failed]
	body, err := json.Marshal(map[string]any{
		"version": "1.0", "timestamp": c.Now().UTC().Format("2006-01-02T15:04:05.000Z"),
		"requestContext": map[string]any{
			"requestId": a.id, "functionArn": a.function.arn + ":$LATEST",
			"condition": "RetriesExhausted", "approximateInvokeCount": a.tries,
		},
		"requestPayload":  json.RawMessage(a.payload),
		"responseContext": map[string]any{"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
		"responsePayload": map[string]string{"errorMessage": o.fault},
	})
	role := a.function.role
	if err != nil || to == nil || !c.may(call{role: role.name, action: "sqs:SendMessage", resource: to.arn}, role.policy, to.policy) {
		c.stats.Dropped++
		return
	}
	to.send(c.Now(), c.newID(), string(body), nil, to.delay)
}
