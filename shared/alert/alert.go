// Package alert is the vocabulary of the product: what happened, free of any
// language, zone and channel. It knows nobody else of ours and does no I/O.
package alert

import "time"

// Kind says what sort of source told us.
type Kind string

const (
	// Alarm is a CloudWatch alarm that changed its state.
	Alarm Kind = "alarm"
	// Presence is a device that left or came back.
	Presence Kind = "presence"
	// Log is a line of a log that somebody watches for.
	Log Kind = "log"
	// Polled is a value that is fetched again and again.
	Polled Kind = "poll"
	// Telemetry is a value in what a device sends by itself.
	Telemetry Kind = "telemetry"
	// Raw is anything we do not know. It is passed on as it came.
	Raw Kind = "raw"
	// Heartbeat is a sign of life of our own.
	Heartbeat Kind = "heartbeat"
	// Undelivered is what one of our channels could not tell somebody.
	Undelivered Kind = "undelivered"
	// Digested is a summary on a schedule.
	Digested Kind = "digest"
)

// Watched reports whether Alert.Poll says what is known.
func (k Kind) Watched() bool { return k == Polled || k == Telemetry }

// Ours reports whether it is news of our own: its subject is nothing that anybody
// would mute.
func (k Kind) Ours() bool { return k == Heartbeat || k == Undelivered || k == Digested }

// State is what the thing in question is in now.
type State string

const (
	// Firing is a thing that is wrong now.
	Firing State = "firing"
	// NoData is a thing of which nothing is heard any more.
	NoData State = "no-data"
	// Recovered is a thing that was wrong and is right again.
	Recovered State = "recovered"
	// Notice is a single piece of news: nothing recovers from it.
	Notice State = "notice"
)

// Open reports whether the state asks for a recovery to follow.
func (s State) Open() bool { return s == Firing || s == NoData }

// Severity says how much it matters; quiet hours never hold back Critical.
type Severity string

const (
	// Critical wakes people up.
	Critical Severity = "critical"
	// Warning can wait for the morning.
	Warning Severity = "warning"
	// Info is good to know.
	Info Severity = "info"
)

// Alert is one thing that happened to one subject.
type Alert struct {
	// Key is what it is about, stable over all that happens to it: an alarm's
	// ARN with its contributor, iot/<clientId>, log/<watch>/<id of the line>,
	// poll/<name>/<field>, telemetry/<name>/<field>/<device>, digest/<name>/<slot>,
	// raw/<id of the message>.
	Key      string   `json:"key"`
	Kind     Kind     `json:"kind"`
	State    State    `json:"state"`
	Severity Severity `json:"severity,omitempty"`
	// Route names the route of the configuration; empty means the default.
	Route string `json:"route,omitempty"`
	// Subject is the name a person knows it by: an alarm's name, a client id,
	// a subject line.
	Subject string `json:"subject"`
	// At is when it happened, by the clock of whoever saw it.
	At time.Time `json:"at"`
	// Since is, on a recovery, when what it ends began; zero if unknown.
	Since time.Time `json:"since,omitzero"`
	// Until is, on an opening that is already over, when it ended. One message
	// then tells both.
	Until time.Time `json:"until,omitzero"`
	// Still is, on a repetition, how long it had been wrong by then.
	Still time.Duration `json:"-"`
	// Old and New are the platform's own words for the two states.
	Old string `json:"old,omitempty"`
	New string `json:"new,omitempty"`
	// Test is set when a person set the state by hand.
	Test bool `json:"test,omitempty"`
	// Text is what the owner wrote about it: an alarm's description without
	// its trailing instructions, the body of a raw message, what follows the
	// first line of a log's.
	Text string `json:"text,omitempty"`
	// Cut is how many characters of Text were already left out.
	Cut int `json:"cut,omitempty"`
	// Reason is the platform's own explanation, where Measurement does not
	// already say it better.
	Reason      string       `json:"reason,omitempty"`
	Measurement *Measurement `json:"measurement,omitempty"`
	// Rule and Children belong to a composite alarm: its rule, and the alarms
	// that made it change.
	Rule     string  `json:"rule,omitempty"`
	Children []Child `json:"children,omitempty"`
	// Contributor names the one series of a multi-series alarm, Series counts all.
	Contributor []Field `json:"contributor,omitempty"`
	Series      *Series `json:"series,omitempty"`
	Device      *Device `json:"device,omitempty"`
	Line        *Line   `json:"line,omitempty"`
	Poll        *Poll   `json:"poll,omitempty"`
	// Untold is set where the kind is Undelivered.
	Untold *Untold `json:"untold,omitempty"`
	// Digest is set where the kind is Digested.
	Digest  *Digest  `json:"digest,omitempty"`
	Picture *Picture `json:"picture,omitempty"`
	// Fields are further facts of a raw alert or of a log's line, by the
	// sender's own names.
	Fields  []Field `json:"fields,omitempty"`
	Links   []Link  `json:"links,omitempty"`
	Account string  `json:"account,omitempty"`
	// Region is the code ("ap-northeast-2"), never the display name.
	Region string `json:"region,omitempty"`
	// Origin names the system a raw alert came from ("aws.codebuild", a topic).
	Origin string `json:"origin,omitempty"`
}

