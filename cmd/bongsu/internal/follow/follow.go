// Package follow reads what is appended to a file on this machine, line by line,
// across rotation (renamed, and a new one in its place), truncation and times in
// which there is no file. It knows nothing of what the lines mean.
//
// It looks at the file every so often and reads what is new. A file that is
// renamed is read to its end, and for a while longer for writers that still have
// it open; no line is lost by it, unless a file comes and goes between two looks.
package follow

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"
)

const (
	// every is how often a file is looked at.
	every = 100 * time.Millisecond
	// Silence is how long a line without its line break waits for the rest of
	// it, before it counts as whole: what a process wrote last, as it died.
	Silence = 2 * time.Second
	// leaving is how long a file that was renamed or removed is still read.
	leaving = 5 * time.Second
)

// Follower follows one file.
type Follower struct {
	path    string
	line    func(text string)
	trouble func(error)
	current *reader
	left    []*reader
	failing string
}

// New opens a file whose lines are wanted from now on: what stands in it already
// is passed over. A file that does not exist yet will be read from its beginning.
//
// line is given every line without its line break, one after the other; of a
// line longer than MaxLine the beginning, with Cut behind it. Empty lines are
// left out, as CloudWatch Logs takes none. trouble is told why the file cannot be
// read, once until it can or the reason changes; that it does not exist is no
// trouble.
func New(path string, line func(text string), trouble func(error)) *Follower {
	f := &Follower{path: path, line: line, trouble: trouble}
	if f.open() {
		f.current.skip()
	}
	return f
}

// Run follows the file until the context ends. Then it hands on what can still
// be read, and nothing more.
func (f *Follower) Run(ctx context.Context) {
	look := time.NewTicker(every)
	defer look.Stop()
	for ctx.Err() == nil {
		f.look(time.Now())
		select {
		case <-ctx.Done():
		case <-look.C:
		}
	}
	f.look(time.Now())
	for _, r := range append(f.left, f.current) {
		if r != nil {
			r.end(f.line)
		}
	}
	f.left, f.current = nil, nil
}

// look reads what is new, and notices what became of the file.
func (f *Follower) look(now time.Time) {
	f.left = keep(f.left, func(r *reader) bool {
		f.tell(r.read(now, f.line))
		if now.Before(r.until) {
			return true
		}
		r.end(f.line)
		return false
	})
	if f.current == nil && !f.open() {
		return
	}
	// Before the file is read: what is written to it until it is renamed is read.
	read := f.current.offset
	there, err := os.Stat(f.path)
	if !f.tell(f.current.read(now, f.line)) {
		return
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		// Renamed, and nothing in its place yet: whoever wrote may still write.
	case err != nil:
		f.tell(err)
	case !os.SameFile(there, f.current.info):
		f.current.until = now.Add(leaving)
		f.left = append(f.left, f.current)
		f.current = nil
		if f.open() {
			f.tell(f.current.read(now, f.line))
		}
	case there.Size() < read:
		f.tell(f.current.restart(f.line))
		f.tell(f.current.read(now, f.line))
	}
}

// open opens the file if it is there.
func (f *Follower) open() bool {
	opened, err := open(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		f.failing = ""
		return false
	}
	f.current = opened
	return f.tell(err)
}

// tell reports what cannot be done, once, and says whether all is well.
func (f *Follower) tell(err error) bool {
	if err == nil {
		f.failing = ""
		return true
	}
	if said := err.Error(); said != f.failing {
		f.failing = said
		f.trouble(err)
	}
	return false
}

func keep(readers []*reader, wanted func(*reader) bool) []*reader {
	var kept []*reader
	for _, r := range readers {
		if wanted(r) {
			kept = append(kept, r)
		}
	}
	return kept
}
