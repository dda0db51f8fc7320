package file

import (
	"regexp"
	"slices"
	"strings"

	"bongsu/shared/alert"
	"bongsu/shared/config"
)

var (
	// namespace and dimension limits: PutMetricAlarm and Dimension.
	namespace = regexp.MustCompile(`^[A-Za-z0-9._/#:-]{1,255}$`)
	printable = regexp.MustCompile(`^[\x20-\x7e]{1,255}$`)
	httpAPI   = regexp.MustCompile(`^[a-z0-9]{5,32}$`)
)

// companions are the keys that go with only some ways to say what is watched.
var companions = map[string][]string{
	"stage": {"api", "http-api"}, "dimensions": {"metric"}, "unit": {"metric", "math"},
	"metrics": {"math"}, "stat": {"api", "http-api", "metric"},
}

// watched reads what the alarm looks at: exactly one of api, http-api, metric and
// math.
func (r *reader) watched(s *section, a *config.Alarm) {
	given := ""
	for _, key := range []string{"api", "http-api", "metric", "math"} {
		if s.has(key) {
			given = key
		}
	}
	if given == "" {
		r.faultAt(s.self.head, s.self.path, "watches nothing", watchHint())
	}
	r.endpoint(s, a)
	r.metric(s, a)
	r.math(s, a)
	for key, goesWith := range companions {
		if v, there := s.find(key); there && given != "" && !slices.Contains(goesWith, given) {
			r.faultAt(v.head, v.path, "does not go with "+given, "")
		}
	}
	r.unsure = r.wrong(s.self.path+".unit") || r.wrong(s.self.path+".metric") || r.wrong(s.self.path+".math")
}

// endpoint reads an API Gateway.
func (r *reader) endpoint(s *section, a *config.Alarm) {
	a.API, a.Stage = s.line("api"), s.line("stage")
	if v, ok := s.get("http-api"); ok {
		a.HTTPAPI, ok = r.line(v)
		if ok && !httpAPI.MatchString(a.HTTPAPI) {
			r.fault(v, quoted(a.HTTPAPI)+" is not the id of an HTTP API", httpAPIHint)
		}
	}
	if s.has("api") || s.has("http-api") {
		// Both kinds of API name this metric alike. Source: the metrics pages of
		// API Gateway's developer guide.
		a.Namespace, a.Metric = "AWS/ApiGateway", "Latency"
	}
	if a.API != "" {
		a.Dimensions = append(a.Dimensions, alert.Field{Name: "ApiName", Value: a.API})
	}
	if a.HTTPAPI != "" {
		a.Dimensions = append(a.Dimensions, alert.Field{Name: "ApiId", Value: a.HTTPAPI})
	}
	if a.Stage != "" {
		a.Dimensions = append(a.Dimensions, alert.Field{Name: "Stage", Value: a.Stage})
	}
}

const httpAPIHint = "its id, not its name, e.g. a1b2c3d4e5; see `aws apigatewayv2 get-apis`"

// metric reads any metric: its namespace, its name, its dimensions.
func (r *reader) metric(s *section, a *config.Alarm) {
	if v, ok := s.get("metric"); ok {
		if text, ok := r.line(v); ok {
			space, name, found := strings.Cut(text, " ")
			if !found || !namespace.MatchString(space) || !printable.MatchString(name) {
				r.fault(v, quoted(text)+" is not a namespace, a space and a metric", "e.g. AWS/SQS ApproximateAgeOfOldestMessage")
			}
			a.Namespace, a.Metric = space, strings.TrimSpace(name)
		}
	}
	v, ok := s.get("dimensions")
	if !ok {
		return
	}
	dimensions, ok := r.section(v)
	if !ok {
		return
	}
	for _, e := range dimensions.entries {
		if !printable.MatchString(e.key) || e.key[0] == ':' {
			r.faultAt(e.value.head, e.value.path, "is not the name of a dimension", "e.g. {QueueName: orders}")
		}
		if !r.given(e.value) {
			continue
		}
		if text, ok := r.line(e.value); ok {
			a.Dimensions = append(a.Dimensions, alert.Field{Name: e.key, Value: text})
		}
	}
	if len(dimensions.entries) > 30 {
		r.fault(v, "has more than 30 dimensions", "")
	}
}

// unit reads what the value is in, where AWS does not say.
func (r *reader) unit(s *section, a *config.Alarm) {
	v, ok := s.get("unit")
	if !ok {
		return
	}
	text, ok := r.line(v)
	if !ok {
		return
	}
	known := alert.UnitOf(a.Namespace, a.Metric)
	var names []string
	for name := range metricUnits() {
		if alert.IsUnit(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	switch {
	case !slices.Contains(names, text):
		r.fault(v, quoted(text)+" is not a unit of CloudWatch", suggest(text, names))
	case known != "" && known != text:
		r.fault(v, a.Metric+" is measured in "+known, "remove the line")
	default:
		a.Unit = text
		return
	}
	r.unsure = true
}