// Series counts the series of a multi-series alarm: In of Of are in State.
type Series struct {
	In    int    `json:"in"`
	Of    int    `json:"of"`
	State string `json:"state"`
}

// Hidden is the name of a field that counts further ones which are not shown.
const Hidden = "…"

// Field is a name and a value as the sender wrote them.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// LinkTo says what a link opens.
type LinkTo string

const (
	// ToAlarm opens the alarm in the console.
	ToAlarm LinkTo = "alarm"
	// ToMetric opens the metric's graph in the console.
	ToMetric LinkTo = "metric"
	// ToRunbook opens what the owner wrote for this case.
	ToRunbook LinkTo = "runbook"
	// ToLog opens a log at the time of its line.
	ToLog LinkTo = "log"
	// ToDevice opens the device in the console.
	ToDevice LinkTo = "device"
	// ToResource opens what a raw alert is about.
	ToResource LinkTo = "resource"
)

// Link is a place to click. URL is absolute and encoded; Name says which one it
// is where there are several of a sort.
type Link struct {
	To   LinkTo `json:"to"`
	Name string `json:"name,omitempty"`
	URL  string `json:"url"`
}

// Child is one alarm of a composite.
type Child struct {
	Name  string    `json:"name"`
	State string    `json:"state"`
	At    time.Time `json:"at,omitzero"`
}

// Measurement is what an alarm measured and what it measured against.
type Measurement struct {
	// ID is the name by which expressions call it.
	ID        string `json:"id,omitempty"`
	Namespace string `json:"namespace,omitempty"`
	Metric    string `json:"metric,omitempty"`
	// Stat is CloudWatch's name: Average, Sum, Minimum, Maximum, SampleCount,
	// p95, tm90, …
	Stat string `json:"stat,omitempty"`
	// Unit is CloudWatch's name (Milliseconds, Percent); empty if not given.
	Unit       string  `json:"unit,omitempty"`
	Dimensions []Field `json:"dimensions,omitempty"`
	// Label and Expression belong to metric math; Inputs are what it reads.
	Label      string        `json:"label,omitempty"`
	Expression string        `json:"expression,omitempty"`
	Inputs     []Measurement `json:"inputs,omitempty"`
	// Band is the expression that gives the expected band, over the others by
	// their ids.
	Band string `json:"band,omitempty"`
	// Account is whose metric it is where that is not the alarm's own account.
	Account string        `json:"account,omitempty"`
	Period  time.Duration `json:"period,omitempty"`
	// Evaluated is over how many periods it looks, Needed how many of them
	// must breach. Zero means not said.
	Evaluated  int        `json:"evaluated,omitempty"`
	Needed     int        `json:"needed,omitempty"`
	Comparison Comparison `json:"comparison,omitempty"`
	Threshold  *float64   `json:"threshold,omitempty"`
	// Lower and Upper are the edges of an expected band at the newest point.
	Lower *float64 `json:"lower,omitempty"`
	Upper *float64 `json:"upper,omitempty"`
	// Missing says that it was decided without data, which count as a breach.
	Missing bool `json:"missing,omitempty"`
	// Points are the data the platform decided by, newest first.
	Points []Point `json:"points,omitempty"`
}

// Point is one datum. At is zero where the platform gave no time.
type Point struct {
	Value float64   `json:"value"`
	At    time.Time `json:"at,omitzero"`
}

// Picture is a chart to show with an alert. Its URLs are public, unguessable,
// and expire.
type Picture struct {
	// URL is a PNG, Preview a smaller one, JPEG the same for phones' messages
	// (300 KB and 1500 by 1440 pixels at most).
	URL     string `json:"url"`
	Preview string `json:"preview"`
	JPEG    string `json:"jpeg,omitempty"`
}

// Device is what a presence event says of a device.
type Device struct {
	ClientID string `json:"clientId"`
	// Thing is the registry's name, known only for exclusive things.
	Thing string `json:"thing,omitempty"`
	// Reason is AWS IoT's disconnectReason.
	Reason  string `json:"reason,omitempty"`
	Session string `json:"session,omitempty"`
	// Address is where it connected from; only connects carry one.
	Address string `json:"address,omitempty"`
	// Drops is, on an alert of an unstable device, how many losses within an
	// hour made it one; zero on an alert of a single loss or return.
	Drops int `json:"drops,omitempty"`
	// Checked is when we looked and found it still gone.
	Checked time.Time `json:"checked,omitzero"`
	// Seen is, on a return, when its event reached us. A Seen well after the
	// alert's At means that the event itself was late.
	Seen time.Time `json:"seen,omitzero"`
}

// Ref is an alert of which a job carries only the name: in a storm everybody
// is named or counted, not everybody in full.
type Ref struct {
	Key string    `json:"k"`
	At  time.Time `json:"t"`
	// Drops is the device's, see Device.
	Drops int `json:"d,omitempty"`
	// Fault is that of a value that is watched.
	Fault PollFault `json:"f,omitempty"`
	// Severity is the alert's where it is known; empty counts as a warning.
	Severity Severity `json:"s,omitempty"`
}
