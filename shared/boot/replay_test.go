package boot

import (
	"context"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// asFrozen makes the test's own program a client of a service that hangs up. The
// service's certificate has to be among the system's, which a process reads once.
const asFrozen = "BONGSU_TEST_FROZEN"

// Without a second attempt of the SDK's.
func TestConnectionsThatAServiceHasClosed(t *testing.T) {
	if os.Getenv(asFrozen) != "" {
		askAfterHangups(t)
		return
	}
	var mu sync.Mutex
	conns := map[net.Conn]bool{}
	service := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if r.URL.Path == "/hangup" {
			for c := range conns {
				_ = c.Close()
			}
			clear(conns)
			return
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		_, _ = io.WriteString(w, "{}")
	}))
	service.Config.ConnState = func(c net.Conn, s http.ConnState) {
		mu.Lock()
		defer mu.Unlock()
		if s == http.StateNew {
			conns[c] = true
		}
	}
	service.StartTLS()
	t.Cleanup(service.Close)
	roots := filepath.Join(t.TempDir(), "roots.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: service.Certificate().Raw})
	if err := os.WriteFile(roots, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "-test.run=^TestConnectionsThatAServiceHasClosed$")
	cmd.Env = append(os.Environ(), asFrozen+"="+service.URL, "SSL_CERT_FILE="+roots, "AWS_REGION=ap-northeast-2",
		"AWS_ACCESS_KEY_ID=key", "AWS_SECRET_ACCESS_KEY=secret", "AWS_ENDPOINT_URL="+service.URL)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

func askAfterHangups(t *testing.T) {
	cfg, err := AWS()
	if err != nil {
		t.Fatal(err)
	}
	cfg.Retryer = func() aws.Retryer { return aws.NopRetryer{} }
	tables := dynamodb.NewFromConfig(cfg)
	ask := func(ctx context.Context) {
		if _, err := tables.ListTables(ctx, nil); err != nil {
			t.Error(err)
		}
	}
	for range 30 {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() { ask(t.Context()) })
		}
		all.Wait()
		// Its own connection is closed before it is answered.
		answer, err := http.Get(os.Getenv(asFrozen) + "/hangup")
		if err == nil {
			_ = answer.Body.Close()
		}
		ask(t.Context())
	}
}
