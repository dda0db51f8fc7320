package redrive

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"bongsu/shared/queue"
	"bongsu/shared/wording"
)

const (
	// hidden is for how long letters are out of sight while they are looked
	// through. A run that is killed leaves them so until then.
	hidden = 15 * time.Minute
	// most is how many letters one run looks at; SQS lets 120,000 be in flight.
	// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
	most  = 100_000
	batch = 10
	// trouble is after how many failures a run ends: then it is AWS that fails.
	trouble = 5
	// settling is how long cleaning up may take after an interruption.
	settling = time.Minute
	// hands give letters back at once.
	hands = 16
)

// Queues are the queues of a stack, by address.
type Queues interface {
	queue.Sender
	// Receive takes up to limit messages and hides them. It gives none only if
	// there are none.
	Receive(ctx context.Context, address string, limit int, visibility time.Duration) ([]queue.Received, error)
	Delete(ctx context.Context, address, handle string) error
	ChangeVisibility(ctx context.Context, address, handle string, d time.Duration) error
}

// Run is one look through the dead letters.
type Run struct {
	Place     Place
	Queues    Queues
	Functions Functions
	// Voice words what letters tell.
	Voice wording.Voice
	// Channel, if set, leaves all others alone.
	Channel string
	// DryRun only looks.
	DryRun bool
	Now    func() time.Time
	// Show is called for each letter, with what became of it.
	Show func(Letter, Outcome) error
}

// Outcome is what became of a letter.
type Outcome string

const (
	// Waits is a letter that a run without DryRun would replay.
	Waits Outcome = "waits"
	// Replayed is on its queue again, or its function has it.
	Replayed Outcome = "replayed"
	// Stays cannot be sent anywhere, see Letter.Stays.
	Stays Outcome = "stays"
	// Failed could not be sent this time.
	Failed Outcome = "failed"
)

// Tally is what a run came to.
type Tally struct {
	Shown map[Outcome]int
	// Others are for other channels than the one asked for.
	Others int
	// Again died once more while the run went on, or lay there twice.
	Again int
}

// Do looks through all letters. Each is sent where it belongs and deleted only
// then: an interruption may repeat one, which the functions notice, and loses none.
// What is not replayed can be seen again afterwards. The error joins all that
// failed.
func (r Run) Do(ctx context.Context) (Tally, error) {
	w := work{Run: r, tally: Tally{Shown: map[Outcome]int{}}, held: map[string]string{}, known: map[string]bool{}}
	for more := true; more; {
		more = w.batch(ctx)
	}
	if ctx.Err() != nil {
		w.errs = append(w.errs, errors.New("interrupted; what was not replayed stays"))
	}
	w.giveBack(ctx)
	return w.tally, errors.Join(w.errs...)
}

// work is a run under way.
type work struct {
	Run
	tally Tally
	// held are the newest receipts of what is out of sight, by message.
	held map[string]string
	// known are the identities seen, and seen counts the messages.
	known    map[string]bool
	seen     int
	failures int
	errs     []error
}

// batch does the next letters and reports whether there may be more. Letters
// that all were here before are the end: what is replayed may die again, and
// nobody should wait for that in a circle.
func (w *work) batch(ctx context.Context) bool {
	received, err := w.Queues.Receive(ctx, w.Place.Dead, batch, hidden)
	if err != nil {
		if ctx.Err() == nil {
			w.errs = append(w.errs, err)
		}
		return false
	}
	fresh := received[:0:0]
	for _, m := range received {
		if _, before := w.held[m.ID]; !before {
			fresh = append(fresh, m)
		}
		w.held[m.ID] = m.Handle
	}
	news := false
	for _, m := range fresh {
		if ctx.Err() != nil || w.failures >= trouble {
			return false
		}
		news = w.letter(ctx, m) || news
	}
	w.seen += len(fresh)
	return news && w.failures < trouble && w.seen < most
}

// letter does one letter and reports whether it was not known before.
func (w *work) letter(ctx context.Context, m queue.Received) bool {
	l := w.Place.read(m, w.Voice, w.Now())
	if w.known[l.identity] {
		w.tally.Again++
		return false
	}
	w.known[l.identity] = true
	if w.Channel != "" && l.Channel != w.Channel {
		w.tally.Others++
		return true
	}
	outcome := w.replay(ctx, m, l)
	w.tally.Shown[outcome]++
	if err := w.Show(l, outcome); err != nil {
		// Nobody sees any more what happens: end as if interrupted.
		w.errs = append(w.errs, err)
		w.failures = trouble
	}
	return true
}

func (w *work) replay(ctx context.Context, m queue.Received, l Letter) Outcome {
	switch {
	case l.Stays != "":
		return Stays
	case w.DryRun:
		return Waits
	}
	if err := w.send(ctx, l); err != nil {
		w.failures++
		w.errs = append(w.errs, err)
		return Failed
	}
	// Sent is sent: finish this one even if the person has just interrupted.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
	defer cancel()
	if err := w.Queues.Delete(ctx, w.Place.Dead, m.Handle); err != nil {
		w.failures++
		w.errs = append(w.errs, fmt.Errorf("replayed, but still among the dead letters: %w", err))
		return Replayed
	}
	delete(w.held, m.ID)
	return Replayed
}

// giveBack makes what was only looked at visible again.
func (w *work) giveBack(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
	defer cancel()
	var wait sync.WaitGroup
	var mu sync.Mutex
	var failed error
	free := make(chan struct{}, hands)
	for _, handle := range w.held {
		free <- struct{}{}
		wait.Go(func() {
			defer func() { <-free }()
			if err := w.Queues.ChangeVisibility(ctx, w.Place.Dead, handle, 0); err != nil {
				mu.Lock()
				failed = err
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	if failed != nil {
		w.errs = append(w.errs, fmt.Errorf("some letters stay out of sight for up to %v: %w", hidden, failed))
	}
}
