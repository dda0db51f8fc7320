package alert

import "strings"

// Console is the address of a service in the AWS console of a partition
// ("aws", "aws-cn", "aws-us-gov"), up to and with its #; empty if the partition
// or the region is not one we know the shape of.
func Console(partition, region, service string) string {
	domain := map[string]string{
		"aws":        "console.aws.amazon.com",
		"aws-cn":     "console.amazonaws.cn",
		"aws-us-gov": "console.amazonaws-us-gov.com",
	}[partition]
	if domain == "" || !IsRegion(region) {
		return ""
	}
	return "https://" + region + "." + domain + "/" + service + "/home?region=" + region + "#"
}

// IsRegion keeps anything but a region's code ("ap-northeast-2") out of host names.
func IsRegion(s string) bool {
	return strings.Count(s, "-") >= 2 && len(s) <= 30 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}
