package cloudwatch

import (
	"context"
	"encoding/json"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/metric"
)

// described is what DescribeAlarms says of a metric alarm.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
type described struct {
	AlarmName string
	singleMetric
	Metrics            []listed
	ComparisonOperator string
	Threshold          *float64
	EvaluationPeriods  int
	DatapointsToAlarm  int
	StateReasonData    string
}

type singleMetric struct {
	Namespace, MetricName        string
	Statistic, ExtendedStatistic string
	Dimensions                   []dimension
	Period                       int
	Unit                         string
}

type listed struct {
	ID         string `json:"Id"`
	MetricStat struct {
		Metric named
		Period int
		Stat   string
		Unit   string
	}
	Expression, Label string
	Period            int
	AccountID         string `json:"AccountId"`
	ReturnData        *bool
}

// Alarms gives what alarms of these names measure, by their names. Those that are
// not there, or are composite themselves, are left out.
func (r *Reader) Alarms(ctx context.Context, names []string) (map[string]alert.Measurement, error) {
	var out struct{ MetricAlarms []described }
	in := map[string]any{"AlarmNames": names, "AlarmTypes": []string{"MetricAlarm"}}
	if err := r.ask(ctx, "DescribeAlarms", in, &out); err != nil {
		return nil, explain(err, "cloudwatch:DescribeAlarms")
	}
	all := make(map[string]alert.Measurement, len(out.MetricAlarms))
	for _, d := range out.MetricAlarms {
		all[d.AlarmName] = d.measurement()
	}
	return all, nil
}

func (d described) measurement() alert.Measurement {
	m := d.watched()
	m.Comparison = alert.ComparisonOf(d.ComparisonOperator)
	m.Evaluated, m.Needed = d.EvaluationPeriods, d.DatapointsToAlarm
	if m.Band == "" {
		m.Threshold = d.Threshold
	}
	m.Points = newest(d.StateReasonData)
	return m
}

// watched is the series that the alarm compares, with what it is computed of.
func (d described) watched() alert.Measurement {
	if len(d.Metrics) == 0 {
		stat := d.Statistic
		if stat == "" {
			stat = d.ExtendedStatistic
		}
		return alert.Measurement{
			Namespace: d.Namespace, Metric: d.MetricName, Stat: stat, Unit: d.Unit,
			Dimensions: fields(d.Dimensions), Period: seconds(d.Period),
		}
	}
	var m alert.Measurement
	var others []alert.Measurement
	band, found := "", false
	for _, l := range d.Metrics {
		switch one := l.measurement(); {
		case metric.IsBand(l.Expression):
			band = l.Expression
		case !found && (l.ReturnData == nil || *l.ReturnData):
			m, found = one, true
		default:
			others = append(others, one)
		}
	}
	m.Inputs, m.Band = others, band
	for _, in := range others {
		if m.Period == 0 {
			m.Period = in.Period
		}
	}
	return m
}

func (l listed) measurement() alert.Measurement {
	m := alert.Measurement{
		ID: l.ID, Label: l.Label, Expression: l.Expression, Account: l.AccountID, Period: seconds(l.Period),
		Namespace: l.MetricStat.Metric.Namespace, Metric: l.MetricStat.Metric.MetricName,
		Dimensions: fields(l.MetricStat.Metric.Dimensions), Stat: l.MetricStat.Stat, Unit: l.MetricStat.Unit,
	}
	if m.Metric != "" {
		m.Period, m.Label = seconds(l.MetricStat.Period), ""
	}
	return m
}

func fields(all []dimension) []alert.Field {
	var out []alert.Field
	for _, d := range all {
		out = append(out, alert.Field(d))
	}
	return out
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

// newest is the newest datum of what the alarm decided by, nothing where it says
// none with its time.
func newest(data string) []alert.Point {
	var reason struct {
		EvaluatedDatapoints []struct {
			Timestamp string
			Value     *float64
		}
	}
	if json.Unmarshal([]byte(data), &reason) != nil || len(reason.EvaluatedDatapoints) == 0 {
		return nil
	}
	var best alert.Point
	for _, p := range reason.EvaluatedDatapoints {
		at, err := time.Parse("2006-01-02T15:04:05.000-0700", p.Timestamp)
		if err == nil && p.Value != nil && at.After(best.At) {
			best = alert.Point{At: at.UTC(), Value: *p.Value}
		}
	}
	if best.At.IsZero() {
		return nil
	}
	return []alert.Point{best}
}
