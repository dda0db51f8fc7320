package sns_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"bongsu/shared/channel"
	"bongsu/shared/channel/sns"
	"bongsu/shared/replay"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/google/go-cmp/cmp"
)

const topic = "arn:aws:sns:ap-northeast-2:123456789012:bongsu-ops-mail"

const accepted = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>` +
	`<MessageId>567910cd-659e-55d4-8ccb-5aaf14679dc0</MessageId></PublishResult>` +
	`<ResponseMetadata><RequestId>d74b8436-ae13-5ab4-a9ff-ce54dfea72a0</RequestId></ResponseMetadata></PublishResponse>`

func refusal(code, message string) string {
	return `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>` + code +
		`</Code><Message>` + message + `</Message></Error><RequestId>d74b8436</RequestId></ErrorResponse>`
}

// open serves the query protocol and returns the forms it was sent.
func open(t *testing.T, status int, answer string) (sns.Publisher, *[]url.Values) {
	t.Helper()
	var forms []url.Values
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		forms = append(forms, r.PostForm)
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(status)
		fmt.Fprint(w, answer)
	}))
	t.Cleanup(server.Close)
	return publisher(server.URL), &forms
}

func publisher(endpoint string) sns.Publisher {
	return sns.New(api.New(api.Options{
		BaseEndpoint: &endpoint, Region: "ap-northeast-2", Retryer: aws.NopRetryer{}, HTTPClient: replay.Client{Doer: http.DefaultClient},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	}))
}

func TestPublish(t *testing.T) {
	for _, subject := range []string{"[위험] orders-latency & 1 < 2", ""} {
		p, forms := open(t, http.StatusOK, accepted)
		id, err := p.Publish(t.Context(), topic, subject, "지연\n812 ms > 300 ms")
		if err != nil || id != "567910cd-659e-55d4-8ccb-5aaf14679dc0" {
			t.Fatalf("id %q, error %v", id, err)
		}
		want := url.Values{
			"Action": {"Publish"}, "Version": {"2010-03-31"}, "TopicArn": {topic}, "Message": {"지연\n812 ms > 300 ms"},
		}
		if subject != "" {
			want.Set("Subject", subject)
		}
		if diff := cmp.Diff([]url.Values{want}, *forms); diff != "" {
			t.Fatalf("forms (-want +got):\n%s", diff)
		}
	}
}

func TestRefusals(t *testing.T) {
	transient := channel.Error{}
	permanent := channel.Error{Permanent: true}
	body := channel.Error{Permanent: true, RefusedBody: true}
	tests := []struct {
		status        int
		code, message string
		want          channel.Error
		says          string
	}{
		{400, "InvalidParameter", "Invalid parameter: Subject", body, "Subject"},
		{400, "InvalidParameter", "Invalid parameter: Message too long", body, "too long"},
		{400, "InvalidParameter", "Invalid parameter: TopicArn Reason: no topic", permanent, "TopicArn"},
		{400, "InvalidParameterException", "Invalid parameter: Subject", body, "Subject"},
		{400, "ParameterValueInvalid", "no", body, "ParameterValueInvalid"},
		{400, "ValidationException", "no", body, "ValidationException"},
		{413, "RequestEntityTooLarge", "no", body, "RequestEntityTooLarge"},
		{404, "NotFound", "Topic does not exist", permanent, "deploy again"},
		{404, "ResourceNotFound", "no", permanent, "deploy again"},
		{403, "AuthorizationError", "not authorized", permanent, "sns:Publish"},
		{403, "AccessDenied", "not authorized", permanent, "sns:Publish"},
		{400, "KMSAccessDenied", "no", permanent, "kms:GenerateDataKey"},
		{400, "KMSNotFound", "no", permanent, "kms:GenerateDataKey"},
		{403, "KMSOptInRequired", "no", permanent, "kms:GenerateDataKey"},
		{400, "KMSDisabled", "no", transient, "KMSDisabled"},
		{400, "KMSInvalidState", "no", transient, "KMSInvalidState"},
		{400, "KMSThrottling", "slow", transient, "KMSThrottling"},
		{400, "Throttling", "Rate exceeded", transient, "Rate exceeded"},
		{400, "ThrottledException", "Rate exceeded", transient, "Rate exceeded"},
		{500, "InternalError", "oops", transient, "oops"},
		{503, "ServiceUnavailable", "oops", transient, "ServiceUnavailable"},
		{403, "InvalidSecurity", "signature", transient, "signature"},
		{403, "ExpiredToken", "token", transient, "ExpiredToken"},
		{403, "InvalidClientTokenId", "token", transient, "InvalidClientTokenId"},
		{400, "SomethingNew", "what", transient, "SomethingNew"},
		{400, "SomethingLong", strings.Repeat("가", 2000), transient, "가…"},
	}
	for _, test := range tests {
		t.Run(test.code+" "+fmt.Sprintf("%.40q", test.message), func(t *testing.T) {
			p, _ := open(t, test.status, refusal(test.code, test.message))
			_, err := p.Publish(t.Context(), topic, "subject", "body")
			got, ok := errors.AsType[*channel.Error](err)
			if !ok {
				t.Fatalf("error %v is no *channel.Error", err)
			}
			if !strings.Contains(err.Error(), test.says) || len(err.Error()) > 1100 {
				t.Errorf("error %q of %d bytes, want one with %q", err, len(err.Error()), test.says)
			}
			said := *got
			said.Err = nil
			if diff := cmp.Diff(test.want, said); diff != "" {
				t.Errorf("verdict (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNothingKnown(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	_, err := publisher(server.URL).Publish(t.Context(), topic, "subject", "body")
	if err == nil || channel.Permanent(err) {
		t.Fatalf("error %v, want one to try again after", err)
	}
	p, _ := open(t, http.StatusBadGateway, "<html>Bad Gateway</html>")
	if _, err := p.Publish(t.Context(), topic, "subject", "body"); err == nil || channel.Permanent(err) {
		t.Fatalf("error %v, want one to try again after", err)
	}
	p, forms := open(t, http.StatusOK, accepted)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Publish(ctx, topic, "s", "b"); !errors.Is(err, context.Canceled) || len(*forms) != 0 {
		t.Fatalf("%d requests, error %v", len(*forms), err)
	}
}
