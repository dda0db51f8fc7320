package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bongsu/lambdas/presence"
	"bongsu/shared/alert"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

const (
	// margin is how long before a hold's end a return must have reached the
	// queue so that nothing excuses telling the loss.
	margin = 5 * second
	// prompt is how soon after its hold a loss must be told; slack is that after
	// an injected fault, when messages come again only after their visibility.
	prompt = 10 * second
	slack  = 5 * visibility
	// patience is the hold of an unstable device.
	patience = 15 * minute
)

// verdicts are what the judge found, see the table.
type verdicts struct {
	ThoughBack, Untold, Late, Twice, Unfounded, Needless int
	Early, UnstableTwice, Hasty, Overlooked, StaleLast   int
	Corrected, Stuck, Together                           int
	Losses, Told, ForGood, Returns, Unstable, Stable     int
	// first are examples of what must not be.
	first []string
}

// judge compares what was told with the truth. It knows the devices' histories
// and nothing of how the product decides.
type judge struct {
	fleet [][]event
	chats []talk
	told  []telling
	seen  map[string]bool
	verdicts
}

// talk is what the chat believes of one device.
type talk struct {
	// lost and unstable say what is open.
	lost, unstable bool
	// flaps are the times told as unstable, the last one open if unstable is set.
	flaps [][2]int64
}

func newJudge(fleet [][]event) *judge {
	return &judge{fleet: fleet, chats: make([]talk, len(fleet)), seen: make(map[string]bool)}
}

// fault keeps the first few examples of what must not be.
func (j *judge) fault(count *int, device int, at int64, format string, args ...any) {
	*count++
	if len(j.first) < 20 {
		j.first = append(j.first, fmt.Sprintf("%s at %s: %s", clientID(device), span(at), fmt.Sprintf(format, args...)))
	}
}

func span(ms int64) string { return clock(ms).Sub(beginning).String() }

// hear takes what deliver told of a batch of jobs: its marks say.
func (j *judge) hear(ctx context.Context, w *world, batch []queue.Received) error {
	batch = slices.SortedStableFunc(slices.Values(batch), func(a, b queue.Received) int { return strings.Compare(a.ID, b.ID) })
	var jobs []queue.Job
	var ids []string
	for _, m := range batch {
		job, err := queue.Decode(m.Body)
		if err != nil {
			return err
		}
		if !j.seen[job.ID()] {
			j.seen[job.ID()] = true
			jobs, ids = append(jobs, job), append(ids, job.ID())
		}
	}
	marks, err := w.store.Marks(ctx, ids)
	if err != nil {
		return err
	}
	for _, job := range jobs {
		if err := j.job(job, marks[job.ID()], w); err != nil {
			return err
		}
	}
	return nil
}

func (j *judge) job(job queue.Job, m incident.Mark, w *world) error {
	if m.Status != incident.Told {
		return fmt.Errorf("job %s is %q", job.ID(), m.Status)
	}
	refs := slices.Clone(job.More)
	for _, a := range job.Alerts {
		if a.Kind != alert.Presence {
			return fmt.Errorf("a job tells of %s", a.Key)
		}
		refs = append(refs, alert.Ref{Key: a.Key, At: a.At, Drops: a.Device.Drops})
	}
	for _, ref := range refs {
		if !m.Tells(ref.Key) {
			continue
		}
		var device int
		if _, err := fmt.Sscanf(ref.Key[strings.LastIndexByte(ref.Key, '-')+1:], "%d", &device); err != nil {
			return fmt.Errorf("key %s: %w", ref.Key, err)
		}
		switch {
		case job.State == alert.Recovered:
			j.back(device, w.now, ref.Drops > 0, w.troubles)
		case ref.Drops > 0:
			j.unstable(device, w.now)
		default:
			j.lost(device, ref.At.Sub(beginning).Milliseconds(), w)
		}
		if job.State.Open() && m.TellsWhole(ref.Key) {
			j.back(device, w.now, ref.Drops > 0, w.troubles)
		}
	}
	return nil
}

