package cloud

import (
	"encoding/json"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/metric"
)

// Metrics are what CloudWatch knows the values of.
func (c *Cloud) Metrics() *metric.Memory {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.metrics
}

// cloudwatch answers GetMetricData and DescribeAlarms.
func (c *Cloud) cloudwatch(role *role, action string, body []byte) (any, *refusal) {
	if !c.may(call{role: role.name, action: "cloudwatch:" + action, resource: "*"}, role.policy) {
		return nil, denied(role, "cloudwatch:"+action, "*")
	}
	switch action {
	case "GetMetricData":
		return c.metricData(body)
	case "DescribeAlarms":
		return c.describe(body)
	}
	return nil, &refusal{400, "UnknownOperationException", "this cloud does not know cloudwatch:" + action}
}

// dataQuery is one of GetMetricData's queries.
type dataQuery struct {
	ID         string `json:"Id"`
	MetricStat struct {
		Metric struct {
			Namespace, MetricName string
			Dimensions            []struct{ Name, Value string }
		}
		Period int
		Stat   string
	}
	Expression, Label string
	Period            int
	ReturnData        *bool
}

func (q dataQuery) query() metric.Query {
	period := max(q.Period, q.MetricStat.Period)
	var dimensions []alert.Field
	for _, d := range q.MetricStat.Metric.Dimensions {
		dimensions = append(dimensions, alert.Field(d))
	}
	return metric.Query{
		ID: q.ID, Stat: q.MetricStat.Stat, Period: time.Duration(period) * time.Second, Expression: q.Expression, Label: q.Label,
		Metric: metric.Metric{Namespace: q.MetricStat.Metric.Namespace, Name: q.MetricStat.Metric.MetricName, Dimensions: dimensions},
		Hidden: q.ReturnData != nil && !*q.ReturnData,
	}
}

func (c *Cloud) metricData(body []byte) (any, *refusal) {
	var in struct {
		StartTime, EndTime float64
		MetricDataQueries  []dataQuery
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, &refusal{400, "SerializationException", err.Error()}
	}
	var queries []metric.Query
	for _, q := range in.MetricDataQueries {
		queries = append(queries, q.query())
	}
	series, err := c.metrics.Read(c.ctx, time.Unix(int64(in.StartTime), 0), time.Unix(int64(in.EndTime), 0), queries)
	if err != nil {
		return nil, &refusal{400, "ValidationError", err.Error()}
	}
	results := []any{}
	for _, s := range series {
		times, values := []int64{}, []float64{}
		for _, p := range s.Points {
			times, values = append(times, p.At.Unix()), append(values, p.Value)
		}
		results = append(results, map[string]any{"Id": s.ID, "Label": s.Label, "Timestamps": times, "Values": values, "StatusCode": "Complete"})
	}
	return map[string]any{"MetricDataResults": results, "Messages": []any{}}, nil
}

// describe gives the alarms of the template as CloudWatch would: it calls their
// properties what CloudFormation calls them.
func (c *Cloud) describe(body []byte) (any, *refusal) {
	var in struct{ AlarmNames []string }
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, &refusal{400, "SerializationException", err.Error()}
	}
	found := []any{}
	for _, name := range in.AlarmNames {
		for _, a := range c.stack.alarms {
			if a.name == name {
				found = append(found, a.properties)
			}
		}
	}
	return map[string]any{"MetricAlarms": found, "CompositeAlarms": []any{}}, nil
}
