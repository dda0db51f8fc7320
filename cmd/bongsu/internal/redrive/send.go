package redrive

import "context"

// Functions are the functions of a stack, by ARN.
type Functions interface {
	// Invoke hands a function its payload, and does not wait for what it makes of
	// it.
	Invoke(ctx context.Context, arn string, payload []byte) error
}

// send sends a letter where it belongs.
func (w *work) send(ctx context.Context, l Letter) error {
	if l.function != "" {
		return w.Functions.Invoke(ctx, l.function, l.message.Body)
	}
	return w.Queues.Send(ctx, l.to, l.message)
}
