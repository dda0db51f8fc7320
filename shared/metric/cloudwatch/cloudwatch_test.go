package cloudwatch_test

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/metric"
	"bongsu/shared/metric/cloudwatch"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var start = time.Unix(1_790_000_000, 0).UTC()

func point(minute int, value float64) alert.Point {
	return alert.Point{At: start.Add(time.Duration(minute) * time.Minute), Value: value}
}

type said struct {
	status int
	body   string
}

// open is CloudWatch's JSON protocol on loopback, which gives these answers in turn.
func open(t *testing.T, answers ...said) (*cloudwatch.Reader, *[]map[string]any) {
	t.Helper()
	var asked []map[string]any
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		in := map[string]any{}
		if err := json.Unmarshal(body, &in); err != nil || !strings.HasPrefix(r.Header.Get("X-Amz-Target"), "GraniteServiceVersion20100801.") ||
			r.Header.Get("Content-Type") != "application/x-amz-json-1.0" {
			t.Errorf("%v %v", r.Header, err)
		}
		next := answers[min(len(asked), len(answers)-1)]
		asked = append(asked, in)
		w.WriteHeader(next.status)
		_, _ = io.WriteString(w, next.body)
	}))
	t.Cleanup(server.Close)
	return cloudwatch.New(aws.Config{
		Region: "ap-northeast-2", BaseEndpoint: &server.URL,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
		Retryer: func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return time.Millisecond, nil })
			})
		},
	}), &asked
}

var queries = []metric.Query{
	{
		ID: "m1", Stat: "p95", Period: 5 * time.Minute, Hidden: true, Account: "210987654321",
		Metric: metric.Metric{Namespace: "AWS/ApiGateway", Name: "Latency", Dimensions: []alert.Field{{Name: "ApiName", Value: "주문"}}},
	},
	{ID: "e1", Expression: "m1 / 1000", Period: 5 * time.Minute, Label: "초"},
}

func read(t *testing.T, r *cloudwatch.Reader) ([]metric.Series, error) {
	t.Helper()
	return r.Read(t.Context(), start, start.Add(time.Hour), queries)
}

