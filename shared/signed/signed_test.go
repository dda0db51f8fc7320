package signed_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bongsu/shared/signed"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

var ssm = signed.Service{Name: "ssm", ID: "SSM"}

// asked is a client that only notes where a request goes.
type asked struct{ to string }

func (a *asked) Do(r *http.Request) (*http.Response, error) {
	a.to = r.URL.String()
	return nil, errors.New("not sent")
}

// elsewhere is a source of settings that points SSM's clients elsewhere.
type elsewhere struct{}

func (elsewhere) GetServiceBaseEndpoint(_ context.Context, sdkID string) (string, bool, error) {
	return "https://own.example.com/", sdkID == "SSM", nil
}

func credentials() aws.CredentialsProvider {
	return aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
	})
}

func TestWhereAServiceIs(t *testing.T) {
	base := "https://base.example.com"
	for want, change := range map[string]func(*aws.Config){
		"https://ssm.ap-northeast-2.amazonaws.com/": func(c *aws.Config) {},
		"https://ssm.cn-north-1.amazonaws.com.cn/":  func(c *aws.Config) { c.Region = "cn-north-1" },
		"https://ssm.us-gov-west-1.amazonaws.com/":  func(c *aws.Config) { c.Region = "us-gov-west-1" },
		base:                       func(c *aws.Config) { c.BaseEndpoint = &base },
		"https://own.example.com/": func(c *aws.Config) { c.BaseEndpoint, c.ConfigSources = &base, []any{1, elsewhere{}} },
	} {
		client := new(asked)
		cfg := aws.Config{Region: "ap-northeast-2", Credentials: credentials(), HTTPClient: client}
		change(&cfg)
		if _, err := ssm.Ask(t.Context(), cfg, signed.Request{Method: http.MethodGet}); err == nil || client.to != want {
			t.Errorf("asked %s, want %s: %v", client.to, want, err)
		}
	}
	for problem, cfg := range map[string]aws.Config{
		"region":      {Credentials: aws.AnonymousCredentials{}},
		"credentials": {Region: "ap-northeast-2"},
	} {
		if _, err := ssm.Ask(t.Context(), cfg, signed.Request{Method: http.MethodGet}); err == nil || !strings.Contains(err.Error(), problem) {
			t.Errorf("without %s: %v", problem, err)
		}
	}
}

// serve answers every request with the same, and gives what it was asked.
func serve(t *testing.T, status int, header, body string) (aws.Config, *[]*http.Request) {
	t.Helper()
	var got []*http.Request
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r)
		if header != "" {
			w.Header().Set("X-Amzn-ErrorType", header)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return aws.Config{Region: "ap-northeast-2", BaseEndpoint: &server.URL, Credentials: credentials()}, &got
}

func TestRefusals(t *testing.T) {
	for _, test := range []struct{ header, body, code, text string }{
		{"", `{"__type":"com.amazonaws.x#Throttling","message":"slow"}`, "Throttling", "Throttling: slow"},
		{"", `{"__type":"Throttling","Message":"slow"}`, "Throttling", "Throttling: slow"},
		{"", `<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>none</Message></Error>`, "NoSuchKey", "NoSuchKey: none"},
		{"TooManyRequestsException:http://internal", `{"Reason":"x","message":"Rate"}`, "TooManyRequestsException", "TooManyRequestsException: Rate"},
		{"", "", "", "status 400"},
		{"", "<html>gateway</html>", "", "status 400"},
	} {
		cfg, _ := serve(t, 400, test.header, test.body)
		err := ssm.JSON(t.Context(), cfg, "1.1", "X.Y", nil, nil, 1000)
		if signed.CodeOf(err) != test.code || err == nil || err.Error() != test.text {
			t.Errorf("%s: %v, code %q", test.body, err, signed.CodeOf(err))
		}
	}
}

func TestWhatIsTooLongIsAnError(t *testing.T) {
	cfg, _ := serve(t, 200, "", strings.Repeat(" ", 99)+"{}")
	if err := ssm.JSON(t.Context(), cfg, "1.1", "X.Y", nil, new(any), 100); err == nil || !strings.Contains(err.Error(), "100 bytes") {
		t.Error(err)
	}
	if err := ssm.JSON(t.Context(), cfg, "1.1", "X.Y", nil, new(any), 101); err != nil {
		t.Error(err)
	}
}

// TestAPathIsSignedAsItIsSent by S3's rule, which names its body as well.
func TestAPathIsSignedAsItIsSent(t *testing.T) {
	cfg, got := serve(t, 200, "", "")
	s3 := signed.Service{Name: "s3", ID: "S3", PathOnce: true}
	path := "/bucket/p/" + signed.Escape("한 글+/")
	if _, err := s3.Ask(t.Context(), cfg, signed.Request{Method: http.MethodPut, Path: path, Body: []byte("x")}); err != nil {
		t.Fatal(err)
	}
	r := (*got)[0]
	if r.RequestURI != "/bucket/p/%ED%95%9C%20%EA%B8%80%2B%2F" {
		t.Error(r.RequestURI)
	}
	if r.Header.Get("X-Amz-Content-Sha256") != "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881" {
		t.Error(r.Header)
	}
	if !strings.Contains(r.Header.Get("Authorization"), "/s3/aws4_request, SignedHeaders=content-length;host;x-amz-content-sha256;x-amz-date") {
		t.Error(r.Header.Get("Authorization"))
	}
}

func TestPatiently(t *testing.T) {
	quick := func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts, o.Backoff = 3, retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return time.Millisecond, nil })
		})
	}
	throttled := &signed.Refused{Status: 400, Code: "ThrottlingException"}
	failed := &signed.Refused{Status: 503}
	refused := &signed.Refused{Status: 400, Code: "ValidationError"}
	for _, test := range []struct {
		cfg   aws.Config
		err   error
		tries int
	}{
		{aws.Config{Retryer: quick}, throttled, 3},
		{aws.Config{Retryer: quick}, fmt.Errorf("page 2: %w", failed), 3},
		{aws.Config{Retryer: quick}, refused, 1},
		{aws.Config{Retryer: quick}, nil, 1},
		{aws.Config{}, throttled, 1},
	} {
		tries := 0
		err := signed.Patiently(t.Context(), test.cfg, func() error { tries++; return test.err })
		if tries != test.tries || !errors.Is(err, test.err) {
			t.Errorf("%v: %d tries, %v", test.err, tries, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	tries := 0
	err := signed.Patiently(ctx, aws.Config{Retryer: quick}, func() error { tries++; cancel(); return throttled })
	if tries != 1 || !errors.Is(err, throttled) {
		t.Errorf("after the end of its time: %d tries, %v", tries, err)
	}
}
