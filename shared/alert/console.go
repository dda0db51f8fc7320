package alert

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

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

// PartitionOf is the partition that a region is in, by its code.
func PartitionOf(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}

// LogURL opens a log stream in the console at a time; without a stream, the
// group. It is empty where the console's address is not known.
//
// The console escapes what stands behind its # twice, and writes $ for the
// second %. Source: AWS CDK, and the links that the console itself makes.
func LogURL(region, group, stream string, at time.Time) string {
	base := Console(PartitionOf(region), region, "cloudwatch")
	if base == "" || group == "" {
		return ""
	}
	address := base + "logsV2:log-groups/log-group/" + twice(group)
	if stream == "" {
		return address
	}
	address += "/log-events/" + twice(stream)
	if !at.IsZero() {
		address += once("?start=" + strconv.FormatInt(at.UnixMilli(), 10))
	}
	return address
}

func once(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(url.QueryEscape(s), "+", "%20"), "%", "$")
}

func twice(s string) string {
	return once(strings.ReplaceAll(url.QueryEscape(s), "+", "%20"))
}
