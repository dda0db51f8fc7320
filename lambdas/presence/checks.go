package presence

import (
	"encoding/json"
	"fmt"
	"time"

	"bongsu/shared/queue"
)

// checkVersion is the version of a check's JSON that this build writes. Every
// version ever released stays readable.
const checkVersion = 1

// checks is the message that the function sends itself through the hold queue:
// losses of one invocation that have the same hold. They travel together so
// that a storm is looked at, and told, at once.
type checks struct {
	Version int           `json:"check"`
	Hold    time.Duration `json:"hold"`
	Losses  []loss        `json:"losses"`
}

// loss is a disconnect, with short names because a storm has thousands.
type loss struct {
	ClientID string `json:"c"`
	Thing    string `json:"n,omitempty"`
	Session  string `json:"s,omitempty"`
	Version  int64  `json:"v"`
	// At is in milliseconds since 1970, as AWS IoT gives it.
	At     int64  `json:"t"`
	Reason string `json:"r,omitempty"`
}

func lossOf(e Event) loss {
	return loss{e.ClientID, e.Thing, e.Session, e.Version, e.At.UnixMilli(), e.Reason}
}

func (l loss) event() Event {
	return Event{
		Type: Disconnected, ClientID: l.ClientID, Thing: l.Thing, Session: l.Session,
		Version: l.Version, At: time.UnixMilli(l.At).UTC(), Reason: l.Reason,
	}
}

// pending is a loss to be checked, and the message that it came by.
type pending struct {
	item  int
	event Event
	hold  time.Duration
}

// bundle is a check message and the messages whose losses it carries.
type bundle struct {
	items  []int
	checks checks
}

// bundles puts losses of the same hold together, as many as a message takes.
func bundles(losses []pending) []bundle {
	var all []bundle
	open := make(map[time.Duration]int)
	size := make(map[time.Duration]int)
	for _, p := range losses {
		l := lossOf(p.event)
		// Strings and integers always encode.
		data, _ := json.Marshal(l)
		i, known := open[p.hold]
		if !known || size[p.hold]+len(data) >= queue.MaxBytes {
			i = len(all)
			all = append(all, bundle{checks: checks{Version: checkVersion, Hold: p.hold}})
			// Room for the members around the losses.
			open[p.hold], size[p.hold] = i, 100
		}
		all[i].items = append(all[i].items, p.item)
		all[i].checks.Losses = append(all[i].checks.Losses, l)
		size[p.hold] += len(data) + len(",")
	}
	return all
}

// message is what goes on the hold queue. A hold of zero takes the same road:
// by then all events of the batch are on record, and a check that fails comes
// again by itself.
func (b bundle) message() (queue.Message, error) {
	body, err := json.Marshal(b.checks)
	if err != nil {
		return queue.Message{}, fmt.Errorf("check: %w", err)
	}
	return queue.Message{Body: body, Delay: min(max(b.checks.Hold, 0), queue.MaxDelay)}, nil
}

// decodeChecks reads a check message; ok is false if it is something else. An
// error says that it is one of a version that this build cannot read.
func decodeChecks(body []byte) (c checks, ok bool, err error) {
	var version struct {
		Version int `json:"check"`
	}
	if !reads(body, &version) || version.Version < 1 {
		return checks{}, false, nil
	}
	if version.Version > checkVersion {
		return checks{}, true, fmt.Errorf("check of version %d, this build reads 1 to %d; deploy the newer one again", version.Version, checkVersion)
	}
	if !reads(body, &c) || len(c.Losses) == 0 {
		return checks{}, false, nil
	}
	return c, true, nil
}

// reads reports whether a body is JSON of this shape.
func reads(body []byte, into any) bool { return json.Unmarshal(body, into) == nil }
