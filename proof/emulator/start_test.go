package emulator

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"bongsu/proof/cloud"
)

const (
	fullToken  = "xoxb-emulated-full"
	mutedToken = "xoxb-emulated-muted"
	// seed is the workspace.
	seed = `slack:
  team: {name: Bongsu, domain: bongsu}
  channels: [{name: ops, topic: alarms}]
  strict_scopes: true
  tokens:
    - {token: ` + fullToken + `, scopes: [chat:write, files:write, channels:read, channels:history]}
    - {token: ` + mutedToken + `, scopes: [channels:read]}
`
	// starting is how long the emulator may take to answer, ending to end.
	starting, ending = 30 * time.Second, 10 * time.Second
)

// emulator is one that runs.
type emulator struct{ base string }

// start runs the emulator until the test ends.
func start(t *testing.T) emulator {
	t.Helper()
	root, err := cloud.Repository()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(root, "node_modules", "emulate", "dist", "index.js")
	if _, err := os.Stat(program); err != nil {
		t.Skip("the emulator is not installed: npm ci")
	}
	node := cloud.Node(root)
	if node == "" {
		node = "node"
	}
	folder := t.TempDir()
	file := filepath.Join(folder, "seed.yaml")
	if err := os.WriteFile(file, []byte(seed), 0o600); err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	e := emulator{"http://127.0.0.1:" + port}
	ctx, cancel := context.WithCancel(context.Background())
	c := exec.CommandContext(ctx, node, program, "start", "--service", "slack", "--host", "127.0.0.1", "--port", port, "--base-url", e.base, "--seed", file)
	c.Dir, c.Cancel, c.WaitDelay = folder, func() error { return c.Process.Signal(syscall.SIGTERM) }, ending
	var said strings.Builder
	c.Stdout, c.Stderr = &said, &said
	if err := c.Start(); err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = c.Wait() // it was told to end
		if t.Failed() {
			t.Logf("the emulator said:\n%s", said.String())
		}
	})
	for end := time.Now().Add(starting); ; time.Sleep(100 * time.Millisecond) {
		if answer, err := http.Get(e.base + "/"); err == nil {
			_ = answer.Body.Close()
			return e
		}
		if time.Now().After(end) {
			t.Fatalf("the emulator does not answer within %s", starting)
		}
	}
}

// freePort is one that nobody has.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// call asks the emulator as a person would look.
func (e emulator) call(t *testing.T, method string, form url.Values, into any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, e.base+"/api/"+method, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+fullToken)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		t.Fatalf("%s: %v", method, err)
	}
}

// room finds a channel's id.
func (e emulator) room(t *testing.T, name string) string {
	t.Helper()
	var said struct{ Channels []struct{ ID, Name string } }
	e.call(t, "conversations.list", url.Values{}, &said)
	for _, c := range said.Channels {
		if c.Name == name {
			return c.ID
		}
	}
	t.Fatalf("the emulator has no channel %s", name)
	return ""
}
