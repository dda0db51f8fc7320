package alarm

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
)

func TestAlarmLink(t *testing.T) {
	for _, c := range []struct{ arn, want string }{
		{
			"arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:orders-latency",
			"https://ap-northeast-2.console.aws.amazon.com/cloudwatch/home?region=ap-northeast-2#alarmsV2:alarm/orders-latency",
		},
		{
			"arn:aws:cloudwatch:us-east-1:1:alarm:a b/c:d \"e\"+f#g?",
			"https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#alarmsV2:alarm/a%20b%2Fc%3Ad%20%22e%22%2Bf%23g%3F",
		},
		{
			"arn:aws-cn:cloudwatch:cn-north-1:1:alarm:주문",
			"https://cn-north-1.console.amazonaws.cn/cloudwatch/home?region=cn-north-1#alarmsV2:alarm/%EC%A3%BC%EB%AC%B8",
		},
		{
			"arn:aws-us-gov:cloudwatch:us-gov-west-1:1:alarm:x",
			"https://us-gov-west-1.console.amazonaws-us-gov.com/cloudwatch/home?region=us-gov-west-1#alarmsV2:alarm/x",
		},
		{"arn:aws-iso:cloudwatch:us-iso-east-1:1:alarm:x", ""},
		{"arn:aws:cloudwatch:evil.example/#:1:alarm:x", ""},
		{"arn:aws:cloudwatch:REGION:1:alarm:x", ""},
		{"arn:aws:cloudwatch:us-east-1:1:alarm", ""},
		{"not an arn", ""},
	} {
		a, _ := parseARN(c.arn)
		link, ok := alarmLink(a)
		if link.URL != c.want || ok != (c.want != "") {
			t.Errorf("%s\n got %q\nwant %q", c.arn, link.URL, c.want)
		}
	}
}

func TestMetricLink(t *testing.T) {
	a, _ := parseARN("arn:aws:cloudwatch:ap-northeast-2:1:alarm:x")
	at := time.Date(2026, 9, 25, 4, 12, 7, 0, time.UTC)
	const base = "https://ap-northeast-2.console.aws.amazon.com/cloudwatch/home?region=ap-northeast-2#metricsV2:graph="
	for _, c := range []struct{ name, config, want string }{
		{
			"one metric",
			`{"MetricName":"Latency","Namespace":"AWS/ApiGateway","Statistic":"AVERAGE","Period":300,"Dimensions":[{"name":"ApiName","value":"주문 $1 é"}]}`,
			"~(metrics~(~(~'AWS*2fApiGateway~'Latency~'ApiName~'**c8fc**bb38*20!1*20*e9))~view~'timeSeries~stacked~false" +
				"~region~'ap-northeast-2~stat~'Average~period~300~start~'2026-09-25T01*3a12*3a07.000Z~end~'2026-09-25T05*3a12*3a07.000Z)",
		},
		{
			"math",
			`{"metrics":[{"id":"e1","expression":"m1*2","label":"Twice","returnData":true},
			  {"id":"m1","metricStat":{"metric":{"namespace":"NS","name":"M","dimensions":{}},"period":60,"stat":"Sum"},"returnData":false}]}`,
			"~(metrics~(~(~(expression~'m1*2a2~id~'e1~label~'Twice))~(~'NS~'M~(id~'m1~visible~false~stat~'Sum)))~view~'timeSeries~stacked~false" +
				"~region~'ap-northeast-2~period~60~start~'2026-09-25T01*3a12*3a07.000Z~end~'2026-09-25T05*3a12*3a07.000Z)",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			config, ok := decode([]byte(c.config))
			if !ok {
				t.Fatal("config is not JSON")
			}
			link, ok := metricLink(a, config, measure(config, node{}, reading{}), at)
			if !ok || link.To != alert.ToMetric {
				t.Fatalf("no link to the metric: %+v", link)
			}
			if link.URL != base+c.want {
				t.Errorf("\n got %s\nwant %s", link.URL, base+c.want)
			}
			if _, err := url.Parse(link.URL); err != nil || strings.ContainsAny(link.URL, " \"<>|") {
				t.Errorf("not an encoded URL: %v", err)
			}
		})
	}
}
