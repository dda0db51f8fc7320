package boot

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// asFunction makes the test's own program a function that greets.
const asFunction = "BONGSU_TEST_FUNCTION"

func TestMain(m *testing.M) {
	if os.Getenv(asFunction) == "" {
		os.Exit(m.Run())
	}
	type event struct{ Name string }
	err := Start(func(_ context.Context, e event) (string, error) { return "hello " + e.Name, nil })
	if err != nil {
		_, _ = io.WriteString(os.Stderr, err.Error())
		os.Exit(1)
	}
}

func function(t *testing.T) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = append(os.Environ(), asFunction+"=1")
	return cmd
}

func TestStartAtADesk(t *testing.T) {
	cmd := function(t)
	cmd.Stdin = strings.NewReader(`{"name":"봉수"}`)
	out, err := cmd.Output()
	if err != nil || string(out) != "\"hello 봉수\"\n" {
		t.Fatalf("answer %q, error %v", out, err)
	}
	cmd = function(t)
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Run(); cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != 1 || !strings.Contains(said.String(), "no event") {
		t.Fatalf("without an event: %v, %q", err, said.String())
	}
}

func TestStartUnderLambda(t *testing.T) {
	answers := make(chan string, 1)
	asked := 0
	runtime := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/runtime/invocation/next") && asked == 0:
			asked++
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", "r-1")
			w.Header().Set("Lambda-Runtime-Deadline-Ms", "32503680000000")
			_, _ = io.WriteString(w, `{"name":"봉수"}`)
		case strings.HasSuffix(r.URL.Path, "/runtime/invocation/r-1/response"):
			body, _ := io.ReadAll(r.Body)
			answers <- string(body)
			w.WriteHeader(http.StatusAccepted)
		default:
			// No more events: the runtime client gives up and the program ends.
			w.WriteHeader(http.StatusGone)
		}
	}))
	t.Cleanup(runtime.Close)
	cmd := function(t)
	cmd.Env = append(cmd.Env, "AWS_LAMBDA_RUNTIME_API="+strings.TrimPrefix(runtime.URL, "http://"))
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Fatalf("a function whose runtime is gone ended well: %s", out)
	}
	select {
	case got := <-answers:
		if strings.TrimSpace(got) != `"hello 봉수"` {
			t.Fatalf("answer %q", got)
		}
	default:
		t.Fatalf("no answer: %s", out)
	}
}
