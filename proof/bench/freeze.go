package main

import (
	"errors"
	"time"
)

// thawed is what became of alarms whose function had been frozen, and its
// connections closed.
type thawed struct {
	alerts int
	// late counts alerts that were told only when they came again.
	late int
	// costs are what deliver took for each.
	costs []cost
}

// settled is longer than an alarm takes that succeeds at once, by the cloud's
// clock, and shorter than the first wait of one that does not.
const settled = 4 * time.Second

// freeze freezes deliver after an alert, closes its connections, and sends the
// next, which it is given before it runs on.
func freeze(p *probe, times int) (thawed, error) {
	t := thawed{alerts: times}
	if err := p.alert(); err != nil {
		return t, err
	}
	for range times {
		if err := p.Freeze(deliver); err != nil {
			return t, err
		}
		p.Hangup()
		var woken error
		p.wakeAt(deliver, func() { woken = p.Thaw(deliver) })
		before := p.Now()
		if err := errors.Join(p.alert(), woken); err != nil {
			return t, err
		}
		all := p.Provider(slack).Messages()
		if all[len(all)-1].Time.Sub(before) > settled {
			t.late++
		}
	}
	one, err := p.read(deliver)
	t.costs = one.warm[max(0, len(one.warm)-times):]
	return t, err
}
