package ssm_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"bongsu/shared/secret"
	"bongsu/shared/secret/ssm"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"
)

const (
	name  = "/bongsu/ops-slack"
	value = "https://hooks.example.com/T000/B000/very-secret"
)

// provider is SSM's JSON protocol over a loopback server.
type provider struct {
	mu       sync.Mutex
	requests []map[string]any
	// signed is what the newest request said of who asked.
	signed string
	// answer is sent with status 400 if failing.
	answer  string
	failing bool
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	in := map[string]any{"target": r.Header.Get("X-Amz-Target")}
	p.signed = r.Header.Get("Authorization") + " " + r.Header.Get("X-Amz-Security-Token")
	_ = json.Unmarshal(body, &in)
	p.requests = append(p.requests, in)
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	if p.failing {
		w.WriteHeader(http.StatusBadRequest)
	}
	fmt.Fprint(w, p.answer)
}

func (p *provider) set(answer string, failing bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer, p.failing = answer, failing
}

func (p *provider) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.requests)
}

func open(t *testing.T, answer string, failing bool) (aws.Config, *provider) {
	t.Helper()
	p := &provider{answer: answer, failing: failing}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	return aws.Config{
		BaseEndpoint: &server.URL, Region: "ap-northeast-2",
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test", SessionToken: "session"}, nil
		}),
	}, p
}

func stored(value string) string {
	body, _ := json.Marshal(map[string]any{"Parameter": map[string]any{"Name": name, "Value": value}})
	return string(body)
}

func TestGetOnce(t *testing.T) {
	client, p := open(t, stored(value+"\n"), false)
	parameter := ssm.New(client, name)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if s, err := parameter.Get(t.Context()); err != nil || s.Reveal() != value {
				t.Errorf("wrong value, error %v", err)
			}
		})
	}
	all.Wait()
	want := []map[string]any{{"target": "AmazonSSM.GetParameter", "Name": name, "WithDecryption": true}}
	if diff := cmp.Diff(want, p.requests); diff != "" {
		t.Fatalf("requests (-want +got):\n%s", diff)
	}
	p.set(stored("another"), false)
	if s, err := parameter.Get(t.Context()); err != nil || s.Reveal() != value || p.count() != 1 {
		t.Fatalf("not remembered: %d requests, %v", p.count(), err)
	}
	parameter.Forget()
	if s, err := parameter.Get(t.Context()); err != nil || s.Reveal() != "another" || p.count() != 2 {
		t.Fatalf("not forgotten: %d requests, %v", p.count(), err)
	}
}

func TestFailureIsNotRemembered(t *testing.T) {
	client, p := open(t, `{"__type":"InternalServerError","message":"no"}`, true)
	parameter := ssm.New(client, name)
	if _, err := parameter.Get(t.Context()); err == nil {
		t.Fatal("no error")
	}
	p.set(stored(value), false)
	if s, err := parameter.Get(t.Context()); err != nil || s.Reveal() != value {
		t.Fatal(err)
	}
}

func TestGetErrors(t *testing.T) {
	tests := []struct {
		name, answer string
		failing      bool
		want         []string
	}{
		{"not found", `{"__type":"ParameterNotFound"}`, true, []string{"does not exist", "bongsu secret set " + name}},
		{"denied", `{"__type":"AccessDeniedException","message":"no"}`, true, []string{name, "ssm:GetParameter", "kms:Decrypt"}},
		{"by its full name", `{"__type":"com.amazonaws.ssm#ParameterNotFound"}`, true, []string{"does not exist"}},
		{"no JSON", `<html>gateway</html>`, true, []string{name, "status 400"}},
		{"half of it", `{"Parameter":{"Value":"` + value, false, []string{name, "not JSON"}},
		{"other", `{"__type":"ThrottlingException","message":"slow"}`, true, []string{name, "ThrottlingException"}},
		{"blank", stored(" \n"), false, []string{"is empty", "bongsu secret set " + name}},
		{"nothing", `{}`, false, []string{"is empty", name}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			client, _ := open(t, test.answer, test.failing)
			_, err := ssm.New(client, name).Get(t.Context())
			wantError(t, err, test.want...)
		})
	}
	t.Run("cancelled", func(t *testing.T) {
		client, p := open(t, stored(value), false)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := ssm.New(client, name).Get(ctx); !errors.Is(err, context.Canceled) || p.count() != 0 {
			t.Fatalf("%d requests, error %v", p.count(), err)
		}
	})
}

func TestPut(t *testing.T) {
	client, p := open(t, `{"Version":2}`, false)
	if err := ssm.Put(t.Context(), client, name, secret.New(value+"\n")); err != nil {
		t.Fatal(err)
	}
	want := []map[string]any{{
		"target": "AmazonSSM.PutParameter", "Name": name, "Value": value, "Type": "SecureString", "Overwrite": true,
	}}
	if diff := cmp.Diff(want, p.requests); diff != "" {
		t.Fatalf("requests (-want +got):\n%s", diff)
	}
}

func TestPutErrors(t *testing.T) {
	quoting := `{"__type":"ValidationException","message":"Value '` + value + `' at 'value' failed to satisfy constraint"}`
	tests := []struct {
		name, answer string
		value        secret.Text
		want         []string
	}{
		{"quoted", quoting, secret.New(value), []string{name, "ValidationException"}},
		{"denied", `{"__type":"AccessDeniedException","message":"` + value + `"}`, secret.New(value), []string{name, "ssm:PutParameter"}},
		{"empty", `{}`, secret.New(" \n"), []string{name, "0 bytes"}},
		{"none", `{}`, secret.Text{}, []string{name, "0 bytes"}},
		{"long", `{}`, secret.New(strings.Repeat(value, 100)), []string{name, "4096"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			client, _ := open(t, test.answer, true)
			wantError(t, ssm.Put(t.Context(), client, name, test.value), test.want...)
		})
	}
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q lacks %q", err, part)
		}
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		if strings.Contains(fmt.Sprintf("%v %+v %#v", e, e, e), "very-secret") {
			t.Error("an error of the chain shows the value")
		}
	}
}

// TestRequestsAreSigned for the service and region that they go to, in the name of
// the function's role.
func TestRequestsAreSigned(t *testing.T) {
	cfg, p := open(t, stored(value), false)
	if _, err := ssm.New(cfg, name).Get(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{
		"AWS4-HMAC-SHA256 Credential=test/", "/ap-northeast-2/ssm/aws4_request", "SignedHeaders=", "x-amz-target", " session",
	} {
		if !strings.Contains(p.signed, part) {
			t.Errorf("%q lacks %q", p.signed, part)
		}
	}
}