func TestWhatIsAsked(t *testing.T) {
	r, asked := open(t, said{200, `{"MetricDataResults":[]}`})
	if _, err := read(t, r); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"StartTime": 1_790_000_000.0, "EndTime": 1_790_003_600.0, "ScanBy": "TimestampAscending",
		"MetricDataQueries": []any{
			map[string]any{"Id": "m1", "ReturnData": false, "AccountId": "210987654321", "MetricStat": map[string]any{
				"Metric": map[string]any{
					"Namespace": "AWS/ApiGateway", "MetricName": "Latency",
					"Dimensions": []any{map[string]any{"Name": "ApiName", "Value": "주문"}},
				}, "Period": 300.0, "Stat": "p95",
			}},
			map[string]any{"Id": "e1", "Expression": "m1 / 1000", "Period": 300.0, "Label": "초", "ReturnData": true},
		},
	}
	if diff := cmp.Diff([]map[string]any{want}, *asked); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPagesArePutTogether(t *testing.T) {
	r, asked := open(t,
		said{200, `{"MetricDataResults":[
			{"Id":"e1","Label":"a","Timestamps":[1790000060,1.79000000E9],"Values":[2,1],"StatusCode":"PartialData"},
			{"Id":"e1","Label":"b","Timestamps":[1790000000],"Values":["NaN"],"StatusCode":"PartialData"}],"NextToken":"more"}`},
		said{200, `{"MetricDataResults":[
			{"Id":"e1","Label":"b","Timestamps":[],"Values":[],"StatusCode":"Complete"},
			{"Id":"e1","Label":"a","Timestamps":[1790000120],"Values":[3.5],"StatusCode":"Complete","Messages":[{"Code":"Hint","Value":"some"}]}]}`},
	)
	got, err := read(t, r)
	if err != nil {
		t.Fatal(err)
	}
	want := []metric.Series{
		{ID: "e1", Label: "a", Points: []alert.Point{point(0, 1), point(1, 2), point(2, 3.5)}, Notes: []string{"Hint: some"}},
		{ID: "e1", Label: "b", Points: []alert.Point{point(0, math.NaN())}},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(*asked) != 2 || (*asked)[1]["NextToken"] != "more" || (*asked)[1]["StartTime"] != (*asked)[0]["StartTime"] {
		t.Errorf("%v", *asked)
	}
}

func TestWhatIsMissingIsNamedAndTheRestIsGiven(t *testing.T) {
	for status, text := range map[string]string{
		"InternalError": "metric e1: CloudWatch answered InternalError (Oops: broken)",
		"PartialData":   "metric e1: CloudWatch answered PartialData",
		"Forbidden":     "metric e1: CloudWatch answered Forbidden",
	} {
		r, _ := open(t, said{200, `{"MetricDataResults":[{"Id":"e1","Label":"a","Timestamps":[1790000000],"Values":[1],"StatusCode":"` + status +
			`","Messages":[{"Code":"Oops","Value":"broken"}]}],"Messages":[{"Code":"MaxMetricsExceeded","Value":"too many"}]}`})
		got, err := read(t, r)
		if err == nil || !strings.Contains(err.Error(), text) || !strings.Contains(err.Error(), "MaxMetricsExceeded: too many") || len(got) != 1 {
			t.Errorf("%s: %v, %v", status, got, err)
		}
	}
	r, _ := open(t, said{200, `{"MetricDataResults":[{"Id":"e1","Timestamps":[1790000000],"Values":[1],"StatusCode":"PartialData"}],"NextToken":"more"}`},
		said{400, `{"__type":"InvalidNextToken","message":"gone"}`})
	if got, err := read(t, r); err == nil || !strings.Contains(err.Error(), "InvalidNextToken: gone") || len(got) != 1 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestRefusals(t *testing.T) {
	fine := said{200, `{"MetricDataResults":[{"Id":"e1","Timestamps":[1790000000],"Values":[1],"StatusCode":"Complete"}]}`}
	for name, first := range map[string]said{
		"throttled": {400, `{"__type":"com.amazonaws.cloudwatch#ThrottlingException","message":"Rate exceeded"}`},
		"limited":   {400, `{"__type":"Throttling","message":"Rate exceeded"}`},
		"broken":    {500, `{"__type":"InternalServiceFault"}`},
	} {
		r, asked := open(t, first, fine)
		if got, err := read(t, r); err != nil || len(got) != 1 || len(*asked) != 2 {
			t.Errorf("%s: %v, %v after %d requests", name, got, err, len(*asked))
		}
	}
	r, asked := open(t, said{400, `{"__type":"AccessDenied","message":"no"}`})
	if _, err := read(t, r); err == nil || !strings.Contains(err.Error(), "allow cloudwatch:GetMetricData") || len(*asked) != 1 {
		t.Errorf("%v after %d requests", err, len(*asked))
	}
	r, asked = open(t, said{400, `{"__type":"ThrottlingException"}`})
	if _, err := read(t, r); err == nil || !strings.Contains(err.Error(), "ThrottlingException") || len(*asked) != 3 {
		t.Errorf("%v after %d requests", err, len(*asked))
	}
	r, asked = open(t, said{200, `{"MetricDataResults":[],"NextToken":"again"}`})
	if _, err := read(t, r); err == nil || !strings.Contains(err.Error(), "100 pages") || len(*asked) != 100 {
		t.Errorf("%v after %d requests", err, len(*asked))
	}
	if _, err := r.Read(t.Context(), start, start, nil); err == nil || !strings.Contains(err.Error(), "0 queries") || len(*asked) != 100 {
		t.Error(err)
	}
}
