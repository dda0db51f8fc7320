package deliver

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/wording"
)

// editable is a provider whose messages can be changed, unless somebody deletes
// them. It fails between the change and the reply too.
type editable struct{ provider }

// shownMessage is a message as it stands.
type shownMessage struct {
	reference string
	lines     []string
}

func (editable) Illustrate(context.Context, string, wording.Message) error { return nil }

func (p editable) Send(ctx context.Context, d channel.Delivery) (channel.Receipt, error) {
	if p.fails() {
		return channel.Receipt{}, &channel.Error{Err: errTrouble}
	}
	if !p.calm && len(p.chat) > 0 && p.chance.IntN(20) == 0 {
		n := p.chance.IntN(len(p.chat))
		p.chat[n].reference = "" // closed to changes
	}
	thread := ""
	for _, e := range d.Ends {
		i := slices.IndexFunc(p.chat, func(m *shownMessage) bool { return m.reference == e.Reference })
		if i < 0 {
			continue
		}
		p.chat[i].lines = p.lines(e.Message)
		if e.Reply {
			thread = e.Reference
		}
	}
	if p.fails() {
		return channel.Receipt{}, &channel.Error{Unsure: true, Err: errTrouble} // killed, say, or the reply was not taken
	}
	if _, err := p.provider.Send(ctx, d); err != nil {
		return channel.Receipt{}, err
	}
	if thread == "" {
		thread = fmt.Sprintf("m%05d", len(p.chat))
		p.chat = append(p.chat, &shownMessage{thread, p.lines(d.Message)})
	}
	p.dead = p.kills && p.depth == 0 && !p.calm && p.chance.IntN(10) == 0
	return channel.Receipt{Reference: thread}, nil
}

// checkChat looks at the messages as they stand at the end: the last that names a
// key says whether it is wrong. Replies do not count, many never see them.
func (w *world) checkChat(seed uint64, last map[string]alert.Alert) {
	word := make(map[string]string)
	page := ""
	for _, m := range w.chat {
		page += strings.Join(m.lines, " | ") + "\n"
		for _, line := range m.lines {
			if said := spoken.FindStringSubmatch(line); said != nil {
				word[said[2]] = strings.ToUpper(said[1][:1]) + said[1][1:]
			}
		}
	}
	if len(w.chat) == 0 {
		return
	}
	for key, a := range last {
		if up := word[key] == "Recovered"; word[key] == "" && a.State.Open() || word[key] != "" && up == a.State.Open() {
			w.t.Fatalf("seed %d: %s is %s, but the channel ends on %q:\n%s", seed, key, a.State, word[key], page)
		}
	}
}
