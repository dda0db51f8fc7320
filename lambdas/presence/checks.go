package presence

import (
	"encoding/json"
	"fmt"
	"time"

	"bongsu/shared/queue"
)

// checkVersion is the version of a check's JSON that this build writes. Every
// version ever released stays readable.
const checkVersion = 2

// checks is the message that the function sends itself through the hold queue:
// losses of one invocation that have the same hold. They travel together so
// that a storm is looked at, and told, at once.
type checks struct {
	Version int `json:"check"`
	// Hold is how long the devices have been gone when the message comes.
	Hold   time.Duration `json:"hold,omitempty"`
	Losses []loss        `json:"losses"`
	// Steady says that these are connections of unstable devices, looked at
	// until they have lasted long enough. From version 2 on.
	Steady bool `json:"steady,omitempty"`
	// Redriven is when a person sent the events again from the dead letters.
	Redriven time.Time `json:"redriven,omitzero"`
}

// loss is a disconnect, or a connection to be looked at, with short names
// because a storm has thousands.
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

func (l loss) event(t Type) Event {
	return Event{
		Type: t, ClientID: l.ClientID, Thing: l.Thing, Session: l.Session,
		Version: l.Version, At: time.UnixMilli(l.At).UTC(), Reason: l.Reason,
	}
}

// pending is something to be looked at, and the message that it came by.
type pending struct {
	item  int
	event Event
	look
}

// look is how a check is made: those made alike travel together.
type look struct {
	steady bool
	// hold is how long the device will have been gone, wait how long the message
	// is hidden; they differ where it was hidden before.
	hold, wait time.Duration
	redriven   time.Time
}

// bundle is a check message and the messages whose losses it carries.
type bundle struct {
	items  []int
	wait   time.Duration
	checks checks
}

// maxLosses is how many losses a check message carries. Ten such messages are
// what one invocation can look up, and write, within its time.
const maxLosses = 100

// bundles puts what is looked at alike together, as much as a message takes.
func bundles(all []pending) []bundle {
	var made []bundle
	open := make(map[look]int)
	size := make(map[look]int)
	for _, p := range all {
		l := lossOf(p.event)
		// Strings and integers always encode.
		data, _ := json.Marshal(l)
		i, known := open[p.look]
		if !known || size[p.look]+len(data) >= queue.MaxBytes || len(made[i].checks.Losses) == maxLosses {
			i = len(made)
			made = append(made, bundle{wait: p.wait, checks: checks{Version: checkVersion, Hold: p.hold, Steady: p.steady, Redriven: p.redriven}})
			// Room for the members around the losses.
			open[p.look], size[p.look] = i, 100
		}
		made[i].items = append(made[i].items, p.item)
		made[i].checks.Losses = append(made[i].checks.Losses, l)
		size[p.look] += len(data) + len(",")
	}
	return made
}

// message is what goes on the hold queue. A hold of zero takes the same road:
// by then all events of the batch are on record, and a check that fails comes
// again by itself.
func (b bundle) message() (queue.Message, error) {
	body, err := json.Marshal(b.checks)
	if err != nil {
		return queue.Message{}, fmt.Errorf("check: %w", err)
	}
	return queue.Message{Body: body, Delay: min(max(b.wait, 0), queue.MaxDelay)}, nil
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
