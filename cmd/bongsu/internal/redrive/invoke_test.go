package redrive

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"bongsu/shared/queue"
)

// invoked are functions that remember what they were given, unless they fail.
type invoked struct {
	payloads []string
	err      error
}

func (i *invoked) Invoke(_ context.Context, arn string, payload []byte) error {
	if i.err == nil {
		i.payloads = append(i.payloads, arn+" "+string(payload))
	}
	return i.err
}

// failed puts a failed invocation among the dead, as Lambda does.
func (q *queues) failed(t *testing.T, payload string) {
	t.Helper()
	body := fmt.Sprintf(`{"requestContext":{"functionArn":"%s:$LATEST","condition":"RetriesExhausted","approximateInvokeCount":3},"requestPayload":%s}`, tick, payload)
	if err := q.Memory.Send(t.Context(), dead, queue.Message{Body: []byte(body)}); err != nil {
		t.Fatal(err)
	}
}

func TestAFailedInvocationIsInvokedAgain(t *testing.T) {
	now := later
	q, functions := newQueues(t, &now), &invoked{err: errors.New("AccessDeniedException")}
	q.failed(t, `{"id":"1"}`)
	q.failed(t, `{"id":"2"}`)
	var rows []string
	run := look(t, q, &now, &rows)
	run.Functions = functions

	run.DryRun = true
	if tally, err := run.Do(t.Context()); err != nil || tally.Shown[Waits] != 2 || q.Depth(dead) != 2 {
		t.Fatalf("dry run: %v, %+v", err, tally)
	}
	run.DryRun = false
	if tally, err := run.Do(t.Context()); err == nil || tally.Shown[Failed] != 2 || q.Depth(dead) != 2 {
		t.Fatalf("refused: %v, %+v, %d dead", err, tally, q.Depth(dead))
	}
	functions.err = nil
	if tally, err := run.Do(t.Context()); err != nil || tally.Shown[Replayed] != 2 || q.Depth(dead) != 0 {
		t.Fatalf("%v, %+v, %d dead", err, tally, q.Depth(dead))
	}
	if want := tick + ` {"id":"1"}, ` + tick + ` {"id":"2"}`; strings.Join(functions.payloads, ", ") != want {
		t.Errorf("invoked %q, want %s", functions.payloads, want)
	}
	for name := range place.Sources {
		if q.Depth(name) != 0 {
			t.Errorf("%d messages on %s: its function cannot read the payload", q.Depth(name), name)
		}
	}
}
