package cloudwatch

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/metric"
)

// getMetricData is a request of
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
type getMetricData struct {
	StartTime         int64
	EndTime           int64
	ScanBy            string
	MetricDataQueries []query
	NextToken         string `json:",omitempty"`
}

type query struct {
	ID         string      `json:"Id"`
	MetricStat *metricStat `json:",omitempty"`
	Expression string      `json:",omitempty"`
	Period     int         `json:",omitempty"`
	Label      string      `json:",omitempty"`
	AccountID  string      `json:"AccountId,omitempty"`
	ReturnData bool
}

type metricStat struct {
	Metric named
	Period int
	Stat   string
}

type named struct {
	Namespace, MetricName string
	Dimensions            []dimension `json:",omitempty"`
}

type dimension struct{ Name, Value string }

func request(from, to time.Time, queries []metric.Query) getMetricData {
	in := getMetricData{StartTime: from.Unix(), EndTime: to.Unix(), ScanBy: "TimestampAscending"}
	for _, q := range queries {
		out := query{ID: q.ID, Label: q.Label, AccountID: q.Account, Expression: q.Expression, ReturnData: !q.Hidden}
		period := int(q.Period / time.Second)
		if q.Expression != "" {
			out.Period = period
		} else {
			out.MetricStat = &metricStat{Metric: named{q.Metric.Namespace, q.Metric.Name, nil}, Period: period, Stat: q.Stat}
			for _, d := range q.Metric.Dimensions {
				out.MetricStat.Metric.Dimensions = append(out.MetricStat.Metric.Dimensions, dimension(d))
			}
		}
		in.MetricDataQueries = append(in.MetricDataQueries, out)
	}
	return in
}

// answer is one page. A query that groups gives several results of one id.
type answer struct {
	MetricDataResults []result
	Messages          []message
	NextToken         string
}

type result struct {
	ID         string `json:"Id"`
	Label      string
	Timestamps []number
	Values     []number
	StatusCode string
	Messages   []message
}

type message struct{ Code, Value string }

// text is nothing where a message is empty.
func (m message) text() string {
	if m.Value == "" {
		return m.Code
	}
	return m.Code + ": " + m.Value
}

// number is a JSON number, or the names of those that are none:
// https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
type number float64

// UnmarshalJSON reads a number.
func (n *number) UnmarshalJSON(data []byte) error {
	var name string
	if json.Unmarshal(data, &name) != nil {
		return json.Unmarshal(data, (*float64)(n))
	}
	v, err := strconv.ParseFloat(name, 64)
	*n = number(v)
	return err
}

func (n number) time() time.Time {
	whole, part := math.Modf(float64(n))
	return time.Unix(int64(whole), int64(part*1e9)).UTC()
}

// gathered is what the pages so far gave. A series goes on over pages under the
// same id and label.
type gathered struct {
	found    []result
	messages []message
}

func (g *gathered) add(page answer) {
	for _, m := range page.Messages {
		if !slices.Contains(g.messages, m) {
			g.messages = append(g.messages, m)
		}
	}
	// Two results of one page are never the same series, whatever their labels.
	taken := make(map[int]bool)
	for _, r := range page.MetricDataResults {
		at := -1
		for i, known := range g.found {
			if !taken[i] && known.ID == r.ID && known.Label == r.Label {
				at = i
				break
			}
		}
		if at < 0 {
			at = len(g.found)
			g.found = append(g.found, result{ID: r.ID, Label: r.Label})
		}
		taken[at] = true
		to := &g.found[at]
		n := min(len(r.Timestamps), len(r.Values))
		to.Timestamps, to.Values = append(to.Timestamps, r.Timestamps[:n]...), append(to.Values, r.Values[:n]...)
		to.StatusCode, to.Messages = r.StatusCode, append(to.Messages, r.Messages...)
	}
}

// series are those that were found, in the order of the queries.
func (g *gathered) series(queries []metric.Query) []metric.Series {
	var all []metric.Series
	for _, q := range queries {
		for _, r := range g.found {
			if r.ID == q.ID {
				all = append(all, r.series())
			}
		}
	}
	return all
}

func (r result) series() metric.Series {
	s := metric.Series{ID: r.ID, Label: r.Label}
	for i, at := range r.Timestamps {
		s.Points = append(s.Points, alert.Point{At: at.time(), Value: float64(r.Values[i])})
	}
	slices.SortStableFunc(s.Points, func(a, b alert.Point) int { return a.At.Compare(b.At) })
	for _, m := range r.Messages {
		s.Notes = append(s.Notes, m.text())
	}
	return s
}

// failure names what did not come whole. PartialData with no page to follow is as
// bad as an error.
func (g *gathered) failure() error {
	var faults []error
	for _, r := range g.found {
		if r.StatusCode != "Complete" && r.StatusCode != "" {
			faults = append(faults, fmt.Errorf("metric %s: CloudWatch answered %s%s", r.ID, r.StatusCode, explained(r.Messages)))
		}
	}
	if len(faults) > 0 {
		faults = append(faults, notes(g.messages)...)
	}
	return errors.Join(faults...)
}

func explained(all []message) string {
	if len(all) == 0 {
		return ""
	}
	return " (" + all[0].text() + ")"
}

func notes(all []message) []error {
	var out []error
	for _, m := range all {
		out = append(out, errors.New(m.text()))
	}
	return out
}
