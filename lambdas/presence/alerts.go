package presence

import (
	"cmp"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bongsu/shared/alert"
	"bongsu/shared/config"
)

// Place is where an event comes from; lifecycle events themselves do not say.
type Place struct{ Partition, Account, Region string }

// Lost is the alert of a device that left. checked is when it was looked for
// again, the same on every delivery, so that its jobs are the same too.
func Lost(e Event, c config.Presence, p Place, checked time.Time) alert.Alert {
	a := about(e, c, p)
	a.State = alert.Firing
	a.Device.Reason, a.Device.Checked = e.Reason, checked
	return a
}

// Back is the alert of a device that came back. seen is when we heard of it;
// zero if that is not known.
func Back(e Event, c config.Presence, p Place, seen time.Time) alert.Alert {
	a := about(e, c, p)
	a.State = alert.Recovered
	a.Device.Address, a.Device.Seen = e.Address, seen
	return a
}

// Unstable is the alert of a device that was lost too often lately, this loss
// included.
func Unstable(e Event, c config.Presence, p Place) alert.Alert {
	a := about(e, c, p)
	a.State, a.At = alert.Firing, e.At.Add(apart)
	a.Device.Reason, a.Device.Drops = e.Reason, c.Unstable
	return a
}

// Stable is the alert of an unstable device whose connection, begun by this
// event, has lasted for an hour.
func Stable(e Event, c config.Presence, p Place) alert.Alert {
	a := about(e, c, p)
	a.State, a.At = alert.Recovered, e.At.Add(hour+apart)
	a.Device.Address, a.Device.Drops = e.Address, max(c.Unstable, 1)
	return a
}

func about(e Event, c config.Presence, p Place) alert.Alert {
	return alert.Alert{
		Key:      alert.PresenceKey(e.ClientID),
		Kind:     alert.Presence,
		Severity: cmp.Or(c.Severity, alert.Warning),
		Route:    c.Route,
		Subject:  cmp.Or(e.Thing, e.ClientID),
		At:       e.At,
		Device:   &alert.Device{ClientID: e.ClientID, Thing: e.Thing, Session: e.Session},
		Links:    links(e, p),
		Account:  p.Account,
		Region:   p.Region,
	}
}

// links opens the device in the console where its thing is known, and the list
// of all things where only its client id is.
func links(e Event, p Place) []alert.Link {
	base := alert.Console(p.Partition, p.Region, "iot")
	switch {
	case base == "":
		return nil
	case e.Thing == "":
		return []alert.Link{{To: alert.ToDevice, URL: base + "/thinghub"}}
	}
	return []alert.Link{{To: alert.ToDevice, URL: base + "/thing/" + url.PathEscape(e.Thing)}}
}

// Silence says why an event is not told by this configuration, whatever comes
// after it; empty if it may be told.
func Silence(e Event, c config.Presence) string {
	if e.Silent == "" && e.Clean && !c.Clean {
		return "the device said goodbye; presence.clean: true tells of those too"
	}
	return e.Silent
}

// HoldOf is how long this device must be gone before anybody is told.
func HoldOf(clientID string, c config.Presence) time.Duration {
	for _, h := range c.Holds {
		if config.Match(h.Match, clientID) {
			return h.For
		}
	}
	return c.Hold
}

// maxText is how many characters of a message that we do not know are passed on.
const maxText = 8000

// unknown is the alert of a message that is neither a lifecycle event nor a check.
func unknown(id, body, origin string, at time.Time, c config.Presence, p Place) alert.Alert {
	text, left := readable(body)
	return alert.Alert{
		Key:      alert.RawKey(id),
		Kind:     alert.Raw,
		State:    alert.Notice,
		Severity: alert.Warning,
		Route:    c.Route,
		Subject:  "AWS IoT",
		At:       at,
		Text:     text,
		Cut:      left,
		Account:  p.Account,
		Region:   p.Region,
		Origin:   origin,
	}
}

// readable drops what is not text, and says how many characters it left out.
func readable(s string) (text string, left int) {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, string(utf8.RuneError)))
	runes := []rune(s)
	if len(runes) <= maxText {
		return s, 0
	}
	return string(runes[:maxText]) + "…", len(runes) - maxText
}
