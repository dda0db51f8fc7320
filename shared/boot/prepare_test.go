package boot

import (
	"context"
	"testing"
	"time"
)

func TestPrepareDoesAllAtOnce(t *testing.T) {
	first, second := make(chan struct{}), make(chan struct{})
	prepare(time.Hour, []func(context.Context){
		func(context.Context) { close(first); <-second },
		func(context.Context) { close(second); <-first },
	})
	prepare(time.Hour, nil)
}

func TestPrepareDoesNotWaitForever(t *testing.T) {
	told := make(chan struct{})
	prepare(time.Millisecond, []func(context.Context){func(ctx context.Context) {
		<-ctx.Done()
		close(told)
		select {} // not even for who does not listen
	}})
	<-told
}
