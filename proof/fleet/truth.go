package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// All times here are milliseconds after the beginning: millions of events would
// weigh three times as much with time.Time.
const (
	second = int64(1000)
	minute = 60 * second
	hour   = 60 * minute
	never  = int64(math.MaxInt64)
)

// beginning is when the virtual clock starts.
var beginning = time.Date(2026, 9, 25, 4, 0, 0, 0, time.UTC)

func clock(ms int64) time.Time { return beginning.Add(time.Duration(ms) * time.Millisecond) }

// event is one end of a connection as it truly happened.
type event struct {
	// at is AWS IoT's stamp, arrived when the first message of it reached the
	// queue, handled when the function first had it without a failure.
	at, arrived, handled int64
	session, version     int32
	up                   bool
	reason               reason
	told                 uint8
	// toldAt is when the loss was told first.
	toldAt int64
}

type reason uint8

const (
	lost reason = iota
	goodbye
	takenOver
)

func (r reason) String() string {
	return [...]string{"CONNECTION_LOST", "CLIENT_INITIATED_DISCONNECT", "DUPLICATE_CLIENTID"}[r]
}

// counts reports whether the event is a loss that may be told.
func (e event) counts() bool { return !e.up && e.reason != goodbye }

// arrival is a message on its way: the event of a device, again if it is a copy.
type arrival struct {
	at            int64
	device, event int32
}

// nature is how a device behaves.
type nature int

const (
	steady nature = iota
	mobile
	sleeper
	flapper
	rival
	persistent
)

// natures are hundredths of the fleet.
var natures = []struct {
	nature nature
	share  int
}{{steady, 62}, {mobile, 20}, {sleeper, 8}, {flapper, 4}, {rival, 2}, {persistent, 4}}

func natureOf(r *rand.Rand) nature {
	n := r.IntN(100)
	for _, s := range natures {
		if n -= s.share; n < 0 {
			return s.nature
		}
	}
	return steady
}

// life invents what happens to one device.
type life struct {
	r        *rand.Rand
	nature   nature
	end      int64
	storms   []int64
	events   []event
	now      int64
	version  int32
	sessions int32
	// burst is how many losses in a row are still to come.
	burst int
}

// between gives a time span at random.
func (l *life) between(from, to int64) int64 { return from + l.r.Int64N(to-from+1) }

func (l *life) about(mean int64) int64 {
	return min(int64(l.r.ExpFloat64()*float64(mean))+2*second, 100*hour)
}

// live gives the events of a device in the order of its connections, which need
// not be the order of their stamps.
func live(r *rand.Rand, end int64, storms []int64) []event {
	l := life{r: r, nature: natureOf(r), end: end, storms: storms, version: int32(r.IntN(3))}
	vanishes := never
	if r.IntN(100) < 3 {
		vanishes = l.between(0, end)
	}
	l.now = l.between(0, hour)
	l.connect()
	for {
		l.now += l.stay()
		storm := l.struck()
		if l.now >= end {
			return l.events
		}
		switch {
		case l.now >= vanishes:
			l.disconnect(l.now, lost)
			return l.events
		case storm:
			l.disconnect(l.now, lost)
			l.now += l.between(20*second, 20*minute)
		case l.takesOver():
			// The end of the old connection may be stamped after the beginning
			// of the new one.
			l.disconnect(l.now+l.between(-200, 1500), takenOver)
		default:
			why := lost
			if l.r.IntN(100) < map[nature]int{sleeper: 70}[l.nature]+2 {
				why = goodbye
			}
			l.disconnect(l.now, why)
			l.now += l.away()
		}
		if l.now >= end {
			return l.events
		}
		l.connect()
	}
}

