package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/cmd/bongsu/internal/subscription"
)

// A line that is written to a watched file reaches the chat, across rotation and
// truncation, and so does one that is posted as CloudWatch Logs hands it on.
func TestWatchedFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "app.log")
	write := func(flag int, text string) {
		t.Helper()
		file, err := os.OpenFile(path, os.O_WRONLY|flag, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		_, err = file.WriteString(text)
		if err := errors.Join(err, file.Close()); err != nil {
			t.Fatal(err)
		}
	}
	write(os.O_CREATE, "hello of yesterday\n")

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ready, ended := make(chan string, 1), make(chan error, 1)
	out := newTranscript()
	go func() {
		ended <- runAll(ctx, streams{strings.NewReader(""), out, io.Discard}, runOptions{
			speed: 1, http: "127.0.0.1:0", mqtt: "127.0.0.1:0",
			config: writeConfig(t, smallConfig+"logs:\n  - {name: app, file: '"+path+"', match: hello, cooldown: 0}\n"),
			ready:  func(http, _ string) { ready <- http },
		})
	}()
	var url string
	select {
	case url = <-ready:
	case err := <-ended:
		t.Fatalf("ended at once: %v", err)
	}
	// The show wrote its line to a file of its own.
	if text, err := os.ReadFile(path); err != nil || string(text) != "hello of yesterday\n" {
		t.Errorf("the watched file has %q, %v", text, err)
	}
	out.await(t, "echo 'hello' >> ")

	write(os.O_APPEND, "not asked for\nhello 1\n")
	out.await(t, "hello 1")
	write(os.O_APPEND, "hello 2\n")
	if err := os.Rename(path, path+".1"); err != nil {
		t.Fatal(err)
	}
	write(os.O_CREATE|os.O_EXCL, "hello 3, and it is long\n")
	out.await(t, "hello 2")
	out.await(t, "hello 3")
	write(os.O_TRUNC, "hello 4\n")
	out.await(t, "hello 4")

	for i, said := range []string{"log notice, app, goes to chat, team (after 10m0s)", "no log watch is for this line of /elsewhere"} {
		group := []string{"/bongsu/files/app", "/elsewhere"}[i]
		payload, err := subscription.Pack(events.CloudwatchLogsData{
			MessageType: "DATA_MESSAGE", Owner: "123456789012", LogGroup: group, LogStream: "web-1",
			LogEvents: []events.CloudwatchLogsLogEvent{{ID: strings.Repeat("1", 55) + string(rune('1'+i)), Timestamp: time.Now().UnixMilli(), Message: "hello from " + group}},
		})
		if err != nil {
			t.Fatal(err)
		}
		status, answer := post(t, url, string(payload))
		if status != http.StatusAccepted || !strings.Contains(answer, said) {
			t.Errorf("%d %s lacks %s", status, answer, said)
		}
	}
	out.await(t, "hello from /bongsu/files/app")

	stop()
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
	out.mu.Lock()
	defer out.mu.Unlock()
	if text := out.text.String(); strings.Contains(text, "yesterday") || strings.Contains(text, "not asked for") || strings.Contains(text, "hello from /elsewhere") {
		t.Errorf("told of what nobody waits for: %s", text)
	}
}
