package cloud

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// stack is what the template describes, with everything that it holds.
type stack struct {
	resolver  resolver
	assets    map[string]string
	roles     map[string]*role
	queues    map[string]*queue // by ARN
	topics    map[string]*topic // by ARN
	functions map[string]*function
	mappings  []*mapping
	schedules []*schedule
	devices   []*topicRule
	filters   []*logFilter
	events    []*eventRule
	alarms    map[string]*alarm
	tables    []table
	// buckets go by their names, distributions by their domains.
	buckets       map[string]*bucket
	distributions map[string]distribution
}

type role struct {
	name          string
	trust, policy policy
}

// parts are the resource types that this cloud plays, in the order in which they
// depend on each other. Those without a method are read by others.
func (s *stack) parts() []part {
	return []part{
		{"AWS::IAM::Role", s.addRole}, {"AWS::IAM::Policy", s.addPolicy}, {"AWS::SQS::Queue", s.addQueue},
		{"AWS::SQS::Queue", s.addRedrive}, {"AWS::SQS::QueuePolicy", s.addQueuePolicy},
		{"AWS::KMS::Key", s.addKey}, {"AWS::Logs::LogGroup", nil}, {"AWS::DynamoDB::Table", s.addTable},
		{"AWS::SNS::Topic", s.addTopic}, {"AWS::SNS::TopicPolicy", s.addTopicPolicy},
		{"AWS::SNS::Subscription", s.addSubscription}, {"AWS::Lambda::Function", s.addFunction},
		{"AWS::Lambda::Permission", s.addPermission}, {"AWS::Logs::SubscriptionFilter", s.addSubscriptionFilter},
		{"AWS::Lambda::EventInvokeConfig", s.addInvokeConfig}, {"AWS::Lambda::EventSourceMapping", s.addMapping},
		{"AWS::IoT::TopicRule", s.addTopicRule}, {"AWS::Events::Rule", s.addEventRule},
		{"AWS::Scheduler::Schedule", s.addSchedule}, {"AWS::CloudWatch::Alarm", s.addAlarm},
		{"AWS::S3::Bucket", s.addBucket}, {"AWS::S3::BucketPolicy", s.addBucketPolicy},
		{"AWS::CloudFront::OriginAccessControl", nil}, {"AWS::CloudFront::Distribution", s.addDistribution},
	}
}

type part struct {
	kind string
	add  func(id string) error
}

// newStack reads a template. The error names everything that CloudFormation or
// this cloud would refuse.
func newStack(a Assembly) (*stack, error) {
	s := &stack{
		resolver: resolver{a.Stack, a.Template}, assets: a.assets,
		roles: map[string]*role{}, queues: map[string]*queue{}, topics: map[string]*topic{},
		functions: map[string]*function{}, alarms: map[string]*alarm{},
		buckets: map[string]*bucket{}, distributions: map[string]distribution{},
	}
	var faults []error
	known := map[string]bool{"AWS::CDK::Metadata": true}
	for _, p := range s.parts() {
		known[p.kind] = true
		if p.add == nil {
			continue
		}
		for _, id := range a.Template.of(p.kind) {
			faults = append(faults, p.add(id))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(a.Template.Resources)) {
		if kind := a.Template.Resources[id].Type; !known[kind] {
			faults = append(faults, fmt.Errorf("%s: this cloud does not play %s", id, kind))
		}
	}
	faults = append(faults, s.seal())
	return s, errors.Join(faults...)
}

// seal notes what decides whether a function is still the same.
func (s *stack) seal() error {
	var faults []error
	for _, f := range s.functions {
		faults = append(faults, f.seal())
	}
	return errors.Join(faults...)
}

func (s *stack) function(name string) *function {
	if s == nil {
		return nil
	}
	return s.functions[name]
}

func (s *stack) addRole(id string) error {
	var p struct {
		AssumeRolePolicyDocument policy
		Policies                 []struct{ PolicyDocument policy }
		ManagedPolicyArns        []string
	}
	if err := s.resolver.decode(id, &p); err != nil {
		return err
	}
	if len(p.ManagedPolicyArns) > 0 {
		return fmt.Errorf("%s: this cloud does not know managed policies", id)
	}
	r := &role{name: s.resolver.name(id), trust: p.AssumeRolePolicyDocument}
	for _, inline := range p.Policies {
		r.policy = append(r.policy, inline.PolicyDocument...)
	}
	s.roles[r.name] = r
	return nil
}

func (s *stack) addPolicy(id string) error {
	var p struct {
		PolicyDocument policy
		Roles          []string
	}
	if err := s.resolver.decode(id, &p); err != nil {
		return err
	}
	for _, name := range p.Roles {
		r, ok := s.roles[name]
		if !ok {
			return fmt.Errorf("%s: no role %s", id, name)
		}
		r.policy = append(r.policy, p.PolicyDocument...)
	}
	return nil
}

// assumed is the role of an ARN, if it trusts the service.
func (s *stack) assumed(id, arn, service string) (*role, error) {
	for _, r := range s.roles {
		if principal(r.name) != arn {
			continue
		}
		if allowed, forbidden := r.trust.judge(call{service: service, action: "sts:AssumeRole"}); !allowed || forbidden {
			return nil, fmt.Errorf("%s: %s does not trust %s", id, r.name, service)
		}
		return r, nil
	}
	return nil, fmt.Errorf("%s: no role %q", id, arn)
}

func (s *stack) addQueue(id string) error {
	var p struct {
		MessageRetentionPeriod, VisibilityTimeout *int
		DelaySeconds                              int
	}
	if err := s.resolver.decode(id, &p); err != nil {
		return err
	}
	arn, err := s.resolver.arn(id)
	if err != nil {
		return err
	}
	url, err := s.resolver.ref(id)
	if err != nil {
		return err
	}
	s.queues[arn] = newQueue(s.path(id), arn, url, seconds(&p.DelaySeconds, 0), seconds(p.VisibilityTimeout, 30), seconds(p.MessageRetentionPeriod, 4*24*3600))
	return nil
}

func (s *stack) addRedrive(id string) error {
	var p struct {
		RedrivePolicy *struct {
			DeadLetterTargetArn string
			MaxReceiveCount     int
		}
	}
	if err := s.resolver.decode(id, &p); err != nil || p.RedrivePolicy == nil {
		return err
	}
	arn, err := s.resolver.arn(id)
	if err != nil {
		return err
	}
	dead, ok := s.queues[p.RedrivePolicy.DeadLetterTargetArn]
	if !ok {
		return fmt.Errorf("%s: no queue %q to redrive to", id, p.RedrivePolicy.DeadLetterTargetArn)
	}
	s.queues[arn].dead, s.queues[arn].maxReceives = dead, p.RedrivePolicy.MaxReceiveCount
	dead.forDead = true
	return nil
}

func (s *stack) addQueuePolicy(id string) error {
	var p struct {
		PolicyDocument policy
		Queues         []string
	}
	if err := s.resolver.decode(id, &p); err != nil {
		return err
	}
	for _, url := range p.Queues {
		q := s.queueAt(url)
		if q == nil {
			return fmt.Errorf("%s: no queue %s", id, url)
		}
		q.policy = append(q.policy, p.PolicyDocument...)
	}
	return nil
}

func (s *stack) queueAt(url string) *queue {
	for _, q := range s.queues {
		if q.url == url {
			return q
		}
	}
	return nil
}

// path is how tests name a resource: by where it stands in the app.
func (s *stack) path(id string) string {
	if path := s.resolver.template.Resources[id].Path(); path != "" {
		return path
	}
	return id
}
