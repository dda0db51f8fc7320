package boot

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"

	"bongsu/shared/replay"
)

// Bounds of one AWS request. All of ours answer in milliseconds; a function must
// have time left to say what failed.
const (
	connectTimeout = 3 * time.Second
	requestTimeout = 5 * time.Second // with all its attempts within the time of every function
	// A hiccup of a service is over in tenths of a second. What lasts longer is
	// for the queue to wait out: a function's own waiting is billed.
	attempts       = 4
	firstBackoff   = 100 * time.Millisecond
	longestBackoff = 400 * time.Millisecond
)

// AWS is the configuration for AWS clients, from the variables that Lambda sets:
// region and credentials. AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<SERVICE> point
// clients elsewhere, at a stand-in for AWS. The SDK's own config package is not
// used: its profiles, SSO and instance metadata are 1.6 MiB that no function needs.
func AWS() (aws.Config, error) {
	region := os.Getenv("AWS_REGION")
	if region == "" {
		return aws.Config{}, errors.New("variable AWS_REGION is not set: Lambda sets it, at your desk set it yourself")
	}
	cfg := aws.Config{
		Region:        region,
		Credentials:   aws.CredentialsProviderFunc(credentials),
		HTTPClient:    replay.Client{Doer: httpClient()},
		Retryer:       retryer,
		ConfigSources: []any{endpoints{}},
	}
	if url := os.Getenv("AWS_ENDPOINT_URL"); url != "" {
		cfg.BaseEndpoint = &url
	}
	return cfg, nil
}

// credentials reads the variables each time, which is as cheap as a cache and
// never stale.
func credentials(context.Context) (aws.Credentials, error) {
	c := aws.Credentials{
		AccessKeyID:     os.Getenv("AWS_ACCESS_KEY_ID"),
		SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY"),
		SessionToken:    os.Getenv("AWS_SESSION_TOKEN"),
		Source:          "environment",
	}
	if c.AccessKeyID == "" || c.SecretAccessKey == "" {
		return aws.Credentials{}, errors.New("variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set")
	}
	return c, nil
}

func httpClient() *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().
		WithTimeout(patient(requestTimeout)).
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = connectTimeout }).
		WithTransportOptions(func(t *http.Transport) {
			// A batch's requests go to one or two hosts at once.
			t.MaxIdleConnsPerHost = 32
			t.TLSHandshakeTimeout = connectTimeout
			t.TLSClientConfig.ClientSessionCache = tls.NewLRUClientSessionCache(0)
		})
}

func retryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = attempts
		o.Backoff = retry.BackoffDelayerFunc(backoff)
	})
}

// backoff doubles from try to try. A random half of it keeps those apart who
// were refused together.
func backoff(attempt int, _ error) (time.Duration, error) {
	d := longestBackoff
	if doublings := max(attempt-1, 0); doublings < 8 {
		d = min(longestBackoff, firstBackoff<<doublings)
	}
	return d/2 + rand.N(d/2+1), nil
}

// endpoints gives clients their own endpoint, as the SDK's config package would.
type endpoints struct{}

// GetServiceBaseEndpoint is called by each client as it is made.
func (endpoints) GetServiceBaseEndpoint(_ context.Context, sdkID string) (string, bool, error) {
	url := os.Getenv("AWS_ENDPOINT_URL_" + strings.ToUpper(strings.ReplaceAll(sdkID, " ", "_")))
	return url, url != "", nil
}

// In is what clients in a region are made of; empty is the configuration's own.
func In(cfg aws.Config, region string) aws.Config {
	there := cfg.Copy()
	if region != "" {
		there.Region = region
	}
	return there
}
