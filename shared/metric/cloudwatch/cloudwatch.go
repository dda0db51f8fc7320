// Package cloudwatch reads metrics by CloudWatch's GetMetricData. It does not know
// what they are read for.
package cloudwatch

import (
	"context"
	"fmt"
	"time"

	"bongsu/shared/metric"
	"bongsu/shared/signed"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// service is CloudWatch as the SDK's own client knows it.
var service = signed.Service{Name: "monitoring", ID: "CloudWatch"}

// target stands before the name of an action:
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-protocols-faq.html
const target = "GraniteServiceVersion20100801."

const (
	// maxAnswer is above what 100,800 points take, the most that one answer has.
	maxAnswer = 8 << 20
	// maxPages keeps a source that never ends from being asked for ever.
	maxPages = 100
)

// Reader is a metric.Reader. It is safe for concurrent use.
type Reader struct{ cfg aws.Config }

// New returns a reader. It calls nobody.
func New(cfg aws.Config) *Reader { return &Reader{cfg} }

// Read asks for the values of queries, page by page. What CloudWatch throttles or
// fails at is asked again as often as the configuration's retryer says.
func (r *Reader) Read(ctx context.Context, from, to time.Time, queries []metric.Query) ([]metric.Series, error) {
	if err := metric.Check(from, to, queries); err != nil {
		return nil, fmt.Errorf("read metrics: %w", err)
	}
	in := request(from, to, queries)
	got := gathered{}
	for range maxPages {
		var out answer
		err := r.ask(ctx, "GetMetricData", in, &out)
		if err != nil {
			return got.series(queries), explain(err, "cloudwatch:GetMetricData")
		}
		got.add(out)
		if out.NextToken == "" {
			return got.series(queries), got.failure()
		}
		in.NextToken = out.NextToken
	}
	return got.series(queries), fmt.Errorf("read metrics: more than %d pages", maxPages)
}

func (r *Reader) ask(ctx context.Context, action string, in, out any) error {
	return signed.Patiently(ctx, r.cfg, func() error {
		return service.JSON(ctx, r.cfg, "1.0", target+action, in, out, maxAnswer)
	})
}

// explain adds the way out to what CloudWatch said.
func explain(err error, action string) error {
	switch signed.CodeOf(err) {
	case "AccessDenied", "AccessDeniedException":
		return fmt.Errorf("metrics may not be read: allow %s: %w", action, err)
	}
	return fmt.Errorf("read metrics: %w", err)
}
