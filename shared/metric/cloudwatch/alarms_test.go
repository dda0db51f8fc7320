package cloudwatch_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/metric/cloudwatch"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"
)

// described is an answer of DescribeAlarms with an alarm of each sort.
const described = `{"CompositeAlarms":[],"MetricAlarms":[
{"AlarmName":"주문 지연","Namespace":"AWS/ApiGateway","MetricName":"Latency","ExtendedStatistic":"p95","Dimensions":[{"Name":"ApiName","Value":"orders"}],
 "Period":60,"EvaluationPeriods":5,"DatapointsToAlarm":3,"Threshold":300.0,"ComparisonOperator":"GreaterThanThreshold","StateUpdatedTimestamp":1.79E9,
 "StateReasonData":"{\"version\":\"1.0\",\"evaluatedDatapoints\":[{\"timestamp\":\"2026-09-25T04:06:00.000+0000\",\"value\":310.0},{\"timestamp\":\"2026-09-25T04:07:00.000+0000\",\"value\":812.0},{\"timestamp\":\"2026-09-25T04:08:00.000+0000\"}]}"},
{"AlarmName":"ratio","EvaluationPeriods":1,"Threshold":5.0,"ComparisonOperator":"GreaterThanOrEqualToThreshold","Metrics":[
 {"Id":"errors","ReturnData":false,"MetricStat":{"Metric":{"Namespace":"N","MetricName":"E","Dimensions":[]},"Period":60,"Stat":"Sum"}},
 {"Id":"ratio","Expression":"100*errors/60","Label":"Errors","ReturnData":true}]},
{"AlarmName":"cpu","EvaluationPeriods":1,"ThresholdMetricId":"ad1","ComparisonOperator":"GreaterThanUpperThreshold","Metrics":[
 {"Id":"ad1","Expression":"ANOMALY_DETECTION_BAND(m1, 2)"},
 {"Id":"m1","ReturnData":true,"AccountId":"210987654321","MetricStat":{"Metric":{"Namespace":"AWS/RDS","MetricName":"CPUUtilization"},"Period":300,"Stat":"Average"}}]}
]}`

func TestAlarms(t *testing.T) {
	asked := map[string]any{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Amz-Target") != "GraniteServiceVersion20100801.DescribeAlarms" {
			t.Error(r.Header)
		}
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, described)
	}))
	t.Cleanup(server.Close)
	reader := cloudwatch.New(aws.Config{
		Region: "ap-northeast-2", BaseEndpoint: &server.URL,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	})
	got, err := reader.Alarms(t.Context(), []string{"주문 지연", "ratio", "cpu"})
	if err != nil {
		t.Fatal(err)
	}
	limit, five := 300.0, 5.0
	want := map[string]alert.Measurement{
		"주문 지연": {
			Namespace: "AWS/ApiGateway", Metric: "Latency", Stat: "p95", Dimensions: []alert.Field{{Name: "ApiName", Value: "orders"}},
			Period: time.Minute, Evaluated: 5, Needed: 3, Threshold: &limit, Comparison: alert.Above,
			Points: []alert.Point{{Value: 812, At: time.Date(2026, 9, 25, 4, 7, 0, 0, time.UTC)}},
		},
		"ratio": {
			ID: "ratio", Expression: "100*errors/60", Label: "Errors", Period: time.Minute, Evaluated: 1, Threshold: &five, Comparison: alert.AtLeast,
			Inputs: []alert.Measurement{{ID: "errors", Namespace: "N", Metric: "E", Stat: "Sum", Period: time.Minute}},
		},
		"cpu": {
			ID: "m1", Namespace: "AWS/RDS", Metric: "CPUUtilization", Stat: "Average", Account: "210987654321", Period: 5 * time.Minute,
			Evaluated: 1, Band: "ANOMALY_DETECTION_BAND(m1, 2)", Comparison: alert.AboveBand,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]any{"AlarmNames": []any{"주문 지연", "ratio", "cpu"}, "AlarmTypes": []any{"MetricAlarm"}}, asked); diff != "" {
		t.Error(diff)
	}
}

func TestAlarmsThatMayNotBeLookedAt(t *testing.T) {
	r, _ := open(t, said{400, `{"__type":"AccessDenied"}`})
	if _, err := r.Alarms(t.Context(), []string{"a"}); err == nil || !strings.Contains(err.Error(), "allow cloudwatch:DescribeAlarms") {
		t.Error(err)
	}
}
