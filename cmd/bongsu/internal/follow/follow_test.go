package follow_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/cmd/bongsu/internal/follow"
)

// watched is a file that is followed.
type watched struct {
	t        *testing.T
	path     string
	lines    chan string
	troubles chan error
	stop     context.CancelFunc
	stopped  chan struct{}
}

// watch follows a file until the test ends. Its text, if any, is there before.
func watch(t *testing.T, text string) *watched {
	t.Helper()
	w := &watched{t: t, path: filepath.Join(t.TempDir(), "app.log"), lines: make(chan string, 100), troubles: make(chan error, 100), stopped: make(chan struct{})}
	if text != "" {
		w.create(text)
	}
	w.follow()
	return w
}

func (w *watched) follow() {
	f := follow.New(w.path, func(text string) { w.lines <- text }, func(err error) { w.troubles <- err })
	ctx, stop := context.WithCancel(w.t.Context())
	w.stop = stop
	go func() {
		defer close(w.stopped)
		f.Run(ctx)
	}()
	w.t.Cleanup(func() { stop(); <-w.stopped })
}

func (w *watched) write(flag int, text string) {
	w.t.Helper()
	file, err := os.OpenFile(w.path, os.O_WRONLY|flag, 0o600)
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = file.WriteString(text)
	if err := errors.Join(err, file.Close()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *watched) create(text string) { w.write(os.O_CREATE|os.O_EXCL, text) }
func (w *watched) append(text string) { w.write(os.O_APPEND, text) }

func (w *watched) rename() {
	w.t.Helper()
	if err := os.Rename(w.path, w.path+".1"); err != nil {
		w.t.Fatal(err)
	}
}

// wants waits for exactly these lines.
func (w *watched) wants(want ...string) {
	w.t.Helper()
	for _, text := range want {
		select {
		case got := <-w.lines:
			if got != text {
				w.t.Errorf("got %.80q, want %.80q", got, text)
			}
		case <-time.After(20 * time.Second):
			w.t.Fatalf("%.80q never came", text)
		}
	}
	select {
	case more := <-w.lines:
		w.t.Errorf("%.80q is too much", more)
	default:
	}
}

func TestAppend(t *testing.T) {
	t.Parallel()
	w := watch(t, "old\n")
	w.append("one\ntwo\r\n\n")
	w.append("three\n")
	w.wants("one", "two", "three")
}

func TestLineSplitOverWrites(t *testing.T) {
	t.Parallel()
	w := watch(t, "old\n")
	w.append("결제 \xec")
	time.Sleep(300 * time.Millisecond)
	w.append("\x8b\xa4패\nn")
	w.wants("결제 실패")
	w.append("ext\n")
	w.wants("next")
}

func TestRotate(t *testing.T) {
	t.Parallel()
	w := watch(t, "old\n")
	// Whoever has the file open goes on writing to it.
	writer, err := os.OpenFile(w.path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = writer.Close() }()
	say := func(text string) {
		if _, err := writer.WriteString(text); err != nil {
			t.Fatal(err)
		}
	}
	say("1\n")
	w.rename()
	say("2\n")
	w.wants("1", "2")
	say("3\n")
	w.create("4\n")
	w.wants("3", "4")
	say("5\n")
	w.wants("5")
	w.append("6\n")
	w.wants("6")
}

func TestRotateAtOnce(t *testing.T) {
	t.Parallel()
	w := watch(t, "old\n")
	w.append("1\nlast words")
	w.rename()
	w.create("2\n")
	// What the old file lacks a line break for comes when nobody adds to it.
	w.wants("1", "2", "last words")
}

func TestRemoved(t *testing.T) {
	t.Parallel()
	w := watch(t, "old\n")
	if runtime.GOOS == "windows" {
		t.Skip("Windows removes no file that is open")
	}
	w.append("1\n")
	if err := os.Remove(w.path); err != nil {
		t.Fatal(err)
	}
	w.wants("1")
	w.create("2\n")
	w.wants("2")
}

func TestTruncate(t *testing.T) {
	t.Parallel()
	w := watch(t, "a long old line\n")
	w.append("1\n")
	w.wants("1")
	w.write(os.O_TRUNC, "2\n")
	w.wants("2")
	w.append("3\n")
	w.wants("3")
}

func TestMissingThenCreated(t *testing.T) {
	t.Parallel()
	w := watch(t, "")
	time.Sleep(200 * time.Millisecond)
	w.create("first\n")
	w.wants("first")
	if len(w.troubles) > 0 {
		t.Errorf("a missing file is trouble: %v", <-w.troubles)
	}
}

func TestVeryLongLine(t *testing.T) {
	t.Parallel()
	w := watch(t, "old\n")
	exact := strings.Repeat("x", follow.MaxLine)
	w.append(exact + "\n" + exact[1:] + "가나\n" + strings.Repeat("y", 3<<20) + "\nshort\n")
	w.wants(exact, exact[1:]+follow.Cut, strings.Repeat("y", follow.MaxLine)+follow.Cut, "short")
}

func TestNoTrailingNewline(t *testing.T) {
	t.Parallel()
	w := watch(t, "old\n")
	began := time.Now()
	w.append("panic: out of memory")
	w.wants("panic: out of memory")
	if waited := time.Since(began); waited < follow.Silence {
		t.Errorf("waited only %s for the rest of the line", waited)
	}
}

// Ending reads what is there, and then the callbacks are left alone.
func TestEnd(t *testing.T) {
	t.Parallel()
	w := watch(t, "old\n")
	w.append("1\nno line break")
	w.stop()
	<-w.stopped
	w.wants("1", "no line break")
	w.append("2\n")
	time.Sleep(300 * time.Millisecond)
	w.wants()
}

func TestTrouble(t *testing.T) {
	t.Parallel()
	w := &watched{t: t, path: t.TempDir(), lines: make(chan string, 100), troubles: make(chan error, 100), stopped: make(chan struct{})}
	w.follow()
	time.Sleep(500 * time.Millisecond)
	if n := len(w.troubles); n != 1 {
		t.Fatalf("told of %d times, want once", n)
	}
	if err := <-w.troubles; !strings.Contains(err.Error(), "is a folder: name a file") {
		t.Error(err)
	}
}

func TestUnreadable(t *testing.T) {
	t.Parallel()
	if os.Getuid() == 0 {
		t.Skip("nothing is unreadable for root")
	}
	w := &watched{t: t, path: filepath.Join(t.TempDir(), "app.log"), lines: make(chan string, 100), troubles: make(chan error, 100), stopped: make(chan struct{})}
	w.create("1\n")
	if err := os.Chmod(w.path, 0); err != nil {
		t.Fatal(err)
	}
	w.follow()
	if err := <-w.troubles; !errors.Is(err, fs.ErrPermission) {
		t.Error(err)
	}
	if err := os.Chmod(w.path, 0o600); err != nil {
		t.Fatal(err)
	}
	w.wants("1")
}

// The order of lines is the file's, however they are cut into writes.
func TestOrder(t *testing.T) {
	t.Parallel()
	w := watch(t, "old\n")
	var want []string
	for i := range 50 {
		want = append(want, strings.Repeat("z", i+1))
	}
	text := strings.Join(want, "\n") + "\n"
	for len(text) > 0 {
		n := min(7, len(text))
		w.append(text[:n])
		text = text[n:]
	}
	var got []string
	for range want {
		got = append(got, <-w.lines)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