// stay is how long a connection lasts.
func (l *life) stay() int64 {
	if l.burst > 0 {
		l.burst--
		return l.between(5*second, 8*minute)
	}
	if (l.nature == flapper || l.nature == rival) && l.r.IntN(3) > 0 {
		l.burst = 3 + l.r.IntN(40)
	}
	return l.about(map[nature]int64{steady: 20 * hour, mobile: 3 * hour, sleeper: 25 * minute, flapper: 5 * hour, rival: 5 * hour, persistent: 2 * hour}[l.nature])
}

// struck ends a stay early if a storm falls into it.
func (l *life) struck() bool {
	began := l.events[len(l.events)-1].at
	for _, s := range l.storms {
		if s > began && s < l.now {
			l.now = s + l.between(0, 10*second)
			return true
		}
	}
	return false
}

func (l *life) takesOver() bool {
	return l.r.IntN(100) < map[nature]int{rival: 90, persistent: 40, mobile: 10, flapper: 10}[l.nature]
}

// away is how long a device is gone.
func (l *life) away() int64 {
	if l.nature == sleeper {
		return l.between(65*minute, 4*hour)
	}
	switch n := l.r.IntN(100); {
	case n < 70:
		return l.between(500, 22*second)
	case n < 85:
		return l.between(22*second, 40*second) // about the hold
	case n < 96 || l.burst > 0 && n < 99:
		return l.between(40*second, 8*minute)
	}
	return l.between(8*minute, 4*hour)
}

// connect begins a connection. Version numbers grow, now and then by more than
// one, and start over after an hour offline; those of a persistent session when
// it expires, and until then it keeps its id.
func (l *life) connect() {
	if n := len(l.events); n > 0 {
		offline := l.now - l.events[n-1].at
		keeps := l.nature == persistent && (offline <= hour || l.r.IntN(2) == 0)
		switch {
		case offline > hour && !keeps:
			l.version = 0
		case l.r.IntN(20) == 0:
			l.version += 3
		default:
			l.version++
		}
		if !keeps {
			l.sessions++
		}
	}
	l.events = append(l.events, event{at: l.now, arrived: never, handled: never, toldAt: never, session: l.sessions, version: l.version, up: true})
}

func (l *life) disconnect(at int64, why reason) {
	// No stamp twice for one device: by it we know which loss was told.
	for slices.ContainsFunc(l.events, func(e event) bool { return !e.up && e.at == at }) {
		at++
	}
	l.events = append(l.events, event{at: at, arrived: never, handled: never, toldAt: never, session: l.sessions, version: l.version, reason: why})
}

// travel is how long a message of an event is on its way: mostly under a second,
// sometimes so long that others overtake it, seldom an hour.
func travel(r *rand.Rand) int64 {
	between := func(from, to int64) int64 { return from + r.Int64N(to-from) }
	switch n := r.IntN(1000); {
	case n < 960:
		return between(50, 900)
	case n < 990:
		return between(900, 20*second)
	case n < 998:
		return between(20*second, 5*minute)
	}
	return between(5*minute, hour)
}

// clientID names a device; one in ten has a hold of its own.
func clientID(device int) string {
	if device%10 == 3 {
		return fmt.Sprintf("slow-%06d", device)
	}
	return fmt.Sprintf("dev-%06d", device)
}

// payload is the event as AWS IoT writes it.
func payload(id string, e event) []byte {
	stamp := clock(e.at).UnixMilli()
	if e.up {
		return fmt.Appendf(nil, `{"clientId":%q,"timestamp":%d,"eventType":"connected","sessionIdentifier":"s%d","principalIdentifier":"p","ipAddress":"192.0.2.7","versionNumber":%d}`,
			id, stamp, e.session, e.version)
	}
	return fmt.Appendf(nil, `{"clientId":%q,"timestamp":%d,"eventType":"disconnected","sessionIdentifier":"s%d","principalIdentifier":"p","clientInitiatedDisconnect":%t,"disconnectReason":%q,"versionNumber":%d}`,
		id, stamp, e.session, e.reason == goodbye, e.reason, e.version)
}
