package file

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
)

// timeoutShare is how much of its timeout a function may need.
const timeoutShare = 0.8

func nearTimeout(a *config.Alarm, text string) *misfit {
	limit, err := config.ParseDuration(text)
	switch {
	case err != nil:
		return &misfit{err.Error(), ""}
	case limit < time.Second || limit > 15*time.Minute:
		return &misfit{"is not a timeout that a function can have", "1s to 15m, as the function is configured"}
	}
	a.Threshold = timeoutShare * float64(limit/time.Millisecond)
	return nil
}

var targetGroup = matches(`targetgroup/[A-Za-z0-9-]{1,32}/[0-9a-f]{16}`)

func inTargetGroup(a *config.Alarm, text string) *misfit {
	if !targetGroup(text) {
		return &misfit{quoted(text) + " is not a target group", "the end of its ARN, e.g. targetgroup/shop/943f017f100becff"}
	}
	a.Dimensions = append(by("TargetGroup")(text), a.Dimensions...)
	return nil
}

var isQueue = matches(queueName)

func inQueue(a *config.Alarm, text string) *misfit {
	if !isQueue(text) {
		return &misfit{quoted(text) + " is not the name of a queue", "its name, not its URL, e.g. orders-dlq"}
	}
	a.Dimensions = by("QueueName")(text)
	return nil
}

func isAmount(text string) bool {
	n, err := strconv.ParseFloat(text, 64)
	return err == nil && number.MatchString(text) && n > 0
}

// amount takes what is an amount; what is none has its fault as a thing.
func amount(a *config.Alarm, text string) *misfit {
	if isAmount(text) {
		a.Threshold, _ = threshold(text, "", a.Metric)
	}
	return nil
}

// counted is the number of an event of DynamoDB.
func counted(id, metric string, dimensions []alert.Field) config.Input {
	return config.Input{ID: id, Namespace: "AWS/DynamoDB", Metric: metric, Dimensions: dimensions, Stat: "Sum"}
}

func throttleEvents(table []alert.Field) []config.Input {
	return []config.Input{counted("reads", "ReadThrottleEvents", table), counted("writes", "WriteThrottleEvents", table)}
}

// operations of DynamoDB on items. Source: DynamoDB developer guide, metrics.
var operations = []string{
	"GetItem", "BatchGetItem", "Query", "Scan", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactGetItems", "TransactWriteItems",
}

func systemErrors(table []alert.Field) []config.Input {
	var inputs []config.Input
	for _, o := range operations {
		of := append(slices.Clone(table), alert.Field{Name: "Operation", Value: o})
		inputs = append(inputs, counted(strings.ToLower(o[:1])+o[1:], "SystemErrors", of))
	}
	return inputs
}

func cluster(thing string) []alert.Field {
	name, service, _ := strings.Cut(thing, "/")
	return []alert.Field{{Name: "ClusterName", Value: name}, {Name: "ServiceName", Value: service}}
}

func dashed(thing string) string { return "ecs-" + strings.Replace(thing, "/", "-", 1) }

func distribution(thing string) []alert.Field {
	return []alert.Field{{Name: "DistributionId", Value: thing}, {Name: "Region", Value: "Global"}}
}

const certificatePattern = `arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9a-f-]{36}`

func inGlobalRegion(arn string) bool { return strings.Split(arn, ":")[3] == config.GlobalRegion }
