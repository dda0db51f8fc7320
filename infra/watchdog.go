package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"

	"bongsu/shared/config"
)

// overdue is when a waiting message is a sign of trouble. Messages may wait 15
// minutes on purpose (a device's hold, a channel that comes after others).
const overdue = 30 * time.Minute

// stuck is for how long without a break a channel may have jobs in flight. A job
// that its provider keeps refusing is in flight nearly all the time, and SQS
// leaves a message that was received more than three times out of the age of
// the oldest one.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
const stuck = 15 * time.Minute

// maxMathMetrics is how many metrics one alarm on an expression may watch.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
const maxMathMetrics = 10

// watchdog watches Bongsu itself: CloudWatch alarms that write plain e-mail
// through a topic of their own. Neither our code nor our key is on that road.
type watchdog struct {
	stack awscdk.Stack
	topic awssns.Topic
	words watchdogWords
}

func newWatchdog(stack awscdk.Stack, cfg config.Config) watchdog {
	topic := awssns.NewTopic(stack, jsii.String("Watchdog"), &awssns.TopicProps{
		DisplayName: jsii.String("Bongsu watchdog"),
		EnforceSSL:  jsii.Bool(true),
	})
	allowCloudWatch(stack, topic)
	subscribeMail(stack, topic, "Watchdog", cfg.Watchdog)
	words, ok := watchdogLanguages[cfg.Language]
	if !ok {
		words = watchdogLanguages["en"]
	}
	return watchdog{stack, topic, words}
}

// watch makes the four alarms.
func (w watchdog) watch(q queues, all []deployed) {
	minute := awscdk.Duration_Minutes(jsii.Number(1))
	five := awscdk.Duration_Minutes(jsii.Number(5))

	dead := q.dead.MetricApproximateNumberOfMessagesVisible(&awscloudwatch.MetricOptions{
		Period: minute, Statistic: jsii.String("Maximum"),
	})
	w.alarm(watch{id: "DeadLettersAlarm", name: "dead-letters", text: w.words.dead, metric: dead, recovers: true})
	// The alarm above stays red until somebody empties the queue; this one mails
	// again for every further loss, and has nothing to say when it ends.
	w.alarm(watch{id: "NewDeadLettersAlarm", name: "new-dead-letters", text: w.words.again,
		metric: expression("DIFF(m0)", minute, []awscloudwatch.IMetric{dead})})

	w.alarms(waiting(q), seconds(stuck), watch{id: "OldestMessageAlarm", name: "oldest-message",
		text: w.words.oldest, recovers: true})

	var failures []term
	for _, d := range all {
		options := &awscloudwatch.MetricOptions{Period: five}
		failures = append(failures, term{d.function.MetricErrors(options), "FILL(%s,0)"}, term{d.function.MetricThrottles(options), "FILL(%s,0)"})
	}
	// Two periods of three: a single failure is repaired by the queue's next
	// try, and a lasting one fails again with every try.
	w.alarms(failures, five, watch{id: "FunctionsAlarm", name: "functions",
		text: w.words.functions, needed: 2, of: 3, recovers: true})
}

// watch is one alarm: the metric above the threshold in needed of so many
// periods (1 of 1 if unset).
type watch struct {
	id, name, text string
	metric         awscloudwatch.IMetric
	threshold      float64
	needed, of     int
	// recovers says to mail the end as well.
	recovers bool
	// missing is what no data mean; not breaching if unset, for idle queues and
	// functions report nothing.
	missing awscloudwatch.TreatMissingData
}

// term is a metric and what an alarm adds up of it; %s stands for the metric.
type term struct {
	metric awscloudwatch.IMetric
	format string
}

// waiting is what shows that messages wait: the oldest of a queue is overdue, or
// a channel's jobs were in flight all the time.
func waiting(q queues) []term {
	options := func(statistic string) *awscloudwatch.MetricOptions {
		return &awscloudwatch.MetricOptions{Period: seconds(stuck), Statistic: &statistic}
	}
	var terms []term
	for _, queue := range q.working() {
		terms = append(terms, term{queue.MetricApproximateAgeOfOldestMessage(options("Maximum")),
			fmt.Sprintf("IF(FILL(%%s,0)>%v,1,0)", overdue.Seconds())})
	}
	for _, c := range q.channels {
		terms = append(terms, term{c.queue.MetricApproximateNumberOfMessagesNotVisible(options("Minimum")), "IF(FILL(%s,0)>0,1,0)"})
	}
	return terms
}

// alarms watches the sum of the terms, by as many alarms as CloudWatch's limit
// on metrics asks for.
func (w watchdog) alarms(terms []term, period awscdk.Duration, like watch) {
	part := 0
	for chunk := range slices.Chunk(terms, maxMathMetrics) {
		one := like
		if part++; part > 1 {
			one.id += fmt.Sprint(part)
			one.name += fmt.Sprintf("-%d", part)
		}
		sum := make([]string, len(chunk))
		metrics := make([]awscloudwatch.IMetric, len(chunk))
		for i, t := range chunk {
			sum[i], metrics[i] = fmt.Sprintf(t.format, metricID(i)), t.metric
		}
		one.metric = expression(strings.Join(sum, "+"), period, metrics)
		w.alarm(one)
	}
}

func (w watchdog) alarm(a watch) {
	name := *w.stack.StackName() + "-" + a.name
	alarm := awscloudwatch.NewAlarm(w.stack, &a.id, &awscloudwatch.AlarmProps{
		AlarmName:          &name,
		AlarmDescription:   &a.text,
		Metric:             a.metric,
		Threshold:          &a.threshold,
		ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_THRESHOLD,
		EvaluationPeriods:  jsii.Number(max(a.of, 1)),
		DatapointsToAlarm:  jsii.Number(max(a.needed, 1)),
		TreatMissingData:   cmp.Or(a.missing, awscloudwatch.TreatMissingData_NOT_BREACHING),
	})
	mail := awscloudwatchactions.NewSnsAction(w.topic)
	alarm.AddAlarmAction(mail)
	if a.recovers {
		alarm.AddOkAction(mail)
	}
	alarm.Node().AddDependency(w.topic)
}

// expression is metric math over metrics that it calls m0, m1, …
func expression(text string, period awscdk.Duration, metrics []awscloudwatch.IMetric) awscloudwatch.IMetric {
	using := map[string]awscloudwatch.IMetric{}
	for i, m := range metrics {
		using[metricID(i)] = m
	}
	return awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
		Expression: &text, UsingMetrics: &using, Period: period,
	})
}

func metricID(i int) string { return fmt.Sprintf("m%d", i) }
