// Package incident remembers what is wrong since when and what was told where.
// It decides nothing about channels and words. Memory is its in-process form;
// incident/dynamo keeps it in a table.
package incident

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"bongsu/shared/alert"
)

// MaxPhases is how much of a key's past is kept.
const MaxPhases = 12

// Phase is one thing that happened to a key.
type Phase struct {
	State alert.State `json:"s"`
	At    time.Time   `json:"t"`
	// Group is the group of alerts that tells it. An alert in a job of another
	// group is not that job's to tell. Empty: nobody tells it.
	Group string `json:"g"`
}

// Presence is what is known of a device's connection.
type Presence struct {
	Connected bool      `json:"c"`
	Session   string    `json:"s,omitempty"`
	Version   int64     `json:"v,omitempty"`
	At        time.Time `json:"t,omitzero"`
	// Reason and Address are the last known disconnectReason and IP address.
	Reason  string `json:"r,omitempty"`
	Address string `json:"a,omitempty"`
	Thing   string `json:"n,omitempty"`
	// Flaps is nil while nobody counts the losses. It is never altered, only
	// replaced: copies of a record share it.
	Flaps *Flaps `json:"f,omitempty"`
}

// Flaps is how often a device was lost lately.
type Flaps struct {
	// Drops are the times of the newest losses, the newest last.
	Drops []time.Time `json:"d,omitempty"`
	// Since is the loss that made the device unstable; zero while it is not.
	Since time.Time `json:"s,omitzero"`
	// Settled is the newest loss that no longer counts: that of an unstable
	// time which is over.
	Settled time.Time `json:"e,omitzero"`
}

// Repeats is what is known of things that are told once and then only counted
// for a while.
type Repeats struct {
	// Seen holds 8 bytes for each of those that came lately, the newest last.
	Seen []byte `json:"s,omitempty"`
	// Begin and End are the running cool-down, by the clock of whoever began it;
	// zero if none runs. Last is when the last one was counted.
	Begin time.Time `json:"b,omitzero"`
	End   time.Time `json:"e,omitzero"`
	Last  time.Time `json:"l,omitzero"`
	// Count is how many were counted in it, First the time of the first of them,
	// Newest the newest itself.
	Count  int          `json:"n,omitempty"`
	First  time.Time    `json:"f,omitzero"`
	Newest *alert.Alert `json:"a,omitempty"`
	// Untold are alerts that are to be told, and may not be on their queues yet.
	Untold []alert.Alert `json:"u,omitempty"`
}

// Watched is what is known of something that is looked at again and again.
type Watched struct {
	// At is the time of the newest look that changed anything here.
	At time.Time `json:"t,omitzero"`
	// Recent has a letter for each of the last looks that say something, the
	// newest last; empty while all is well.
	Recent string `json:"r,omitempty"`
	// Fault is what was last told to be wrong; empty while nothing is.
	Fault string `json:"f,omitempty"`
	// Worst is the value farthest out since then.
	Worst *float64 `json:"w,omitempty"`
	// Untold are alerts that are to be told, and may not be on their queues yet.
	Untold []alert.Alert `json:"u,omitempty"`
}

// Heard is what is known of a device by what it sends.
type Heard struct {
	// At is when it was last heard, or a little earlier. A message that is not newer
	// changes nothing.
	At time.Time `json:"t,omitzero"`
	// Since is when it began to be expected, of one that was never heard.
	Since time.Time `json:"s,omitzero"`
	// Awaited says that there is a due entry that looks whether it is silent.
	Awaited bool `json:"d,omitempty"`
	// Values are what is known of its fields as far as something is; that of no
	// name is about its messages as a whole. Never altered, only replaced.
	Values map[string]Watched `json:"v,omitempty"`
	// Untold are alerts that are to be told, and may not be on their queues yet.
	Untold []alert.Alert `json:"u,omitempty"`
}

// Record is all that is known of one key. Sources write it, deliver reads it.
type Record struct {
	Key string
	// Phases are in order, the newest last.
	Phases []Phase
	// Presence is set for devices only.
	Presence *Presence
	// Repeats is set for log watches only. It is never altered, only replaced:
	// copies of a record share it.
	Repeats *Repeats
	// Watched is set for fields and answers of polls only. It is never altered,
	// only replaced: copies of a record share it.
	Watched *Watched
	// Heard is set for devices that send values. It is never altered, only
	// replaced: copies of a record share it.
	Heard *Heard
	// Revision counts the writes; Save refuses a stale one. Zero: not stored.
	Revision int64
}

