package alert

import "time"

// Poll is what a poll, or a look at a device's message, found out: about the value
// of one field, or, without a field, about the answer or the messages as a whole.
// No secret of a request is in it.
type Poll struct {
	// Name is that of the poll or of the telemetry entry, Field that of the value.
	Name  string `json:"name"`
	Field string `json:"field,omitempty"`
	// Address is what was asked: scheme, host and path, without what may hold a
	// credential; or the topic of the message. Path is where in it the value was
	// looked for.
	Address string `json:"address"`
	Path    string `json:"path,omitempty"`
	// Device is who sent the message; polls have none.
	Device string `json:"device,omitempty"`
	// Silence is for how long nothing may be heard of a device, Heard when
	// something last was, at the earliest; zero if never. Listed says that it is
	// one of those that the configuration names.
	Silence time.Duration `json:"silence,omitempty"`
	Heard   time.Time     `json:"heard,omitzero"`
	Listed  bool          `json:"listed,omitempty"`
	// Fault is what is wrong now; empty if nothing is. Was is, on a recovery,
	// what was told to be wrong before.
	Fault PollFault `json:"fault,omitempty"`
	Was   PollFault `json:"was,omitempty"`
	// Unwatched says that it is over only because nobody watches it any more.
	Unwatched bool `json:"unwatched,omitempty"`
	// Detail belongs to the fault: a status code, a content type, an address, the
	// sort or the text of what is no number, the network's own words.
	Detail string `json:"detail,omitempty"`
	// Value is what was read, Worst the value farthest out while it was wrong.
	Value *float64 `json:"value,omitempty"`
	Worst *float64 `json:"worst,omitempty"`
	// Above and Below are the bounds: a value is wrong above the one and below
	// the other.
	Above *float64 `json:"above,omitempty"`
	Below *float64 `json:"below,omitempty"`
	// Unit is CloudWatch's name of the value's unit, or the owner's own.
	Unit string `json:"unit,omitempty"`
	// Needed of the Evaluated last polls had to be wrong before it was told.
	Needed    int `json:"needed,omitempty"`
	Evaluated int `json:"evaluated,omitempty"`
}

// Bound is the one that the value is beyond; nil if it is beyond none.
func (p Poll) Bound() *float64 {
	switch p.Fault {
	case PollAbove:
		return p.Above
	case PollBelow:
		return p.Below
	}
	return nil
}

// PollLimit is how long an answer may take, from looking up the name to its last
// byte.
const PollLimit = 5 * time.Second

// PollFault is what is wrong with what a poll asked for.
type PollFault string

// What can be wrong with a value.
const (
	PollAbove PollFault = "above"
	PollBelow PollFault = "below"
	// PollMissing: nothing is at the path, or null is.
	PollMissing PollFault = "missing"
	// PollNotNumber: what is there is no number.
	PollNotNumber PollFault = "not-number"
)

// What can be wrong with an answer, or with the messages of a device, as a whole.
const (
	PollNotJSON  PollFault = "not-json"
	PollTooLarge PollFault = "too-large"
	// PollStatus: it answers, but not with success; PollRedirect: with a redirect,
	// which is not followed.
	PollStatus   PollFault = "status"
	PollRedirect PollFault = "redirect"
	// PollNoAnswer: nothing came in time; PollNoName: its name is not known;
	// PollUnreachable: there is no connection; PollTLS: none that can be trusted.
	PollNoAnswer    PollFault = "no-answer"
	PollNoName      PollFault = "no-name"
	PollUnreachable PollFault = "unreachable"
	PollTLS         PollFault = "tls"
	// PollRefused: it was not asked, because its address is none that it may
	// have; PollSecret: because what to ask it with could not be read.
	PollRefused PollFault = "refused"
	PollSecret  PollFault = "secret"
	// PollUnheard: a device has sent nothing for too long.
	PollUnheard PollFault = "unheard"
)

// PollSort is what a fault is told as. Of faults of one sort only the first is
// told: they say the same.
type PollSort string

// Sorts of faults.
const (
	PollHigh      PollSort = "high"
	PollLow       PollSort = "low"
	PollGone      PollSort = "gone"
	PollOdd       PollSort = "odd"
	PollUnread    PollSort = "unread"
	PollErrors    PollSort = "errors"
	PollSilent    PollSort = "silent"
	PollUnasked   PollSort = "unasked"
	PollAllIsWell PollSort = ""
)

// Sort is what a fault is told as.
func (f PollFault) Sort() PollSort {
	switch f {
	case "":
		return PollAllIsWell
	case PollAbove:
		return PollHigh
	case PollBelow:
		return PollLow
	case PollMissing:
		return PollGone
	case PollNotNumber:
		return PollOdd
	case PollNotJSON, PollTooLarge:
		return PollUnread
	case PollStatus, PollRedirect:
		return PollErrors
	case PollRefused, PollSecret:
		return PollUnasked
	}
	return PollSilent
}

// State is that of an alert about a fault: a value on the wrong side is firing, a
// value that is not known is no data.
func (f PollFault) State() State {
	switch f.Sort() {
	case PollAllIsWell:
		return Recovered
	case PollHigh, PollLow:
		return Firing
	}
	return NoData
}
