package file

import (
	"regexp"
	"strings"
	"time"

	"bongsu/shared/alert"
)

// rhythm is how long and how often something must be wrong.
type rhythm struct {
	period            time.Duration
	needed, evaluated int
}

var (
	// atOnce is for what should never happen even once.
	atOnce = rhythm{5 * time.Minute, 1, 1}
	// again is for what one slip may cause: it must come twice within a quarter of
	// an hour.
	again = rhythm{5 * time.Minute, 2, 3}
	// lasting is for what a busy moment may cause.
	lasting = rhythm{5 * time.Minute, 3, 3}
)

// matches makes a check of a pattern.
func matches(pattern string) func(string) bool {
	return regexp.MustCompile(`^(?:` + pattern + `)$`).MatchString
}

// by makes the one dimension of most things.
func by(name string) func(string) []alert.Field {
	return func(thing string) []alert.Field { return []alert.Field{{Name: name, Value: thing}} }
}

func always(string) bool { return true }

// behind is the end of a resource's path without the id behind it: the name of
// app/shop/50dc6c495c0c9188.
func behind(prefix string) func(string) string {
	return func(thing string) string { return prefix + strings.Split(thing, "/")[1] }
}

const queueName = `[A-Za-z0-9_-]{1,80}(?:\.fifo)?`

// presets are what is watched of a thing that is only named, and from when on it
// is news. Missing data are no news where a service counts only what happens; of a
// machine that should always be measured, one alarm tells that it is silent.
// Sources: the metrics page of each service's user guide.
var presets = listed()