// Find returns the index of the phase with this state and time, or -1.
func (r Record) Find(state alert.State, at time.Time) int {
	return slices.IndexFunc(r.Phases, func(p Phase) bool { return p.State == state && p.At.Equal(at) })
}

// Insert puts a phase in its place in time and returns its index. The oldest
// phases beyond MaxPhases are forgotten; an index of -1 says that the new one
// is itself too old to be kept.
func (r *Record) Insert(p Phase) int {
	i := len(r.Phases)
	for i > 0 && r.Phases[i-1].At.After(p.At) {
		i--
	}
	return r.insert(i, p)
}

// Append puts a phase last, whatever its time: the clock of whoever saw it may
// be behind. It returns its index.
func (r *Record) Append(p Phase) int { return r.insert(len(r.Phases), p) }

func (r *Record) insert(i int, p Phase) int {
	// A fresh slice: copies of the record share the old one.
	r.Phases = slices.Insert(slices.Clone(r.Phases), i, p)
	if over := len(r.Phases) - MaxPhases; over > 0 {
		r.Phases = r.Phases[over:]
		i -= over
	}
	return max(i, -1)
}

// Newest returns the newest phase.
func (r Record) Newest() (Phase, bool) {
	if len(r.Phases) == 0 {
		return Phase{}, false
	}
	return r.Phases[len(r.Phases)-1], true
}

// Open reports whether something is wrong with the key now.
func (r Record) Open() bool {
	p, ok := r.Newest()
	return ok && p.State.Open()
}

// Opened returns the index of the phase that opened the occurrence to which
// phase i belongs: the first open one after the recovery before i. -1 if none
// is known.
func (r Record) Opened(i int) int {
	first := -1
	for j := i; j >= 0; j-- {
		if j < i && !r.Phases[j].State.Open() {
			break
		}
		if r.Phases[j].State.Open() {
			first = j
		}
	}
	return first
}

// Status is how far telling a group to a channel has come.
type Status string

const (
	// Claimed means somebody is sending it until the lease ends.
	Claimed Status = "claimed"
	// Told means the provider has accepted it.
	Told Status = "told"
	// Dead means it was not accepted as it was; a person may send it again.
	Dead Status = "dead"
	// Waiting means it is withheld until its time comes, see Due.
	Waiting Status = "waiting"
)

// Mark is what became of one job: one group for one channel.
type Mark struct {
	// ID is the job's.
	ID     string
	Status Status
	// Owner and Until belong to a claim: who sends, and when the lease ends.
	Owner string
	Until time.Time
	// Except are keys of the group that this job did not tell.
	Except []string
	// Whole are keys of which the end was told together with the beginning.
	Whole []string
	// Reference is what the provider calls the message.
	Reference string
	// Sent is what was handed to the provider, or was about to be, by somebody
	// who never learned how it ended; SentAt is when that first was. Only the
	// very same may be sent again.
	Sent   []byte
	SentAt time.Time
	// Along are the marks of further jobs that the same request tells. Under, on
	// each of those, names the mark that says so: only as long as it does was
	// anything of them sent.
	Along []string
	Under string
	// Missing are the recipients whom the accepted message did not reach, each
	// with the provider's code.
	Missing []string
	// Shown are the messages that tell it, where messages can be changed: the
	// newest last, with those that tell it again.
	Shown []Shown
}

// Shown is a message that can be changed.
type Shown struct {
	// Reference is what the provider calls it.
	Reference string `json:"r"`
	// Keys are all that it tells; none if that is too much to be changed later.
	Keys []string `json:"k,omitempty"`
}

// unknown is how long it counts that nobody knows how a request ended: as long
// as it is tried again.
const unknown = 24 * time.Hour

// Tells reports whether this mark says that the channel was told of the key.
func (m Mark) Tells(key string) bool {
	return m.Status == Told && !slices.Contains(m.Except, key)
}

// TellsWhole reports whether the channel was told beginning and end in one.
func (m Mark) TellsWhole(key string) bool {
	return m.Status == Told && slices.Contains(m.Whole, key)
}

