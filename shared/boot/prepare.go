package boot

import (
	"context"
	"sync"
	"time"
)

// patience is how long a start waits for what is done before the first event.
// What takes longer is in trouble, and the event may not be.
const patience = time.Second

// prepare does what makes the first event fast. Lambda gives a starting function
// two whole CPUs, and a running one of our size a fourteenth of one. Nothing that
// fails here matters: the event does all of it again.
func prepare(patience time.Duration, all []func(context.Context)) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var todo sync.WaitGroup
	for _, do := range all {
		todo.Go(func() { do(ctx) })
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		todo.Wait()
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
}
