package cloud

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// orders is the group that is there before the stack.
var orders = []string{"/app/orders"}

// subscribed is a world whose function gets the lines of a group, if its own
// policy lets CloudWatch Logs in.
func subscribed(t *testing.T, patterns ...string) Assembly {
	a := world(t)
	worker := map[string]any{"Fn::GetAtt": []any{"Worker", "Arn"}}
	for i, pattern := range patterns {
		a.Template.Resources[fmt.Sprintf("Filter%d", i)] = Resource{Type: "AWS::Logs::SubscriptionFilter", Properties: map[string]any{
			"LogGroupName": "/app/orders", "FilterPattern": pattern, "DestinationArn": worker,
		}}
	}
	a.Template.Resources["Permission"] = Resource{Type: "AWS::Lambda::Permission", Properties: map[string]any{
		"FunctionName": worker, "Action": "lambda:InvokeFunction", "Principal": "logs.amazonaws.com",
		"SourceArn": "arn:aws:logs:" + Region + ":" + Account + ":log-group:/app/orders:*", "SourceAccount": Account,
	}}
	return a
}

// TestLogsInvokeWithWhatMatches: the worker knows no logs and fails, so that each
// event is invoked three times, and then is gone.
func TestLogsInvokeWithWhatMatches(t *testing.T) {
	c := beginWith(t, subscribed(t, `"hello world"`), Options{Seed: 1, LogGroups: orders})
	for _, line := range []string{"hello", "HELLO WORLD", "say hello world now"} {
		if err := c.Log("/app/orders", "s", line); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Log("/app/other", "s", "hello world"); err != nil {
		t.Fatal(err)
	}
	if err := c.Settle(); err != nil {
		t.Fatal(err)
	}
	if s := c.Stats(); s.Functions["Worker"].Invocations != 3 || s.Dropped != 1 {
		t.Errorf("%d invocations, %d dropped", s.Functions["Worker"].Invocations, s.Dropped)
	}
}

func TestSubscriptionsThatAreRefused(t *testing.T) {
	stranger := subscribed(t, "x")
	stranger.Template.Resources["Permission"].Properties["SourceArn"] = "arn:aws:logs:" + Region + ":" + Account + ":log-group:/app/other:*"
	uninvited := subscribed(t, "x")
	delete(uninvited.Template.Resources, "Permission")
	made := subscribed(t, "x")
	made.Template.Resources["Group"] = Resource{Type: "AWS::Logs::LogGroup", Properties: map[string]any{"LogGroupName": "/app/other"}}
	for _, test := range []struct {
		want   string
		a      Assembly
		groups []string
	}{
		{"could not execute", uninvited, orders},
		{"that CloudWatch Logs", stranger, orders},
		{"2 is the limit", subscribed(t, "x", "y", "z"), orders},
		{"the filter pattern ends", subscribed(t, "{ $.a"), orders},
		{"group does not exist: /app/orders", made, nil},
	} {
		want := test.want
		if c, err := Start(t.Context(), test.a, Options{LogGroups: test.groups}); !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), want) {
			if err == nil {
				_ = c.Close()
			}
			t.Errorf("%s: %v", want, err)
		}
	}
}