// Held reports whether somebody else may be sending it now, or whether it is not
// known if it was sent.
func (m Mark) Held(owner string, now time.Time) bool {
	return m.leased(owner, now) || m.Unknown(owner, now)
}

// Unknown reports whether somebody else has handed it to the provider and never
// learned how that ended. It will be sent once more.
func (m Mark) Unknown(owner string, now time.Time) bool {
	return m.Status == Claimed && m.Owner != owner && !m.SentAt.IsZero() && now.Before(m.SentAt.Add(unknown))
}

// leased reports whether somebody else has the lease.
func (m Mark) leased(owner string, now time.Time) bool {
	return m.Status == Claimed && m.Owner != owner && now.Before(m.Until)
}

// Due is a job that is to be put on its channel's queue at a time. State decides
// then whether it is still told, so a Due that is lost or done twice does no
// harm to the truth.
type Due struct {
	ID string
	At time.Time
	// Channel names the queue, Body is the job.
	Channel string
	Body    []byte
}

// ErrLost says that a lease has passed to somebody else.
var ErrLost = errors.New("the lease has passed to somebody else")

// ErrConflict says that a record was changed since it was read.
var ErrConflict = errors.New("the record has changed since it was read")

// Store keeps records, groups and marks. All reads see all earlier writes.
// Every method may fail for reasons of the network; then nothing is known.
type Store interface {
	// Records reads the records of these keys. Every key is in the answer; one
	// that is not stored has Revision 0.
	Records(ctx context.Context, keys []string) (map[string]Record, error)
	// Save writes a record whose Revision is as it was read, and gives
	// ErrConflict otherwise.
	Save(ctx context.Context, r Record) error
	// SaveGroup keeps the content of a group, to put its jobs again after a crash.
	SaveGroup(ctx context.Context, id string, content []byte) error
	// Group reads what SaveGroup kept; nil if there is none.
	Group(ctx context.Context, id string) ([]byte, error)
	// Claim takes the lease of a mark for owner until the given time, unless it
	// is told, or another has its lease at now. It returns the mark as it then
	// stands, with what Prepare has kept, and whether the claim was granted. The
	// owner of a lease may claim again.
	Claim(ctx context.Context, id, owner string, now, until time.Time) (Mark, bool, error)
	// Prepare keeps what the owner of a lease is about to send: Sent, SentAt,
	// Along, Under, Except and Whole. It is an error if the mark's Owner has lost the lease.
	Prepare(ctx context.Context, m Mark) error
	// Release gives a lease back, if owner still has it, and forgets what
	// Prepare kept.
	Release(ctx context.Context, id, owner string) error
	// Suspend gives a lease back, if owner still has it, and keeps what Prepare
	// kept for whoever claims it next.
	Suspend(ctx context.Context, id, owner string) error
	// Settle writes how it ended (Told, Dead, Waiting), whoever holds the lease.
	Settle(ctx context.Context, m Mark) error
	// Marks reads marks; ids without a mark are absent from the answer.
	Marks(ctx context.Context, ids []string) (map[string]Mark, error)
	// SaveDue keeps a job for its time; one with the same id is replaced.
	SaveDue(ctx context.Context, d Due) error
	// Due gives up to limit of what is due at now, the earliest first. What was
	// saved in the last seconds may be missing.
	Due(ctx context.Context, now time.Time, limit int) ([]Due, error)
	// DropDue forgets what was done. Forgetting twice is no error.
	DropDue(ctx context.Context, id string) error
}

// attempts bounds the races that Update fights before it lets the queue redeliver.
const attempts = 8

// Update reads a record, lets change alter it and saves it, again if somebody
// else was faster. change returns false to leave the record as it is. first,
// if it has a Key, saves the first read.
func Update(ctx context.Context, s Store, first Record, change func(*Record) bool) (Record, error) {
	r := first
	for try := 0; ; try++ {
		before := r
		if !change(&r) {
			return before, nil
		}
		err := s.Save(ctx, r)
		if err == nil {
			r.Revision++
			return r, nil
		}
		if !errors.Is(err, ErrConflict) || try == attempts {
			return Record{}, fmt.Errorf("record %s: %w", before.Key, err)
		}
		read, err := s.Records(ctx, []string{before.Key})
		if err != nil {
			return Record{}, fmt.Errorf("record %s: %w", before.Key, err)
		}
		r = read[before.Key]
	}
}
