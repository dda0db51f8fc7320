package main

import (
	"testing"

	"bongsu/shared/config"
)

// Prices in USD a month of what costs money although nothing happens, in Seoul
// (ap-northeast-2), without any free tier.
const (
	// https://aws.amazon.com/kms/pricing/
	keyPrice = 1.00
	// Standard resolution, for each metric that an alarm watches, those inside
	// an expression too. https://aws.amazon.com/cloudwatch/pricing/
	alarmMetricPrice = 0.10
	// For each request to a standard queue. https://aws.amazon.com/sqs/pricing/
	queueRequestPrice = 0.40 / 1e6

	// An idle mapping keeps five pollers, each of which waits 20 s for a message.
	// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
	pollers      = 5
	pollSeconds  = 20
	monthSeconds = 730 * 3600

	// For each invocation of a schedule, and for what one tick costs: a request
	// and 50 ms of 128 MB of Lambda, half a read unit of DynamoDB.
	// https://aws.amazon.com/eventbridge/pricing/ https://aws.amazon.com/lambda/pricing/
	schedulePrice = 1.00 / 1e6
	tickPrice     = 0.20/1e6 + 0.05*0.125*0.0000133334 + 0.142/1e6/2

	// budget is what three channels may cost while nothing happens.
	budget = 5.00
	// telemetryBudget is what watching what devices publish may add to it.
	telemetryBudget = 0.75
)

func TestIdleCostOfThreeChannels(t *testing.T) {
	s := three(t)
	if len(s.cfg.Channels) != 3 || s.cfg.Presence == nil {
		t.Fatal("testdata/three.yaml is to have three channels and presence")
	}
	if cost := idleCost(t, s); cost > budget {
		t.Errorf("idle cost is %.2f USD a month, more than %.2f", cost, budget)
	}
}

func TestIdleCostOfTelemetry(t *testing.T) {
	cfg := three(t).cfg
	cfg.Telemetry = []config.Telemetry{
		{Name: "boiler", Topic: "plant/+/status", Level: 2, Fields: []config.PollField{{Name: "temp", Path: "data.temp"}}},
		{Name: "roof", Topic: "roof/wind", Fields: []config.PollField{{Name: "wind", Path: "$"}}},
	}
	more := idleCost(t, must(t, synthesizeConfig(cfg, nil))) - idleCost(t, three(t))
	if t.Logf("%.2f USD a month more", more); more <= 0 || more > telemetryBudget {
		t.Errorf("telemetry adds %.2f USD a month while idle, more than %.2f", more, telemetryBudget)
	}
}

// idleCost is what a stack costs a month in USD while nothing happens.
func idleCost(t *testing.T, s synthesized) float64 {
	t.Helper()
	var keys, metrics, mappings, ticks float64
	for id, r := range s.template.Resources {
		switch r.Type {
		case "AWS::KMS::Key":
			keys++
		case "AWS::CloudWatch::Alarm":
			metrics += float64(len(watched(s.template, r)))
		case "AWS::Lambda::EventSourceMapping":
			mappings++
		case "AWS::Scheduler::Schedule":
			if r.Properties["ScheduleExpression"] != "rate(1 minute)" {
				t.Errorf("%s: how often it runs is not known here", id)
			}
			ticks += monthSeconds / 60
		case "AWS::DynamoDB::Table":
			if r.Properties["BillingMode"] != "PAY_PER_REQUEST" {
				t.Errorf("%s is paid while idle", id)
			}
		case "AWS::Lambda::Function", "AWS::Lambda::EventInvokeConfig", "AWS::Logs::LogGroup", "AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IoT::TopicRule",
			"AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::CloudFront::Distribution", "AWS::CloudFront::OriginAccessControl",
			"AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "AWS::SNS::Subscription", "AWS::SQS::Queue", "AWS::SQS::QueuePolicy":
			// Paid by use only.
		default:
			t.Errorf("%s: what a %s costs while idle is not known here", id, r.Type)
		}
	}
	if keys == 0 || metrics == 0 || mappings == 0 {
		t.Error("something that costs money was not counted")
	}
	polling := mappings * pollers * monthSeconds / pollSeconds * queueRequestPrice
	cost := keys*keyPrice + metrics*alarmMetricPrice + polling + ticks*(schedulePrice+tickPrice)
	t.Logf("%.2f USD a month: %v keys, %v metrics of alarms, %v mappings polling for %.2f, %v ticks", cost, keys, metrics, mappings, polling, ticks)
	return cost
}
