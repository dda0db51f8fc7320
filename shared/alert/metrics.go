package alert

import "strings"

// UnitOf is the unit that AWS gives a metric of its own, by CloudWatch's name;
// empty for metrics that are not listed. Alarm messages mostly leave the unit
// out. Source: the metrics page of each service's user guide.
func UnitOf(namespace, metric string) string { return units[namespace+" "+metric] }

// Share is a unit of ours: a number from 0 to 1 that is read as a percentage.
const Share = "Share"

// IsShare knows the metrics that count an error as 1 and anything else as 0, so
// that their average is a rate. Source: API Gateway developer guide, metrics.
func IsShare(namespace, metric, stat string) bool {
	if namespace != "AWS/ApiGateway" || stat != "Average" {
		return false
	}
	switch metric {
	case "4XXError", "5XXError", "4xx", "5xx":
		return true
	}
	return false
}

// IsUnit reports whether CloudWatch has a unit of this name. Source: MetricDatum,
// Unit.
func IsUnit(name string) bool {
	base, _ := strings.CutSuffix(name, "/Second")
	switch base {
	case "Count", "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes",
		"Bits", "Kilobits", "Megabits", "Gigabits", "Terabits":
		return true
	}
	switch name {
	case "Microseconds", "Milliseconds", "Seconds", "Percent", "None":
		return true
	}
	return false
}

// MetricUnit is the unit under which CloudWatch keeps a value: its own name of it, or
// none.
func MetricUnit(unit string) string {
	if IsUnit(unit) {
		return unit
	}
	return "None"
}

var units = map[string]string{
	"AWS/ApiGateway Latency":                         "Milliseconds",
	"AWS/ApiGateway IntegrationLatency":              "Milliseconds",
	"AWS/ApiGateway Count":                           "Count",
	"AWS/ApiGateway 4XXError":                        "Count",
	"AWS/ApiGateway 5XXError":                        "Count",
	"AWS/ApiGateway 4xx":                             "Count",
	"AWS/ApiGateway 5xx":                             "Count",
	"AWS/ApplicationELB TargetResponseTime":          "Seconds",
	"AWS/ApplicationELB RequestCount":                "Count",
	"AWS/ApplicationELB HTTPCode_Target_5XX_Count":   "Count",
	"AWS/ApplicationELB HTTPCode_Target_4XX_Count":   "Count",
	"AWS/ApplicationELB HTTPCode_ELB_5XX_Count":      "Count",
	"AWS/ApplicationELB UnHealthyHostCount":          "Count",
	"AWS/ApplicationELB HealthyHostCount":            "Count",
	"AWS/Billing EstimatedCharges":                   "USD",
	"AWS/CertificateManager DaysToExpiry":            "Days",
	"AWS/CloudFront 5xxErrorRate":                    "Percent",
	"AWS/CloudFront TotalErrorRate":                  "Percent",
	"AWS/DynamoDB ConsumedReadCapacityUnits":         "Count",
	"AWS/DynamoDB ConsumedWriteCapacityUnits":        "Count",
	"AWS/DynamoDB ReadThrottleEvents":                "Count",
	"AWS/DynamoDB SuccessfulRequestLatency":          "Milliseconds",
	"AWS/DynamoDB SystemErrors":                      "Count",
	"AWS/DynamoDB ThrottledRequests":                 "Count",
	"AWS/DynamoDB UserErrors":                        "Count",
	"AWS/DynamoDB WriteThrottleEvents":               "Count",
	"AWS/EBS VolumeQueueLength":                      "Count",
	"AWS/EC2 CPUUtilization":                         "Percent",
	"AWS/EC2 CPUCreditBalance":                       "Count",
	"AWS/EC2 DiskReadBytes":                          "Bytes",
	"AWS/EC2 DiskWriteBytes":                         "Bytes",
	"AWS/EC2 NetworkIn":                              "Bytes",
	"AWS/EC2 NetworkOut":                             "Bytes",
	"AWS/EC2 StatusCheckFailed":                      "Count",
	"AWS/EC2 StatusCheckFailed_Instance":             "Count",
	"AWS/EC2 StatusCheckFailed_System":               "Count",
	"AWS/ECS CPUUtilization":                         "Percent",
	"AWS/ECS MemoryUtilization":                      "Percent",
	"AWS/ElastiCache CPUUtilization":                 "Percent",
	"AWS/ElastiCache DatabaseMemoryUsagePercentage":  "Percent",
	"AWS/ElastiCache EngineCPUUtilization":           "Percent",
	"AWS/IoT Connect.Success":                        "Count",
	"AWS/IoT RuleMessageThrottled":                   "Count",
	"AWS/Kinesis GetRecords.IteratorAgeMilliseconds": "Milliseconds",
	"AWS/Lambda ConcurrentExecutions":                "Count",
	"AWS/Lambda Duration":                            "Milliseconds",
	"AWS/Lambda Errors":                              "Count",
	"AWS/Lambda Invocations":                         "Count",
	"AWS/Lambda IteratorAge":                         "Milliseconds",
	"AWS/Lambda Throttles":                           "Count",
	"AWS/NetworkELB UnHealthyHostCount":              "Count",
	"AWS/RDS CPUUtilization":                         "Percent",
	"AWS/RDS DatabaseConnections":                    "Count",
	"AWS/RDS FreeStorageSpace":                       "Bytes",
	"AWS/RDS FreeableMemory":                         "Bytes",
	"AWS/RDS ReadLatency":                            "Seconds",
	"AWS/RDS ReplicaLag":                             "Seconds",
	"AWS/RDS WriteLatency":                           "Seconds",
	"AWS/SNS NumberOfNotificationsFailed":            "Count",
	"AWS/SQS ApproximateAgeOfOldestMessage":          "Seconds",
	"AWS/SQS ApproximateNumberOfMessagesVisible":     "Count",
	"AWS/States ExecutionsFailed":                    "Count",
	"AWS/States ExecutionTime":                       "Milliseconds",
	"CWAgent disk_used_percent":                      "Percent",
	"CWAgent mem_used_percent":                       "Percent",
	"CloudWatchSynthetics Duration":                  "Milliseconds",
	"CloudWatchSynthetics SuccessPercent":            "Percent",
	"ECS/ContainerInsights RunningTaskCount":         "Count",
}
