package cloud

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

// TestMain makes the test's own program the bootstrap of the functions below.
func TestMain(m *testing.M) {
	if os.Getenv("AWS_LAMBDA_RUNTIME_API") == "" {
		os.Exit(m.Run())
	}
	if os.Getenv("AT_START") == "exit" {
		os.Exit(1)
	}
	lambda.StartHandlerFunc(obey)
}

// obey does what the messages say.
func obey(ctx context.Context, raw json.RawMessage) (any, error) {
	var event events.SQSEvent
	if err := json.Unmarshal(raw, &event); err != nil {
		return nil, err
	}
	answer := events.SQSEventResponse{}
	for _, m := range event.Records {
		switch m.Body {
		case "fail":
			answer.BatchItemFailures = append(answer.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: m.MessageId})
		case "throw":
			return nil, errors.New("thrown")
		case "exit":
			os.Exit(2)
		case "hang":
			<-ctx.Done()
			time.Sleep(time.Hour)
		}
	}
	if len(event.Records) == 0 {
		return nil, errors.New("nothing to do")
	}
	fmt.Fprintln(os.Stderr, len(event.Records), "messages")
	return answer, nil
}

// world is a template with one function that reads one queue. Each edit is a
// resource's logical id and property with its new value as JSON.
func world(t *testing.T, edits ...string) Assembly {
	t.Helper()
	code := t.TempDir()
	program, err := os.Executable()
	if err == nil {
		err = os.Symlink(program, filepath.Join(code, "bootstrap"))
	}
	if err != nil {
		t.Fatal(err)
	}
	a := Assembly{Stack: "test", assets: map[string]string{"code.zip": code}}
	data, err := os.ReadFile(filepath.Join("testdata", "world.json"))
	if err == nil {
		err = json.Unmarshal(data, &a.Template)
	}
	for _, edit := range edits {
		place, value, _ := strings.Cut(edit, "=")
		id, property, _ := strings.Cut(place, ".")
		var v any
		if err == nil {
			err = json.Unmarshal([]byte(value), &v)
		}
		a.Template.Resources[id].Properties[property] = v
	}
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func begin(t *testing.T, a Assembly) *Cloud {
	t.Helper()
	return beginWith(t, a, Options{Seed: 1})
}

func beginWith(t *testing.T, a Assembly, o Options) *Cloud {
	t.Helper()
	o.Start = time.Date(2026, 9, 25, 4, 0, 0, 0, time.UTC)
	c, err := Start(t.Context(), a, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}
