package boot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bongsu/shared/config"
)

func TestOnce(t *testing.T) {
	type event struct{ Name string }
	greet := func(_ context.Context, e event) (map[string]string, error) {
		if e.Name == "" {
			return nil, errors.New("no name")
		}
		return map[string]string{"hello": e.Name}, nil
	}
	tests := []struct{ name, in, out, err string }{
		{"answer", `{"name":"봉수 <a>"}`, `{"hello":"봉수 <a>"}` + "\n", ""},
		{"error", `{}`, "", "no name"},
		{"nothing", " \n", "", "no event on stdin"},
		{"not JSON", "hello", "", "cannot be read"},
		{"another type", `{"name":1}`, "", "cannot be read"},
		{"two events", `{"name":"a"} {"name":"b"}`, "", "cannot be read"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			err := once(t.Context(), strings.NewReader(test.in), &out, greet)
			if out.String() != test.out || (err == nil) != (test.err == "") {
				t.Fatalf("answer %q, error %v", out.String(), err)
			}
			if err != nil && !strings.Contains(err.Error(), test.err) {
				t.Fatalf("error %q, want one with %q", err, test.err)
			}
		})
	}
	raw := func(_ context.Context, e json.RawMessage) (any, error) { return e, nil }
	var out bytes.Buffer
	if err := once(t.Context(), strings.NewReader(`{"a": [1]}`), &out, raw); err != nil || out.String() != "{\"a\":[1]}\n" {
		t.Fatalf("answer %q, error %v", out.String(), err)
	}
}

func TestVariables(t *testing.T) {
	t.Setenv("BONGSU_TEST_A", "a")
	t.Setenv("BONGSU_TEST_EMPTY", "")
	got, err := Variables("BONGSU_TEST_A")
	if err != nil || got["BONGSU_TEST_A"] != "a" {
		t.Fatal(got, err)
	}
	_, err = Variables("BONGSU_TEST_EMPTY", "BONGSU_TEST_A", "BONGSU_TEST_ABSENT")
	if err == nil || !strings.HasSuffix(err.Error(), ": BONGSU_TEST_EMPTY, BONGSU_TEST_ABSENT") {
		t.Fatalf("error %v does not name exactly what is missing", err)
	}
}

func TestSlice(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	write := func(folder, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, config.SliceFile), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := slice([]string{"", first, second}); err == nil || !strings.Contains(err.Error(), first+", "+second) {
		t.Fatalf("error %v does not say where it looked", err)
	}
	write(second, `{"routes":{"default":{"targets":[{"channel":"ops"}]}}}`)
	s, err := slice([]string{"", first, second})
	if err != nil || s.Routes.Of("")[0].Channel != "ops" {
		t.Fatalf("%+v, %v", s, err)
	}
	write(first, `{"routes":`)
	if _, err := slice([]string{first, second}); err == nil || !strings.Contains(err.Error(), first) {
		t.Fatalf("error %v does not name the file", err)
	}
	write(first, `{"channel":{"name":"ops","type":"pigeon","settings":{}}}`)
	if _, err := slice([]string{first}); err == nil || !strings.Contains(err.Error(), "pigeon") {
		t.Fatalf("error %v does not name the type", err)
	}
	write(first, `{"presence":{"hold":30000000000}}`)
	t.Setenv("LAMBDA_TASK_ROOT", first)
	if s, err := Slice(); err != nil || s.Presence == nil || s.Presence.Hold != 30*time.Second {
		t.Fatalf("%+v, %v", s, err)
	}
}

func TestLogger(t *testing.T) {
	for _, test := range []struct{ level, lines string }{
		{"", "INFO WARN ERROR"}, {"nonsense", "INFO WARN ERROR"}, {"INFO", "INFO WARN ERROR"},
		{"TRACE", "DEBUG-4 DEBUG INFO WARN ERROR"}, {"DEBUG", "DEBUG INFO WARN ERROR"},
		{"WARN", "WARN ERROR"}, {"ERROR", "ERROR"}, {"FATAL", ""},
	} {
		t.Setenv("AWS_LAMBDA_LOG_LEVEL", test.level)
		var out bytes.Buffer
		log := Logger(&out)
		for _, l := range []slog.Level{-8, slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError} {
			log.Log(t.Context(), l, "told", slog.Group("alert", "time", "noon"))
		}
		var levels []string
		for line := range strings.Lines(out.String()) {
			var got struct {
				Timestamp      time.Time
				Level, Message string
				Alert          map[string]string
			}
			if err := json.Unmarshal([]byte(line), &got); err != nil {
				t.Fatal(err)
			}
			if got.Timestamp.IsZero() || got.Message != "told" || got.Alert["time"] != "noon" {
				t.Fatalf("line %s", line)
			}
			levels = append(levels, got.Level)
		}
		if got := strings.Join(levels, " "); got != test.lines {
			t.Errorf("at %q: lines %q, want %q", test.level, got, test.lines)
		}
	}
}
