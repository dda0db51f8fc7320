package local

import (
	"log/slog"
	"time"

	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/fake"
)

// Options say how to start the product. The callbacks may be called by several
// goroutines at once.
type Options struct {
	Config config.Config
	// Clock is the time that everything lives by.
	Clock *Clock
	// MQTT are loopback addresses for the broker, the first free one counts. It
	// runs only if devices, or what they publish, are watched.
	MQTT []string
	// Fail makes the providers of these channels fail for good.
	Fail map[string]fake.Mode
	// Absent are the numbers, by AlimTalk channel, that KakaoTalk does not reach
	// the first time.
	Absent map[string]string
	// Soon, if set, is the longest that what becomes of a message waits, until
	// Retime: the question whom it reached, and the next try for a phone.
	Soon time.Duration
	Watcher
	// Log is the functions' log.
	Log *slog.Logger
}

// Watcher is told what happens. No function of it may be nil.
type Watcher struct {
	// OnMessage is told of every message that a provider accepts, OnOdd of what
	// was accepted with a warning, OnReport of what a provider says later about
	// whom a message reached, and OnAgain of a message to be sent once more to
	// phones that were out of reach.
	OnMessage func(channel string, m fake.Received)
	OnOdd     func(channel, warning string)
	OnReport  func(channel string, r channel.Report)
	OnAgain   func(channel string, try int)
	// OnDead is told of every job that is given up, OnElsewhere of what a channel
	// could not tell and is told on its other route.
	OnDead      func(channel, reason string)
	OnElsewhere func(channel string)
	// OnDevice is told of every presence event of the broker, OnFile of a watched
	// file that cannot be read.
	OnDevice func(payload []byte)
	OnFile   func(watch string, err error)
}
