package alert_test

import (
	"testing"
	"time"

	"bongsu/shared/alert"
)

func TestLogURL(t *testing.T) {
	at := time.UnixMilli(1790309527086)
	const seoul = "https://ap-northeast-2.console.aws.amazon.com/cloudwatch/home?region=ap-northeast-2#logsV2:log-groups/log-group/"
	for _, test := range []struct{ region, group, stream, want string }{
		{"ap-northeast-2", "/app/orders", "web 1/[$LATEST]0a#b", seoul + "$252Fapp$252Forders/log-events/web$25201$252F$255B$2524LATEST$255D0a$2523b$3Fstart$3D1790309527086"},
		{"ap-northeast-2", "/app/orders", "", seoul + "$252Fapp$252Forders"},
		{"cn-north-1", "a", "b", "https://cn-north-1.console.amazonaws.cn/cloudwatch/home?region=cn-north-1#logsV2:log-groups/log-group/a/log-events/b$3Fstart$3D1790309527086"},
		{"", "/app/orders", "a", ""},
		{"evil.example.com/", "/app/orders", "a", ""},
		{"ap-northeast-2", "", "a", ""},
	} {
		if got := alert.LogURL(test.region, test.group, test.stream, at); got != test.want {
			t.Errorf("got %s\nwant %s", got, test.want)
		}
	}
}
