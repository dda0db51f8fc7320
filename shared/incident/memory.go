package incident

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Memory is a Store that lives as long as its process. It is safe for
// concurrent use, and shares nothing with its callers.
type Memory struct {
	mu      sync.Mutex
	records map[string]Record
	groups  map[string][]byte
	marks   map[string]Mark
	dues    map[string]Due
}

var (
	_ Store  = (*Memory)(nil)
	_ Lister = (*Memory)(nil)
)

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{records: map[string]Record{}, groups: map[string][]byte{}, marks: map[string]Mark{}, dues: map[string]Due{}}
}

// Records reads the records of these keys.
func (m *Memory) Records(ctx context.Context, keys []string) (map[string]Record, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	found := make(map[string]Record, len(keys))
	for _, key := range keys {
		r := m.records[key].copied()
		r.Key = key
		found[key] = r
	}
	return found, nil
}

// List goes through all records.
func (m *Memory) List(ctx context.Context, each func(Record)) (complete bool, err error) {
	m.mu.Lock()
	all := make([]Record, 0, len(m.records))
	for _, r := range m.records {
		all = append(all, r.copied())
	}
	m.mu.Unlock()
	for _, r := range all {
		each(r)
	}
	return ctx.Err() == nil, ctx.Err()
}

// Save writes a record that nobody changed since it was read.
func (m *Memory) Save(ctx context.Context, r Record) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.records[r.Key].Revision != r.Revision {
		return ErrConflict
	}
	r = r.copied()
	r.Revision++
	m.records[r.Key] = r
	return nil
}

// SaveGroup keeps the content of a group.
func (m *Memory) SaveGroup(ctx context.Context, id string, content []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.groups[id] = append([]byte{}, content...)
	return nil
}

// Group reads the content of a group.
func (m *Memory) Group(ctx context.Context, id string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return bytes.Clone(m.groups[id]), nil
}

// Claim takes the lease of a mark.
func (m *Memory) Claim(ctx context.Context, id, owner string, now, until time.Time) (Mark, bool, error) {
	if err := ctx.Err(); err != nil {
		return Mark{}, false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	mark, exists := m.marks[id]
	if exists && (mark.Status == Told || mark.leased(owner, now)) {
		return mark.copied(), false, nil
	}
	if mark.Status != Claimed {
		mark = Mark{}
	}
	mark.ID, mark.Status, mark.Owner, mark.Until = id, Claimed, owner, until
	m.marks[id] = mark
	return mark.copied(), true, nil
}

// Prepare keeps what is about to be sent.
func (m *Memory) Prepare(ctx context.Context, p Mark) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	mark := m.marks[p.ID]
	if mark.Status != Claimed || mark.Owner != p.Owner {
		return fmt.Errorf("mark %s: %w", p.ID, ErrLost)
	}
	p = p.copied()
	mark.Sent, mark.SentAt, mark.Along, mark.Under = p.Sent, p.SentAt, p.Along, p.Under
	mark.Except, mark.Whole = p.Except, p.Whole
	m.marks[p.ID] = mark
	return nil
}

// Suspend gives a lease back and keeps what was prepared.
func (m *Memory) Suspend(ctx context.Context, id, owner string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if mark := m.marks[id]; mark.Status == Claimed && mark.Owner == owner {
		mark.Owner, mark.Until = "", time.Time{}
		m.marks[id] = mark
	}
	return nil
}

// Release gives a lease back.
func (m *Memory) Release(ctx context.Context, id, owner string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if mark := m.marks[id]; mark.Status == Claimed && mark.Owner == owner {
		delete(m.marks, id)
	}
	return nil
}

// Settle writes how it ended.
func (m *Memory) Settle(ctx context.Context, mark Mark) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := mark.Settled(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	mark = mark.copied()
	mark.Owner, mark.Until, mark.Sent, mark.SentAt, mark.Under = "", time.Time{}, nil, time.Time{}, ""
	m.marks[mark.ID] = mark
	return nil
}

// Marks reads marks.
func (m *Memory) Marks(ctx context.Context, ids []string) (map[string]Mark, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	found := make(map[string]Mark, len(ids))
	for _, id := range ids {
		if mark, ok := m.marks[id]; ok {
			found[id] = mark.copied()
		}
	}
	return found, nil
}

// SaveDue keeps a job for its time.
func (m *Memory) SaveDue(ctx context.Context, d Due) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	d.Body = bytes.Clone(d.Body)
	m.dues[d.ID] = d
	return nil
}

// Due gives what is due.
func (m *Memory) Due(ctx context.Context, now time.Time, limit int) ([]Due, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var due []Due
	for _, d := range m.dues {
		if !d.At.After(now) {
			d.Body = bytes.Clone(d.Body)
			due = append(due, d)
		}
	}
	slices.SortFunc(due, func(a, b Due) int { return cmp.Or(a.At.Compare(b.At), strings.Compare(a.ID, b.ID)) })
	return due[:min(len(due), limit)], nil
}

// DropDue forgets what was done.
func (m *Memory) DropDue(ctx context.Context, id string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.dues, id)
	return nil
}

// Settled returns an error unless the mark says how a job ended, which is what
// Settle takes.
func (m Mark) Settled() error {
	if m.Status != Told && m.Status != Dead && m.Status != Waiting {
		return fmt.Errorf("mark %s: status %q does not settle it, only %q, %q and %q do", m.ID, m.Status, Told, Dead, Waiting)
	}
	return nil
}

func (m Mark) copied() Mark {
	m.Except, m.Whole, m.Missing = slices.Clone(m.Except), slices.Clone(m.Whole), slices.Clone(m.Missing)
	m.Sent, m.Along, m.Shown = bytes.Clone(m.Sent), slices.Clone(m.Along), slices.Clone(m.Shown)
	for i := range m.Shown {
		m.Shown[i].Keys = slices.Clone(m.Shown[i].Keys)
	}
	return m
}

func (r Record) copied() Record {
	r.Phases = slices.Clone(r.Phases)
	if r.Presence != nil {
		presence := *r.Presence
		r.Presence = &presence
	}
	return r
}
