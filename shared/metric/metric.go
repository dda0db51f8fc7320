// Package metric is the vocabulary of asking for values over time: what is asked,
// and the series that come back. It asks nobody itself; shared/metric/cloudwatch
// does, and Memory answers from what it was given.
package metric

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"bongsu/shared/alert"
)

// Reader gives values over time.
type Reader interface {
	// Read gives the values from a time on and before another, in the order of the
	// queries, those of hidden ones left out. A query may give none, and one that
	// groups may give several. What could not be read is named by the error; the
	// series that could are there all the same.
	Read(ctx context.Context, from, to time.Time, queries []Query) ([]Series, error)
}

// Query asks for the statistic of a metric, or for the result of an expression.
type Query struct {
	// ID names the query within one Read, see ValidID.
	ID string
	// Metric is what is measured; zero for an expression.
	Metric Metric
	// Stat is CloudWatch's name: Average, Sum, Minimum, Maximum, SampleCount, p95.
	Stat string
	// Period is how much time a point stands for.
	Period time.Duration
	// Expression is of CloudWatch's metric math, over other queries by their ids
	// ("100 * errors / calls", "ANOMALY_DETECTION_BAND(m1, 2)"), or a query of
	// Metrics Insights ("SELECT …").
	Expression string
	// Label is the series' name; empty leaves it to the source.
	Label string
	// Hidden is a query that is only there for the expressions of others.
	Hidden bool
	// Account is the one whose metric it is, where that is not the reader's own.
	Account string
}

// Metric names what is measured.
type Metric struct {
	Namespace string
	Name      string
	// Dimensions count as a set.
	Dimensions []alert.Field
}

// Series are the values that answer a query.
type Series struct {
	// ID is the query's. A band gives two series of one id, see Band.
	ID    string
	Label string
	// Points come in the order of time, each at the begin of its period.
	Points []alert.Point
	// Notes are what the source said of the series ("data were left out").
	Notes []string
}

// MaxQueries is how many queries one Read takes.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
const MaxQueries = 500

// bandFunction begins the expression of an anomaly band.
const bandFunction = "ANOMALY_DETECTION_BAND("

// IsBand reports whether an expression gives the edges of an expected band.
func IsBand(expression string) bool { return strings.HasPrefix(expression, bandFunction) }

// Insights reports whether an expression is a query of Metrics Insights, which
// reads the last three hours only and may give many series.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/query_with_cloudwatch-metrics-insights.html
func Insights(expression string) bool {
	word, _, _ := strings.Cut(strings.TrimSpace(expression), " ")
	return strings.EqualFold(word, "SELECT")
}

var id = regexp.MustCompile(`^[a-z][a-zA-Z0-9_]{0,254}$`)

// ValidID reports whether CloudWatch takes an id: a lower-case letter, then
// letters, digits and underscores.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html
func ValidID(s string) bool { return id.MatchString(s) }

// Check names everything that is wrong with queries.
func Check(from, to time.Time, queries []Query) error {
	var faults []error
	if !from.Before(to) {
		faults = append(faults, fmt.Errorf("it ends at %s, which is not after its begin at %s", to.Format(time.RFC3339), from.Format(time.RFC3339)))
	}
	if n := len(queries); n == 0 || n > MaxQueries {
		faults = append(faults, fmt.Errorf("%d queries: 1 to %d can be asked at once", n, MaxQueries))
	}
	seen := map[string]bool{}
	for i, q := range queries {
		for _, problem := range q.problems() {
			faults = append(faults, fmt.Errorf("query %d (%q): %s", i+1, q.ID, problem))
		}
		if seen[q.ID] {
			faults = append(faults, fmt.Errorf("query %d (%q): another one has the same id", i+1, q.ID))
		}
		seen[q.ID] = true
	}
	if len(queries) > 0 && !slices.ContainsFunc(queries, func(q Query) bool { return !q.Hidden }) {
		faults = append(faults, errors.New("every query is hidden: nothing would be given"))
	}
	return errors.Join(faults...)
}

func (q Query) problems() []string {
	var all []string
	if !ValidID(q.ID) {
		all = append(all, "its id must be a lower-case letter, then letters, digits and _")
	}
	switch {
	case q.Expression != "" && q.Metric.Name != "":
		all = append(all, "it names both a metric and an expression")
	case q.Expression == "" && (q.Metric.Name == "" || q.Metric.Namespace == ""):
		all = append(all, "it names neither an expression nor a metric with its namespace")
	case q.Expression == "" && q.Stat == "":
		all = append(all, "it names no statistic")
	}
	if q.Expression == "" && !validPeriod(q.Period) {
		all = append(all, fmt.Sprintf("period %s: CloudWatch takes 1s, 5s, 10s, 20s, 30s and multiples of a minute", q.Period))
	}
	return all
}

func validPeriod(p time.Duration) bool {
	switch p {
	case time.Second, 5 * time.Second, 10 * time.Second, 20 * time.Second, 30 * time.Second:
		return true
	}
	return p > 0 && p%time.Minute == 0
}
