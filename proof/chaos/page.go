package main

import (
	"slices"

	"bongsu/shared/fake"
)

// page is a channel whose messages change and are replied to, as it stands.
type page struct {
	// newest is what stands in the place of each message, by its ID.
	newest map[string]fake.Received
}

// turn takes the next message. It gives what is told by it, which a change is not:
// it rings at nobody. A reply says its title only; the rest stands above it.
func (p *page) turn(m fake.Received) (told fake.Received, tells bool) {
	switch {
	case m.Edits:
		p.newest[m.ID] = m
		return m, false
	case m.Thread == "" && m.ID != "":
		p.newest[m.ID] = m
	case m.Thread != "":
		above := lines(p.newest[m.Thread])
		if title := lines(m); len(title) == 1 && len(above) > 0 && above[0] == title[0] {
			m.Lines = p.newest[m.Thread].Lines
		}
	}
	return m, true
}

// words are what the messages say that still stand, by what they are about. A post
// is known by its place among all. Of what somebody deleted nobody can say what it
// would be the last word of.
func (p *page) words(all []fake.Received, gone []string) map[string][]word {
	found := map[string][]word{}
	var deleted []string
	for i, m := range all {
		now, stands := p.newest[m.ID]
		if !stands || m.Edits || m.Thread != "" {
			continue
		}
		words, _ := read(i, now)
		for _, w := range words {
			if slices.Contains(gone, m.ID) {
				deleted = append(deleted, w.key)
			}
			found[w.key] = append(found[w.key], w)
		}
	}
	for _, key := range deleted {
		delete(found, key)
	}
	return found
}
