package cloud

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// resolver gives resources their physical names and values their meaning.
type resolver struct {
	stack    string
	template Template
}

// kinds are the resource types that have a name or an ARN of interest: the
// property that may name one, and the ARN around the name.
var kinds = map[string]struct{ property, arn string }{
	"AWS::SQS::Queue":          {"QueueName", "sqs:R:A:"},
	"AWS::SNS::Topic":          {"TopicName", "sns:R:A:"},
	"AWS::DynamoDB::Table":     {"TableName", "dynamodb:R:A:table/"},
	"AWS::Lambda::Function":    {"FunctionName", "lambda:R:A:function:"},
	"AWS::IAM::Role":           {"RoleName", "iam::A:role/"},
	"AWS::Logs::LogGroup":      {"LogGroupName", "logs:R:A:log-group:"},
	"AWS::KMS::Key":            {"", "kms:R:A:key/"},
	"AWS::Events::Rule":        {"Name", "events:R:A:rule/"},
	"AWS::Scheduler::Schedule": {"Name", "scheduler:R:A:schedule/default/"},
	"AWS::IoT::TopicRule":      {"RuleName", "iot:R:A:rule/"},
	"AWS::CloudWatch::Alarm":   {"AlarmName", "cloudwatch:R:A:alarm:"},
	"AWS::S3::Bucket":          {"BucketName", "s3:::"},

	"AWS::CloudFront::Distribution":        {"", "cloudfront::A:distribution/"},
	"AWS::CloudFront::OriginAccessControl": {"", "cloudfront::A:origin-access-control/"},
}

var pseudo = map[string]string{
	"AWS::Region": Region, "AWS::AccountId": Account, "AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com",
}

func (r resolver) name(id string) string {
	resource := r.template.Resources[id]
	if given, ok := resource.Properties[kinds[resource.Type].property].(string); ok {
		return given
	}
	if resource.Type == "AWS::S3::Bucket" {
		return strings.ToLower(r.stack + "-" + id) // it becomes a part of a host
	}
	return r.stack + "-" + id
}

// domain is where a distribution answers.
func (r resolver) domain(id string) string { return "d" + strings.ToLower(id) + ".cloudfront.net" }

func (r resolver) arn(id string) (string, error) {
	resource, ok := r.template.Resources[id]
	kind, known := kinds[resource.Type]
	switch {
	case !ok:
		return "", fmt.Errorf("no resource %s", id)
	case !known:
		return "", fmt.Errorf("%s: this cloud knows no ARN of %s", id, resource.Type)
	}
	arn := "arn:aws:" + strings.NewReplacer("R:A:", Region+":"+Account+":", "::A:", "::"+Account+":").Replace(kind.arn) + r.name(id)
	if resource.Type == "AWS::Logs::LogGroup" {
		arn += ":*"
	}
	return arn, nil
}

func (r resolver) ref(id string) (string, error) {
	if value, ok := pseudo[id]; ok {
		return value, nil
	}
	if id == "AWS::StackName" {
		return r.stack, nil
	}
	resource, ok := r.template.Resources[id]
	if !ok {
		return "", fmt.Errorf("a reference to %s, which is not there", id)
	}
	switch resource.Type {
	case "AWS::SQS::Queue":
		return "https://sqs." + Region + ".amazonaws.com/" + Account + "/" + r.name(id), nil
	case "AWS::SNS::Topic":
		return r.arn(id)
	}
	return r.name(id), nil
}

func (r resolver) attribute(id, name string) (string, error) {
	switch kind := r.template.Resources[id].Type; {
	case kind == "AWS::CloudFront::Distribution" && name == "DomainName":
		return r.domain(id), nil
	case kind == "AWS::S3::Bucket" && name == "RegionalDomainName":
		return r.name(id) + ".s3." + Region + ".amazonaws.com", nil
	case strings.HasPrefix(kind, "AWS::CloudFront::") && name == "Id":
		return r.name(id), nil
	case name == "Arn" || strings.HasSuffix(name, "Arn"):
		return r.arn(id)
	case strings.HasSuffix(name, "Name"):
		_, err := r.arn(id)
		return r.name(id), err
	}
	return "", fmt.Errorf("%s: this cloud knows no attribute %s", id, name)
}

// resolve replaces the intrinsic functions in a value.
func (r resolver) resolve(v any) (any, error) {
	switch v := v.(type) {
	case []any:
		made := make([]any, 0, len(v))
		for _, one := range v {
			value, err := r.resolve(one)
			if err != nil {
				return nil, err
			}
			made = append(made, value)
		}
		return made, nil
	case map[string]any:
		if len(v) == 1 {
			for name, argument := range v {
				if name == "Ref" || strings.HasPrefix(name, "Fn::") {
					return r.call(name, argument)
				}
			}
		}
		made := make(map[string]any, len(v))
		for name, one := range v {
			value, err := r.resolve(one)
			if err != nil {
				return nil, err
			}
			made[name] = value
		}
		return made, nil
	}
	return v, nil
}

var placeholder = regexp.MustCompile(`\$\{([A-Za-z0-9:.]+)\}`)

func (r resolver) call(name string, argument any) (any, error) {
	list, _ := argument.([]any)
	text, _ := argument.(string)
	switch name {
	case "Ref":
		return r.ref(text)
	case "Fn::GetAtt":
		if len(list) == 2 {
			return r.attribute(fmt.Sprint(list[0]), fmt.Sprint(list[1]))
		}
	case "Fn::Join":
		if len(list) == 2 {
			parts, err := r.resolve(list[1])
			var texts []string
			if all, ok := parts.([]any); ok {
				for _, p := range all {
					texts = append(texts, fmt.Sprint(p))
				}
			}
			return strings.Join(texts, fmt.Sprint(list[0])), err
		}
	case "Fn::Sub":
		if text != "" {
			return r.substitute(text)
		}
	}
	return nil, fmt.Errorf("this cloud does not know %s of %v", name, argument)
}

func (r resolver) substitute(text string) (string, error) {
	var faults []error
	made := placeholder.ReplaceAllStringFunc(text, func(found string) string {
		id := placeholder.FindStringSubmatch(found)[1]
		value, err := r.ref(id)
		if resource, name, ok := strings.Cut(id, "."); ok {
			value, err = r.attribute(resource, name)
		}
		faults = append(faults, err)
		return value
	})
	return made, errors.Join(faults...)
}

// decode resolves a resource's properties into a struct whose fields have their
// names.
func (r resolver) decode(id string, into any) error {
	properties, err := r.resolve(r.template.Resources[id].Properties)
	if err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	data, err := json.Marshal(properties)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	return nil
}
