package cloud

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// topic is an SNS topic.
type topic struct {
	name, arn string
	policy    policy
	// key is the policy of the topic's own KMS key, keyed whether it has one.
	key           policy
	keyed         bool
	subscriptions []subscription
}

type subscription struct {
	arn, protocol, endpoint string
	raw                     bool
	dead                    *queue
}

func (s *stack) addTopic(id string) error {
	var p struct{ KmsMasterKeyId string }
	if err := s.resolver.decode(id, &p); err != nil {
		return err
	}
	arn, err := s.resolver.arn(id)
	if err != nil {
		return err
	}
	t := &topic{name: s.path(id), arn: arn, keyed: p.KmsMasterKeyId != ""}
	if t.keyed && !strings.HasSuffix(p.KmsMasterKeyId, managedKey) {
		if t.key, err = s.keyPolicy(p.KmsMasterKeyId); err != nil {
			return fmt.Errorf("%s: %w", id, err)
		}
	}
	s.topics[arn] = t
	return nil
}

func (s *stack) addTopicPolicy(id string) error {
	var p struct {
		PolicyDocument policy
		Topics         []string
	}
	if err := s.resolver.decode(id, &p); err != nil {
		return err
	}
	for _, arn := range p.Topics {
		t, ok := s.topics[arn]
		if !ok {
			return fmt.Errorf("%s: no topic %s", id, arn)
		}
		t.policy = append(t.policy, p.PolicyDocument...)
	}
	return nil
}

func (s *stack) addSubscription(id string) error {
	var p struct {
		TopicArn, Protocol, Endpoint string
		RawMessageDelivery           bool
		RedrivePolicy                *struct{ DeadLetterTargetArn string }
		FilterPolicy                 any
	}
	if err := s.resolver.decode(id, &p); err != nil {
		return err
	}
	t, ok := s.topics[p.TopicArn]
	if !ok {
		// A topic of somebody else's.
		t = &topic{name: p.TopicArn, arn: p.TopicArn}
		s.topics[p.TopicArn] = t
	}
	made := subscription{arn: p.TopicArn + ":" + id, protocol: p.Protocol, endpoint: p.Endpoint, raw: p.RawMessageDelivery}
	switch {
	case p.FilterPolicy != nil:
		return fmt.Errorf("%s: this cloud does not know filter policies", id)
	case p.Protocol == "sqs" && s.queues[p.Endpoint] == nil:
		return fmt.Errorf("%s: no queue %q", id, p.Endpoint)
	case p.Protocol != "sqs" && p.Protocol != "email":
		return fmt.Errorf("%s: this cloud does not know the protocol %s", id, p.Protocol)
	}
	if p.RedrivePolicy != nil {
		if made.dead = s.queues[p.RedrivePolicy.DeadLetterTargetArn]; made.dead == nil {
			return fmt.Errorf("%s: no queue %q for dead letters", id, p.RedrivePolicy.DeadLetterTargetArn)
		}
	}
	t.subscriptions = append(t.subscriptions, made)
	return nil
}

const cloudWatch = "cloudwatch.amazonaws.com"

// Publish has CloudWatch publish an alarm's message to the topic at a path, or
// with an ARN. What CloudWatch may not do is lost silently, as with AWS; Stats
// tells.
func (c *Cloud) Publish(name, subject string, message []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	t, err := c.stack.topicAt(name)
	if err != nil {
		return err
	}
	return c.publish(t, cloudWatch, subject, string(message))
}

func (s *stack) topicAt(name string) (*topic, error) {
	for _, t := range s.topics {
		if t.name == name || t.arn == name {
			return t, nil
		}
	}
	if strings.HasPrefix(name, "arn:") {
		return &topic{name: name, arn: name}, nil // somebody else's, whom nobody here listens to
	}
	return nil, fmt.Errorf("no topic %s", name)
}

func (c *Cloud) publish(t *topic, service, subject, message string) error {
	if t.own() {
		allowed := c.may(call{service: service, action: "sns:Publish", resource: t.arn}, t.policy)
		for _, action := range []string{"kms:GenerateDataKey", "kms:Decrypt"} {
			allowed = allowed && (!t.keyed || c.may(call{service: service, action: action, resource: t.arn}, t.key))
		}
		if !allowed {
			c.stats.Dropped++
			return nil
		}
	}
	var faults []error
	for _, s := range t.subscriptions {
		if s.protocol == "sqs" {
			faults = append(faults, c.fanOut(t, s, subject, message))
		}
	}
	return errors.Join(append(faults, c.mailOut(t, subject, message))...)
}