// lost judges a loss that was told now.
func (j *judge) lost(device int, at int64, w *world) {
	c := &j.chats[device]
	i := slices.IndexFunc(j.fleet[device], func(e event) bool { return !e.up && e.at == at })
	if i < 0 || !j.fleet[device][i].counts() {
		j.fault(&j.Unfounded, device, w.now, "a loss at %s that never was", span(at))
		return
	}
	e := &j.fleet[device][i]
	j.Told++
	e.told++
	if e.told > 1 {
		j.fault(&j.Twice, device, w.now, "the loss at %s again", span(at))
	}
	e.toldAt = min(e.toldAt, w.now)
	hold := holdOf(device)
	if c.unstable {
		j.ForGood++
		hold = patience
	}
	if w.now < e.arrived+hold-margin {
		j.fault(&j.Early, device, w.now, "the loss at %s", span(at))
	}
	j.told = append(j.told, telling{device, i, e.arrived + hold})
	j.close(c, w.now)
	c.lost = true
}

// telling is a loss that was told, and when its hold ended.
type telling struct {
	device, event int
	ends          int64
}

// regret judges a loss that was told by what is known of it in the end.
func (j *judge) regret(t telling) {
	all := j.fleet[t.device]
	next := j.superseded(t.device, t.event)
	switch {
	case next.arrived <= t.ends-margin && next.handled > t.ends-margin:
		j.Stuck++
	case next.arrived <= t.ends-margin:
		j.fault(&j.ThoughBack, t.device, t.ends, "the loss at %s, though the next event had arrived at %s", span(all[t.event].at), span(next.arrived))
	case t.event+1 < len(all) && all[t.event+1].at < t.ends-margin:
		j.Corrected++
	}
}

// superseded is the first word that reached us of anything after event i.
func (j *judge) superseded(device, i int) event {
	first := event{arrived: never, handled: never}
	for _, e := range j.fleet[device][i+1:] {
		first.arrived, first.handled = min(first.arrived, e.arrived), min(first.handled, e.handled)
	}
	return first
}

func (j *judge) unstable(device int, now int64) {
	c := &j.chats[device]
	j.Unstable++
	if c.unstable {
		j.fault(&j.UnstableTwice, device, now, "unstable again")
		return
	}
	if !j.flapped(device, now) {
		j.fault(&j.Hasty, device, now, "unstable, with fewer losses than the limit")
	}
	c.unstable = true
	c.flaps = append(c.flaps, [2]int64{now, never})
}

// flapped reports whether as many losses as the limit, within an hour and after
// the last unstable time, are known by now.
func (j *judge) flapped(device int, now int64) bool {
	from := -never
	if flaps := j.chats[device].flaps; len(flaps) > 0 {
		from = flaps[len(flaps)-1][1] - prompt
	}
	var drops []int64
	for _, e := range j.fleet[device] {
		if e.counts() && e.arrived <= now && e.arrived > from {
			drops = append(drops, e.at)
		}
	}
	slices.Sort(drops)
	for i := settings.Unstable - 1; i < len(drops); i++ {
		if drops[i]-drops[i-settings.Unstable+1] < hour {
			return true
		}
	}
	return false
}

func (j *judge) back(device int, now int64, stable bool, t troubles) {
	c := &j.chats[device]
	if stable {
		j.Stable++
	} else {
		j.Returns++
	}
	switch {
	case c.lost || c.unstable:
	case j.together(device, now, t):
		j.Together++
	default:
		j.fault(&j.Needless, device, now, "a recovery without a loss")
	}
	j.close(c, now)
	c.lost = false
}

// together reports whether this recovery tells its loss too: deliver does so when
// the loss is on record and its job is held up by a failed batch.
func (j *judge) together(device int, now int64, t troubles) bool {
	all := j.fleet[device]
	for i := len(all) - 1; i >= 0; i-- {
		if e := &all[i]; e.counts() && e.handled <= now {
			if e.told > 0 || !t.within(e.arrived, now) {
				return false
			}
			e.told, e.toldAt = 1, now
			return true
		}
	}
	return false
}

func (j *judge) close(c *talk, now int64) {
	if c.unstable {
		c.flaps[len(c.flaps)-1][1] = now
	}
	c.unstable = false
}

func holdOf(device int) int64 { return presence.HoldOf(clientID(device), settings).Milliseconds() }