func listed() []preset {
	const missing, quiet, unchanged = "missing", "notBreaching", "ignore"
	const critical, warning = alert.Critical, alert.Warning
	const above, below = alert.Above, alert.Below
	return []preset{
		{key: "api", thing: matches(`[\x20-\x7e]{1,255}`), what: "the name of a REST API", example: "e.g. api: orders",
			namespace: "AWS/ApiGateway", dimensions: by("ApiName"), stage: true, alarms: []presetAlarm{
				// One failed request in twenty is more than a stray client; a share, for
				// traffic differs by day and night.
				{key: "5xx", metric: "5XXError", stat: "Average", side: above, threshold: "5%", rhythm: again, missing: quiet, severity: critical},
				// People leave a page that takes longer; p95, for the average hides them.
				{key: "latency", metric: "Latency", stat: "p95", side: above, threshold: "1s", rhythm: lasting, missing: quiet, severity: warning},
			}},
		{key: "http-api", thing: httpAPI.MatchString, what: "the id of an HTTP API", example: httpAPIHint,
			namespace: "AWS/ApiGateway", dimensions: by("ApiId"), stage: true, alarms: []presetAlarm{
				// As for a REST API; only the metric's name differs.
				{key: "5xx", metric: "5xx", stat: "Average", side: above, threshold: "5%", rhythm: again, missing: quiet, severity: critical},
				{key: "latency", metric: "Latency", stat: "p95", side: above, threshold: "1s", rhythm: lasting, missing: quiet, severity: warning},
			}},
		{key: "lambda", thing: matches(`[A-Za-z0-9_-]{1,64}`), what: "the name of a Lambda function", example: "its name, not its ARN, e.g. lambda: orders",
			namespace: "AWS/Lambda", dimensions: by("FunctionName"), alarms: []presetAlarm{
				// A function that fails has lost, or will repeat, somebody's work.
				{key: "errors", metric: "Errors", stat: "Sum", side: above, threshold: "0", rhythm: atOnce, missing: quiet, severity: critical},
				// A burst is tried again; throttling that stays means that the limit is reached.
				{key: "throttles", metric: "Throttles", stat: "Sum", side: above, threshold: "0", rhythm: again, missing: quiet, severity: warning},
				// At four fifths of its timeout the next slow answer ends in an error. The
				// timeout is in no metric, so that the entry has to say it.
				{key: "duration", metric: "Duration", stat: "p95", side: above, by: "timeout", use: nearTimeout, rhythm: lasting, missing: quiet, severity: warning},
			}},
		{key: "alb", thing: matches(`app/[A-Za-z0-9-]{1,32}/[0-9a-f]{16}`), what: "a load balancer", example: "the end of its ARN, e.g. alb: app/shop/50dc6c495c0c9188",
			namespace: "AWS/ApplicationELB", dimensions: by("LoadBalancer"), called: behind("alb-"), alarms: []presetAlarm{
				// Ten failures in five minutes, twice: more than a deployment's last requests.
				{key: "5xx", metric: "HTTPCode_Target_5XX_Count", stat: "Sum", side: above, threshold: "10", rhythm: again, missing: quiet, severity: critical},
				// The same where no target answered at all.
				{key: "elb-5xx", metric: "HTTPCode_ELB_5XX_Count", stat: "Sum", side: above, threshold: "10", rhythm: again, missing: quiet, severity: critical},
				// As for an API.
				{key: "response-time", metric: "TargetResponseTime", stat: "p95", side: above, threshold: "1s", rhythm: lasting, missing: quiet, severity: warning},
				// A target that stays unhealthy for longer than a deployment takes. The
				// metric exists by target group only.
				{key: "unhealthy-hosts", metric: "UnHealthyHostCount", stat: "Maximum", side: above, threshold: "0", by: "target-group", use: inTargetGroup, rhythm: again, missing: quiet, severity: critical},
			}},
		{key: "sqs", thing: matches(queueName), what: "the name of a queue", example: "its name, not its URL, e.g. sqs: orders",
			namespace: "AWS/SQS", dimensions: by("QueueName"), alarms: []presetAlarm{
				// Whoever should read the queue is gone or too slow. An empty queue has no age.
				{key: "age", metric: "ApproximateAgeOfOldestMessage", stat: "Maximum", side: above, threshold: "10m", rhythm: atOnce, missing: quiet, severity: critical},
				// One is enough: nobody will try it again.
				{key: "dead-letters", metric: "ApproximateNumberOfMessagesVisible", stat: "Maximum", side: above, threshold: "0", by: "dead-letter-queue", use: inQueue, rhythm: atOnce, missing: quiet, severity: critical},
			}},
		{key: "dynamodb", thing: matches(`[A-Za-z0-9_.-]{3,255}`), what: "the name of a table", example: "its name, not its ARN, e.g. dynamodb: orders",
			namespace: "AWS/DynamoDB", dimensions: by("TableName"), alarms: []presetAlarm{
				// The SDK tries a few throttled requests again unnoticed; more are felt.
				{key: "throttles", inputs: throttleEvents, side: above, threshold: "10", rhythm: again, missing: quiet, severity: warning},
				// AWS counts its own failures by operation only: ten metrics, a dollar a
				// month, for what the SDK mostly tries again. So it is made if asked for.
				{key: "system-errors", inputs: systemErrors, side: above, threshold: "10", asked: true, rhythm: again, missing: quiet, severity: warning},
			}},
		{key: "rds", thing: matches(`[A-Za-z][A-Za-z0-9-]{0,62}`), what: "the identifier of a database instance", example: "e.g. rds: orders-db",
			namespace: "AWS/RDS", dimensions: by("DBInstanceIdentifier"), alarms: []presetAlarm{
				// Queries wait in line from here on; a backup or a report is over sooner.
				{key: "cpu", metric: "CPUUtilization", stat: "Average", side: above, threshold: "80%", rhythm: lasting, missing: missing, severity: warning},
				// A full disk stops the database, and enlarging one takes its time. A
				// quarter of the smallest disk.
				{key: "free-storage", metric: "FreeStorageSpace", stat: "Minimum", side: below, threshold: "5GB", rhythm: atOnce, missing: quiet, severity: critical},
				// How many an instance takes depends on its memory and its parameters.
				{key: "connections", metric: "DatabaseConnections", stat: "Maximum", side: above, rhythm: again, missing: quiet, severity: warning},
			}},
		{key: "ecs", thing: matches(`[A-Za-z0-9_-]{1,255}/[A-Za-z0-9_-]{1,255}`), what: "a service of ECS", example: "CLUSTER/SERVICE, e.g. ecs: shop/orders",
			namespace: "AWS/ECS", dimensions: cluster, called: dashed, alarms: []presetAlarm{
				// Autoscaling has had a quarter of an hour, or there is none.
				{key: "cpu", metric: "CPUUtilization", stat: "Average", side: above, threshold: "85%", rhythm: lasting, missing: missing, severity: warning},
				// Memory does not go down by itself; at its limit the task is killed.
				{key: "memory", metric: "MemoryUtilization", stat: "Average", side: above, threshold: "90%", rhythm: lasting, missing: quiet, severity: warning},
			}},
		{key: "ec2", thing: matches(`i-[0-9a-f]{8,17}`), what: "the id of an instance", example: "e.g. ec2: i-0123456789abcdef0",
			namespace: "AWS/EC2", dimensions: by("InstanceId"), alarms: []presetAlarm{
				// The machine does not answer AWS. The check runs every minute; two, for
				// one may fail during a restart.
				{key: "status-check", metric: "StatusCheckFailed", stat: "Maximum", side: above, threshold: "0", rhythm: rhythm{time.Minute, 2, 2}, missing: quiet, severity: critical},
				// Without detailed monitoring there is a value every five minutes.
				{key: "cpu", metric: "CPUUtilization", stat: "Average", side: above, threshold: "90%", rhythm: lasting, missing: missing, severity: warning},
			}},
		{key: "cloudfront", thing: matches(`E[A-Z0-9]{7,20}`), what: "the id of a distribution", example: "e.g. cloudfront: E2QWRUHAPOMQZL",
			namespace: "AWS/CloudFront", dimensions: distribution, global: always, alarms: []presetAlarm{
				// As for an API; CloudFront counts in per cent itself.
				{key: "5xx", metric: "5xxErrorRate", stat: "Average", side: above, threshold: "5%", rhythm: again, missing: quiet, severity: critical},
			}},
		{key: "certificate", thing: matches(certificatePattern), what: "the ARN of a certificate", example: "e.g. arn:aws:acm:ap-northeast-2:123456789012:certificate/…",
			namespace: "AWS/CertificateManager", dimensions: by("CertificateArn"), called: func(string) string { return "" }, global: inGlobalRegion, alarms: []presetAlarm{
				// ACM renews 60 days before the end; 30 days before, that has failed, and
				// there is time to learn why. It tells the days once or twice a day, and
				// between two values nothing has changed.
				{metric: "DaysToExpiry", stat: "Minimum", side: below, threshold: "30d", rhythm: rhythm{24 * time.Hour, 1, 1}, missing: unchanged, severity: warning},
			}},
		{key: "billing", thing: isAmount, what: "an amount of USD a month", example: "e.g. billing: 50",
			namespace: "AWS/Billing", dimensions: func(string) []alert.Field { return []alert.Field{{Name: "Currency", Value: "USD"}} },
			called: func(string) string { return "billing" }, global: always, alarms: []presetAlarm{
				// The sum since the first of the month, told every few hours. Only the owner
				// knows what is too much.
				{metric: "EstimatedCharges", stat: "Maximum", side: above, by: "billing", use: amount, rhythm: rhythm{6 * time.Hour, 1, 1}, missing: unchanged, severity: warning},
			}},
	}
}