// own says whether a topic is the stack's, and not somebody else's.
func (t *topic) own() bool { return t.name != t.arn }

// fanOut puts a message on the queue of a subscription.
func (c *Cloud) fanOut(t *topic, s subscription, subject, message string) error {
	body := message
	if !s.raw {
		data, err := json.Marshal(struct {
			Type, MessageId, TopicArn                                                       string
			Subject                                                                         string `json:",omitempty"`
			Message, Timestamp, SignatureVersion, Signature, SigningCertURL, UnsubscribeURL string
		}{
			"Notification", c.newID(), t.arn, subject, message, c.Now().UTC().Format("2006-01-02T15:04:05.000Z"), "1", "EXAMPLE",
			"https://sns." + Region + ".amazonaws.com/EXAMPLE.pem",
			"https://sns." + Region + ".amazonaws.com/?Action=Unsubscribe&SubscriptionArn=" + s.arn,
		})
		if err != nil {
			return err
		}
		body = string(data)
	}
	c.deliver("sns.amazonaws.com", t.arn, c.stack.queues[s.endpoint], s.dead, body)
	return nil
}

// deliver has a service put a message on a queue, or on the dead letters.
func (c *Cloud) deliver(service, source string, to, dead *queue, body string) {
	for _, q := range []*queue{to, dead} {
		if q == nil || q == to && c.misses() {
			continue
		}
		asked := call{service: service, action: "sqs:SendMessage", resource: q.arn, context: map[string]string{"aws:sourcearn": source}}
		if c.may(asked, q.policy) {
			q.send(c.Now(), c.newID(), body, nil, q.delay)
			c.wake()
			return
		}
	}
	c.stats.Dropped++
}

// Undeliverable makes the next so many messages of SNS, EventBridge and AWS IoT
// miss the queue that they are for.
func (c *Cloud) Undeliverable(times int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.undeliverable = times
}

func (c *Cloud) misses() bool {
	if c.undeliverable == 0 {
		return false
	}
	c.undeliverable--
	return true
}

// alarm is a CloudWatch alarm of the template.
type alarm struct {
	name string
	// actions are topics by state.
	actions map[string][]string
	// properties are the template's.
	properties map[string]any
}

func (s *stack) addAlarm(id string) error {
	var p struct{ AlarmActions, OKActions, InsufficientDataActions []string }
	if err := s.resolver.decode(id, &p); err != nil {
		return err
	}
	properties := map[string]any{}
	if err := s.resolver.decode(id, &properties); err != nil {
		return err
	}
	s.alarms[s.path(id)] = &alarm{s.resolver.name(id), map[string][]string{
		"ALARM": p.AlarmActions, "OK": p.OKActions, "INSUFFICIENT_DATA": p.InsufficientDataActions,
	}, properties}
	return nil
}

// Alarm has an alarm of the template change its state, and CloudWatch say so to
// the alarm's actions. path is its construct's.
func (c *Cloud) Alarm(path, from, to string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	a, ok := c.stack.alarms[path]
	if !ok {
		return fmt.Errorf("no alarm %s", path)
	}
	message, err := json.Marshal(map[string]any{
		"AlarmName": a.name, "AWSAccountId": Account, "NewStateValue": to, "OldStateValue": from,
		"NewStateReason": "played", "StateChangeTime": c.Now().UTC().Format("2006-01-02T15:04:05.000-0700"),
		"Region": "Asia Pacific (Seoul)", "AlarmArn": "arn:aws:cloudwatch:" + Region + ":" + Account + ":alarm:" + a.name,
	})
	if err != nil {
		return err
	}
	subject := fmt.Sprintf("%s: %q in Asia Pacific (Seoul)", to, a.name)
	var faults []error
	for _, arn := range a.actions[to] {
		t, err := c.stack.topicAt(arn)
		if err == nil {
			err = c.publish(t, cloudWatch, subject, string(message))
		}
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}
