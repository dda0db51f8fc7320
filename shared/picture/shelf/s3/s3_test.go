package s3_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"bongsu/shared/picture/shelf"
	"bongsu/shared/picture/shelf/s3"

	"github.com/aws/aws-sdk-go-v2/aws"
)

var _ shelf.Bucket = new(s3.Bucket)

// asked is a request as the bucket got it.
type asked struct{ method, path, body, kind, condition string }

func open(t *testing.T, status int, body string) (*s3.Bucket, *[]asked) {
	t.Helper()
	var all []asked
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got, _ := io.ReadAll(r.Body)
		all = append(all, asked{r.Method, r.RequestURI, string(got), r.Header.Get("Content-Type"), r.Header.Get("If-None-Match")})
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return s3.New(aws.Config{
		Region: "ap-northeast-2", BaseEndpoint: &server.URL,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	}, "bongsu-pictures"), &all
}

func TestWhatIsAsked(t *testing.T) {
	b, all := open(t, 200, "data")
	if data, found, err := b.Get(t.Context(), "p/a b"); string(data) != "data" || !found || err != nil {
		t.Errorf("%q, %v, %v", data, found, err)
	}
	if there, err := b.Has(t.Context(), "p/x"); !there || err != nil {
		t.Errorf("%v, %v", there, err)
	}
	if err := b.Put(t.Context(), "p/x", "image/png", []byte("1")); err != nil {
		t.Error(err)
	}
	if made, err := b.PutNew(t.Context(), "key/names", "a/b", []byte("2")); !made || err != nil {
		t.Errorf("%v, %v", made, err)
	}
	want := []asked{
		{"GET", "/bongsu-pictures/p/a%20b", "", "", ""}, {"HEAD", "/bongsu-pictures/p/x", "", "", ""},
		{"PUT", "/bongsu-pictures/p/x", "1", "image/png", ""}, {"PUT", "/bongsu-pictures/key/names", "2", "a/b", "*"},
	}
	for i, r := range *all {
		if r != want[i] {
			t.Errorf("%+v, want %+v", r, want[i])
		}
	}
}

func TestWhatIsNotThere(t *testing.T) {
	for _, status := range []int{403, 404} {
		b, _ := open(t, status, "<Error><Code>AccessDenied</Code></Error>")
		if _, found, err := b.Get(t.Context(), "p/x"); found || err != nil {
			t.Errorf("%d: %v, %v", status, found, err)
		}
		if there, err := b.Has(t.Context(), "p/x"); there || err != nil {
			t.Errorf("%d: %v, %v", status, there, err)
		}
	}
	for _, status := range []int{409, 412} {
		b, _ := open(t, status, "<Error><Code>PreconditionFailed</Code></Error>")
		if made, err := b.PutNew(t.Context(), "key/names", "", nil); made || err != nil {
			t.Errorf("%d: %v, %v", status, made, err)
		}
	}
}

func TestFailuresAreNamedWithoutTheFilesName(t *testing.T) {
	b, _ := open(t, 503, "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>")
	_, _, got := b.Get(t.Context(), "p/secret-name")
	_, has := b.Has(t.Context(), "p/secret-name")
	put := b.Put(t.Context(), "p/secret-name", "", nil)
	_, putNew := b.PutNew(t.Context(), "p/secret-name", "", nil)
	for what, err := range map[string]error{"Get": got, "Has": has, "Put": put, "PutNew": putNew} {
		if err == nil || strings.Contains(err.Error(), "secret-name") || !strings.Contains(err.Error(), "p/") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if !strings.Contains(put.Error(), "SlowDown: Please reduce") {
		t.Error(put)
	}
	gone := s3.New(aws.Config{Region: "x", BaseEndpoint: aws.String("http://127.0.0.1:1"), Credentials: aws.AnonymousCredentials{}}, "b")
	if err := gone.Put(t.Context(), "p/secret-name", "", nil); err == nil || strings.Contains(err.Error(), "secret-name") {
		t.Error(err)
	}
}
