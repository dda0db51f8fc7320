package alert

// Comparison says on which side of its threshold a value is wrong.
type Comparison string

const (
	// Above is greater than the threshold.
	Above Comparison = "above"
	// AtLeast is greater than or equal to the threshold.
	AtLeast Comparison = "at-least"
	// Below is less than the threshold.
	Below Comparison = "below"
	// AtMost is less than or equal to the threshold.
	AtMost Comparison = "at-most"
	// AboveBand is above the upper edge of an expected band.
	AboveBand Comparison = "above-band"
	// BelowBand is below the lower edge.
	BelowBand Comparison = "below-band"
	// OutsideBand is on either side of the band.
	OutsideBand Comparison = "outside-band"
)

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
