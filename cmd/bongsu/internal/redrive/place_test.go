package redrive

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/queue"
)

func TestPlaceIsFoundByTheStacksName(t *testing.T) {
	const base = "https://sqs.ap-northeast-2.amazonaws.com/123456789012/"
	f := finder{
		"bongsu-to-ops": {Queue: "bongsu-DeadLetters-1", MaxReceives: 120}, "bongsu-AlarmQueue-9": {Queue: "bongsu-DeadLetters-1", MaxReceives: 480},
		"other-to-ops": {Queue: "else", MaxReceives: 3}, "bare-to-ops": {},
	}
	got, err := Find(t.Context(), f, "bongsu")
	if err != nil {
		t.Fatal(err)
	}
	want := Place{Stack: "bongsu", Account: "123456789012", Dead: base + "bongsu-DeadLetters-1", Sources: map[string]Source{
		"bongsu-to-ops": {base + "bongsu-to-ops", 120}, "bongsu-AlarmQueue-9": {base + "bongsu-AlarmQueue-9", 480},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"ops"}, got.Channels()); diff != "" {
		t.Error(diff)
	}
	for stack, said := range map[string]string{"prod": "--stack", "bare": "no dead-letter queue"} {
		if _, err := Find(t.Context(), f, stack); err == nil || !strings.Contains(err.Error(), said) {
			t.Errorf("%s: %v", stack, err)
		}
	}
}

// finder knows queues by name.
type finder map[string]queue.Redrive

func (f finder) urls(keep func(string, queue.Redrive) bool) (urls []string) {
	for name, r := range f {
		if keep(name, r) {
			urls = append(urls, "https://sqs.ap-northeast-2.amazonaws.com/123456789012/"+name)
		}
	}
	return urls
}

func (f finder) List(_ context.Context, prefix string) ([]string, error) {
	return f.urls(func(name string, _ queue.Redrive) bool { return strings.HasPrefix(name, prefix) }), nil
}

func (f finder) Sources(_ context.Context, address string) ([]string, error) {
	return f.urls(func(_ string, r queue.Redrive) bool { return r.Queue == nameOf(address) }), nil
}

func (f finder) Redrive(_ context.Context, address string) (queue.Redrive, error) {
	return f[nameOf(address)], nil
}
