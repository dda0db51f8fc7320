package incident

import (
	"time"

	"bongsu/shared/alert"
)

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
