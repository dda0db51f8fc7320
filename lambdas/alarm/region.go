package alarm

import "strings"

// regionOf is the code of a region by the display name that CloudWatch writes
// into its messages; empty for names that are not listed. Messages of today carry
// an ARN, which says it better.
// https://docs.aws.amazon.com/general/latest/gr/cw_region.html
func regionOf(name string) string {
	name = strings.Replace(strings.TrimSpace(name), "Europe (", "EU (", 1)
	return map[string]string{
		"US East (N. Virginia)":     "us-east-1",
		"US East (Ohio)":            "us-east-2",
		"US West (N. California)":   "us-west-1",
		"US West (Oregon)":          "us-west-2",
		"Africa (Cape Town)":        "af-south-1",
		"Asia Pacific (Hong Kong)":  "ap-east-1",
		"Asia Pacific (Tokyo)":      "ap-northeast-1",
		"Asia Pacific (Seoul)":      "ap-northeast-2",
		"Asia Pacific (Osaka)":      "ap-northeast-3",
		"Asia Pacific (Mumbai)":     "ap-south-1",
		"Asia Pacific (Hyderabad)":  "ap-south-2",
		"Asia Pacific (Singapore)":  "ap-southeast-1",
		"Asia Pacific (Sydney)":     "ap-southeast-2",
		"Asia Pacific (Jakarta)":    "ap-southeast-3",
		"Asia Pacific (Melbourne)":  "ap-southeast-4",
		"Canada (Central)":          "ca-central-1",
		"EU (Frankfurt)":            "eu-central-1",
		"EU (Zurich)":               "eu-central-2",
		"EU (Stockholm)":            "eu-north-1",
		"EU (Milan)":                "eu-south-1",
		"EU (Spain)":                "eu-south-2",
		"EU (Ireland)":              "eu-west-1",
		"EU (London)":               "eu-west-2",
		"EU (Paris)":                "eu-west-3",
		"Middle East (UAE)":         "me-central-1",
		"Middle East (Bahrain)":     "me-south-1",
		"South America (Sao Paulo)": "sa-east-1",
	}[name]
}
