package main

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"testing"
)

// result is what a call of the command came to.
type result struct {
	code     int
	out, err string
}

// call runs the command in this process.
func call(t *testing.T, in string, args ...string) result {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(t.Context(), args, streams{strings.NewReader(in), &out, &errs})
	return result{code, out.String(), errs.String()}
}

// wants checks an exit code and what stands in the error output.
func (r result) wants(t *testing.T, code int, said ...string) {
	t.Helper()
	if r.code != code {
		t.Errorf("exit code %d, want %d\nout: %s\nerr: %s", r.code, code, r.out, r.err)
	}
	for _, text := range said {
		if !strings.Contains(r.err, text) {
			t.Errorf("the error output lacks %q: %s", text, r.err)
		}
	}
	if strings.Contains(r.err, "Usage:") || strings.Contains(r.err, "goroutine") {
		t.Errorf("the error output is too long: %s", r.err)
	}
}

// transcript is an output that can be waited for.
type transcript struct {
	mu    sync.Mutex
	text  bytes.Buffer
	grown chan struct{}
}

var _ io.Writer = (*transcript)(nil)

func newTranscript() *transcript { return &transcript{grown: make(chan struct{})} }

func (w *transcript) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.grown)
	w.grown = make(chan struct{})
	return w.text.Write(p)
}

// await waits until a text was written, or the test ends.
func (w *transcript) await(t *testing.T, text string) {
	t.Helper()
	for {
		w.mu.Lock()
		written, grown := w.text.String(), w.grown
		w.mu.Unlock()
		if strings.Contains(written, text) {
			return
		}
		select {
		case <-grown:
		case <-t.Context().Done():
			t.Fatalf("never wrote %q: %s", text, written)
		}
	}
}
