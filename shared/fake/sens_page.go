package fake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// show makes what people see of a request, and says whom it reaches.
func (d *sensDesk) show(m *Received, q *sensRequest) {
	type group struct {
		one *sensOne
		to  []string
	}
	var groups []group
	for _, one := range q.messages {
		i := slices.IndexFunc(groups, func(g group) bool {
			return g.one.kind == one.kind && g.one.subject == one.subject && g.one.shown == one.shown
		})
		if i < 0 {
			i = len(groups)
			groups = append(groups, group{one: one})
		}
		groups[i].to = append(groups[i].to, one.to)
		if one.reached() {
			m.To = append(m.To, one.to)
		}
	}
	for _, g := range groups {
		m.Lines = append(m.Lines, g.one.page(g.to)...)
	}
	for _, one := range q.messages {
		cut := strings.HasPrefix(one.lost, lostPart)
		if cut || len(m.To) == 0 && m.Lost == "" {
			m.Lost = cmp.Or(one.lost, "it ends with the result "+cmp.Or(one.refused, one.code))
		}
	}
	if q.talk {
		d.showFailovers(m, q)
	}
}

// lostPart begins what is said of a message that arrives in part.
const lostPart = "cut by the provider"

// showFailovers adds the text messages that go out in the place of others.
func (d *sensDesk) showFailovers(m *Received, q *sensRequest) {
	for _, one := range q.messages {
		sms := one.failover
		if sms == nil {
			continue
		}
		r := Received{Provider: m.Provider, Time: m.Time, Lines: sms.page([]string{sms.to}), Lost: sms.lost, ID: sms.id}
		if sms.reached() {
			r.To = []string{sms.to}
		}
		d.failovers = append(d.failovers, r)
		why := "✗ " + one.to + ": KakaoTalk's result is " + one.code + ", so it gets a text message instead:"
		m.Lines = append(append(m.Lines, Line{Text: why, Weight: Faint}), r.Lines...)
	}
}

// reached reports whether somebody gets the message, or the one in its place.
func (one *sensOne) reached() bool {
	switch {
	case one.failover != nil && one.failover.code == "0":
		return true
	case one.kind == kindTalk:
		return one.refused == "" && one.code == talkDelivered
	}
	return one.code == "0"
}

// page is what the phones show, below a line that says what they got.
func (one *sensOne) page(to []string) []Line {
	size := fmt.Sprintf("%d characters", utf8.RuneCountInString(one.shown))
	if one.kind != kindTalk {
		n := 0
		for _, r := range one.shown {
			n += min(2, utf8.RuneLen(r))
		}
		size = fmt.Sprintf("%d of %d bytes", n, one.most())
	}
	lines := []Line{{Text: one.kind + " · " + size + " · to " + strings.Join(to, ", "), Weight: Faint}}
	if one.subject != "" {
		lines = append(lines, Line{Text: one.subject, Weight: Strong})
	}
	for _, p := range one.pictures {
		lines = append(lines, Line{Text: p, Weight: Faint})
	}
	lines = append(lines, plainLines(one.shown, Normal)...)
	return append(lines, one.buttons...)
}
