package main

import (
	"time"

	"github.com/aws/jsii-runtime-go"

	"bongsu/shared/config"
)

const (
	// digestTimeout is for metrics and a picture that are waited for, and for a large
	// table besides.
	digestTimeout = 60 * time.Second
	// digestMemory is for the records of a large table: looking through them is work.
	digestMemory = 256
	// digestAge is how long a digest is worth telling if it could not be made.
	digestAge = time.Hour
)

// addDigestSource makes the function that sums up, and a schedule for each digest.
func addDigestSource(f functions, digests []config.Digest) (deployed, error) {
	digest := f.addSized("Digest", "Bongsu: sums up on a schedule", digestTimeout, digestMemory, f.sourceVariables())
	// It tells one alert at a time, and so reads and writes one record.
	digest.allow([]string{"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Scan"}, f.table.TableArn())
	digest.allow([]string{"sqs:SendMessage"}, f.queues.channelARNs()...)
	// CloudWatch knows no resources for reading metrics.
	digest.allow([]string{"cloudwatch:GetMetricData"}, jsii.String("*"))
	f.keepFailures("Digest", digest, digestAge)
	var all []schedule
	for _, d := range digests {
		times, _, err := d.Clock()
		if err != nil {
			return deployed{}, err
		}
		input, err := config.DigestMessage(d.Name)
		if err != nil {
			return deployed{}, err
		}
		all = append(all, schedule{
			id: "DigestSchedule-" + idOf(d.Name), description: "Bongsu: the digest " + d.Name,
			expression: times.Expression(), zone: d.Timezone, input: input,
			// One that comes twice is told once.
			age: digestAge, tries: 60,
		})
	}
	f.scheduled("DigestScheduleRole", digest, all...)
	return digest, nil
}
