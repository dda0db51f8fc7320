package alert

// ComparisonOf is what CloudWatch calls a comparison operator; empty if it is none
// that we know.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
func ComparisonOf(operator string) Comparison {
	switch operator {
	case "GreaterThanThreshold":
		return Above
	case "GreaterThanOrEqualToThreshold":
		return AtLeast
	case "LessThanThreshold":
		return Below
	case "LessThanOrEqualToThreshold":
		return AtMost
	case "GreaterThanUpperThreshold":
		return AboveBand
	case "LessThanLowerThreshold":
		return BelowBand
	case "LessThanLowerOrGreaterThanUpperThreshold":
		return OutsideBand
	}
	return ""
}
