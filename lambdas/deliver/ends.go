package deliver

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/wording"
)

const (
	// mostKeys is of up to how many alerts a message is changed when they end. A
	// longer one is a list that counts.
	mostKeys = 5
	// mostEnds is how many earlier messages one message changes.
	mostEnds = 10
)

// lastWords are the messages from which a channel's readers know that a key is
// wrong, the oldest first.
type lastWords struct {
	shown []incident.Shown
	// sure says that the newest of them is the last that anybody read of it.
	sure bool
}

// lastWords finds what a recovery takes back: all that was told of the key since
// it was last told to be right. It is pure.
func (q question) lastWords() lastWords {
	i := q.record.Find(q.job.State, q.at)
	if q.job.State != alert.Recovered || i < 0 {
		return lastWords{}
	}
	w := lastWords{sure: true}
	for j := i - 1; j >= 0; j-- {
		p := q.record.Phases[j]
		mark := q.mark(p.Group)
		if mark.Tells(q.key) && (!p.State.Open() || mark.TellsWhole(q.key)) {
			break
		}
		if mark.Tells(q.key) {
			in := slices.DeleteFunc(slices.Clone(mark.Shown), func(s incident.Shown) bool {
				return len(s.Keys) > 0 && !slices.Contains(s.Keys, q.key)
			})
			w.shown = append(w.shown, in...)
			w.sure = w.sure && len(in) > 0
		}
		w.sure = w.sure && !q.interrupted(j, j+1)
	}
	slices.SortFunc(w.shown, byReference)
	return w
}

// byReference puts messages in the order in which they are read.
func byReference(x, y incident.Shown) int { return strings.Compare(x.Reference, y.Reference) }

// ends are the earlier messages that are over by what these items tell: those of
// which everything has ended by now. It names a last word that a reply can follow.
func (b *batch) ends(ctx context.Context, items []*item, m wording.Message) []channel.Ended {
	over := make(map[string]alert.Alert) // by key
	told := keysOf(items)
	var order []incident.Shown
	last := make(map[string]int) // of how many keys it is the last word, by reference
	for _, it := range items {
		for _, a := range it.story.Alerts {
			words, ends := it.ends[a.Key]
			if !ends {
				continue
			}
			over[a.Key] = a
			order = append(order, words.shown...)
			if newest := words.shown[len(words.shown)-1]; words.sure {
				last[newest.Reference]++
			}
		}
	}
	slices.SortStableFunc(order, byReference)
	order = slices.CompactFunc(order, func(x, y incident.Shown) bool { return x.Reference == y.Reference })
	b.endedBefore(ctx, order, over)
	var ends []channel.Ended
	for _, s := range order {
		var part wording.Story
		for _, key := range s.Keys {
			if a, is := over[key]; is {
				part.Alerts = append(part.Alerts, a)
			}
		}
		if len(s.Keys) == 0 || len(part.Alerts) < len(s.Keys) {
			continue
		}
		e := channel.Ended{Reference: s.Reference, Message: m, Reply: last[s.Reference] == len(told), Patient: patient(items)}
		if !sameKeys(s.Keys, told) {
			e.Reply, e.Message = false, b.Voice.Compose(part)
		}
		ends = append(ends, e)
	}
	return ends[max(0, len(ends)-mostEnds):]
}

func sameKeys(x, y []string) bool {
	return len(x) == len(y) && !slices.ContainsFunc(x, func(key string) bool { return !slices.Contains(y, key) })
}

// endedBefore adds to what is over what was told in the same messages and is over
// by the record. What cannot be read only leaves a message as it was.
func (b *batch) endedBefore(ctx context.Context, order []incident.Shown, over map[string]alert.Alert) {
	var others []string
	for _, s := range order {
		for _, key := range s.Keys {
			if _, is := over[key]; !is && !slices.Contains(others, key) {
				others = append(others, key)
			}
		}
	}
	if len(others) == 0 {
		return
	}
	records, err := b.Store.Records(ctx, others)
	if err != nil {
		b.Log.WarnContext(ctx, "an earlier message may stay as it was", "channel", b.Name, "error", err)
		return
	}
	for _, key := range others {
		r := records[key]
		newest, known := r.Newest()
		if !known || newest.State != alert.Recovered {
			continue
		}
		a := alert.Alert{Key: key, Kind: alert.KindOf(key), State: newest.State, Subject: alert.SubjectOf(key), At: newest.At}
		if a.Kind == alert.Presence {
			a.Device = &alert.Device{ClientID: a.Subject}
		}
		if opened := r.Opened(len(r.Phases) - 1); opened >= 0 {
			a.Since = r.Phases[opened].At
		}
		over[key] = a
	}
}

// patientTries is how often a change that fails for the moment is tried again,
// before the end is told by a new message: some ten seconds.
const patientTries = 2

func patient(items []*item) bool {
	return !slices.ContainsFunc(items, func(it *item) bool { return receives(it.message) > patientTries })
}

// shown is what is kept of a message in which these items were told.
func shown(items []*item, reference string) incident.Shown {
	s := incident.Shown{Reference: reference}
	if keys := keysOf(items); len(keys) <= mostKeys {
		s.Keys = keys
	}
	return s
}

// keysOf are the keys of all that a message of these items says. A heartbeat is
// left out of what tells anything else.
func keysOf(items []*item) []string {
	var keys []string
	for _, it := range items {
		for _, a := range it.story.Alerts {
			if a.Kind != alert.Heartbeat {
				keys = append(keys, a.Key)
			}
		}
		for _, more := range it.story.More {
			for _, ref := range more {
				keys = append(keys, ref.Key)
			}
		}
	}
	return keys
}

// noteShown notes in which message a job was told.
func (b *batch) noteShown(ctx context.Context, it *item, s incident.Shown) {
	it.shown = []incident.Shown{s}
	if it.job.Round > 0 {
		b.keepShown(ctx, it, s)
	}
}

// keepShown writes into the mark of what was told first where it has been told
// again. The end looks there; where that fails it must not rely on it.
func (b *batch) keepShown(ctx context.Context, it *item, s incident.Shown) {
	id := queue.MarkID(it.job.Group, it.job.Line())
	marks, err := b.Store.Marks(ctx, []string{id})
	if m := marks[id]; err == nil && m.Status == incident.Told {
		m.Shown = append(m.Shown, s)
		m.Shown = m.Shown[max(0, len(m.Shown)-mostEnds):]
		err = b.Store.Settle(ctx, m)
	} else if err == nil {
		err = fmt.Errorf("its mark is %q", m.Status)
	}
	if it.unlisted = err != nil; it.unlisted {
		b.Log.WarnContext(ctx, "told again, but not written down where", "channel", b.Name, "group", it.job.Group, "error", err)
	}
}

// illustrate adds the picture to what was told. The text stands without it.
func (b *batch) illustrate(ctx context.Context, reference string, m wording.Message) {
	to, can := b.Channel.(channel.Updater)
	if !can || reference == "" || m.Picture == nil || b.inTime(ctx) != nil {
		return
	}
	if err := to.Illustrate(ctx, reference, m); err != nil {
		b.Log.WarnContext(ctx, "told without its picture", "channel", b.Name, "error", err)
	}
}
