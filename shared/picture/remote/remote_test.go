package remote_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/picture/remote"

	"github.com/aws/aws-sdk-go-v2/aws"
)

func open(t *testing.T, serve http.HandlerFunc) *remote.Drawer {
	t.Helper()
	server := httptest.NewServer(serve)
	t.Cleanup(server.Close)
	return remote.New(aws.Config{
		Region: "ap-northeast-2", BaseEndpoint: &server.URL,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	}, "bongsu-Picture")
}

func TestDraw(t *testing.T) {
	want := alert.Alert{Key: "a", Subject: "주문", At: time.Unix(1, 0).UTC()}
	d := open(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var got alert.Alert
		if err := json.Unmarshal(body, &got); err != nil || got.Subject != want.Subject || !got.At.Equal(want.At) {
			t.Errorf("%s: %v", body, err)
		}
		if r.URL.Path != "/2015-03-31/functions/bongsu-Picture/invocations" || r.Header.Get("X-Amz-Invocation-Type") != "RequestResponse" ||
			!strings.Contains(r.Header.Get("Authorization"), "/lambda/aws4_request") {
			t.Errorf("%s %v", r.URL, r.Header)
		}
		_, _ = io.WriteString(w, `{"url":"https://x/y.png","preview":"https://x/y-s.png"}`)
	})
	got, err := d.Draw(t.Context(), want)
	if err != nil || *got != (alert.Picture{URL: "https://x/y.png", Preview: "https://x/y-s.png"}) {
		t.Errorf("%v, %v", got, err)
	}
}

func TestWhatIsNoPicture(t *testing.T) {
	for name, test := range map[string]struct {
		status       int
		header, body string
		want         string
	}{
		"nothing to draw": {200, "", "null", ""},
		"it failed":       {200, "Unhandled", `{"errorMessage":"picture of a: Throttling","errorType":"wrapError"}`, "the picture function failed: wrapError picture of a: Throttling"},
		"it was killed":   {200, "Unhandled", `what`, "the picture function failed"},
		"throttled":       {429, "", `{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","message":"Rate Exceeded."}`, "Rate Exceeded"},
		"denied":          {403, "", `{"__type":"AccessDeniedException","Message":"no"}`, "AccessDeniedException: no"},
		"garbage":         {200, "", `<html>`, "not one"},
	} {
		asked := 0
		d := open(t, func(w http.ResponseWriter, _ *http.Request) {
			asked++
			if test.header != "" {
				w.Header().Set("X-Amz-Function-Error", test.header)
			}
			w.WriteHeader(test.status)
			_, _ = io.WriteString(w, test.body)
		})
		got, err := d.Draw(t.Context(), alert.Alert{Key: "a"})
		if got != nil || (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) || asked != 1 {
			t.Errorf("%s: %v, %v after %d requests", name, got, err, asked)
		}
	}
}

func TestItKeepsToItsTime(t *testing.T) {
	d := open(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then a server notices who leaves
		<-r.Context().Done()
	})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	began := time.Now()
	if _, err := d.Draw(ctx, alert.Alert{}); err == nil || time.Since(began) > time.Second {
		t.Errorf("%v after %s", err, time.Since(began))
	}
}
