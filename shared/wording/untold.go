package wording

import (
	"regexp"
	"slices"
	"strings"

	"bongsu/shared/alert"
)

// phone is the number of a mobile.
var phone = regexp.MustCompile(`^01\d{8,9}$`)

// shownRecipients is how many of those who did not get a message are named.
const shownRecipients = 5

// inner are the words for what could not be told.
func (v Voice) inner(a alert.Alert) Message {
	return v.Compose(Story{Alerts: a.Untold.Alerts, More: a.Untold.Rest})
}

// untoldTitle says that something was not told, by which channel, and what.
func (v Voice) untoldTitle(a alert.Alert) string {
	title := v.undelivered + ": " + a.Subject
	if a.Untold == nil || len(a.Untold.Alerts) == 0 {
		return title
	}
	return title + " – " + v.inner(a).Title
}

// untold says why a channel could not tell something, and to whom.
func (v Voice) untold(a alert.Alert, it *Item) {
	u := a.Untold
	if u == nil {
		return
	}
	why, known := v.undeliveredCodes[u.Code]
	switch {
	case known:
	case u.Code != "":
		why = v.undeliveredCode(u.Code)
	default:
		why = v.undeliveredReason(u.Reason)
	}
	it.Lead = v.sentence(why)
	if len(u.To) > 0 {
		it.Lead += "\n" + v.missed + ": " + v.recipients(u.To)
	}
	if u.More > 0 {
		it.fact(v.labels.hidden, digits(float64(u.More), 0))
	}
}

// recipients names a few, so that a colleague knows who it is and a stranger does
// not.
func (v Voice) recipients(to []string) string {
	var shown []string
	for _, one := range to[:min(len(to), shownRecipients)] {
		shown = append(shown, masked(one))
	}
	text := strings.Join(shown, ", ")
	if more := len(to) - len(shown); more > 0 {
		text += " " + v.morePeople(more)
	}
	return text
}

// masked shows the ends of a phone number, as Koreans write one that is nobody
// else's business, or of an id.
func masked(recipient string) string {
	if phone.MatchString(recipient) {
		n := len(recipient)
		return recipient[:3] + "-" + strings.Repeat("*", n-7) + "-" + recipient[n-4:]
	}
	const ends = 4
	runes := []rune(recipient)
	if len(runes) <= 2*ends {
		return recipient
	}
	return string(runes[:ends-1]) + "…" + string(runes[len(runes)-ends:])
}

// withInner puts what was not told below the reason why.
func (v Voice) withInner(m Message, a alert.Alert) Message {
	if a.Untold == nil || len(a.Untold.Alerts) == 0 {
		return m
	}
	told := v.inner(a)
	m.Items = append(slices.Clone(m.Items), told.Items...)
	m.Items[len(m.Items)-len(told.Items)].Headline = strings.TrimSpace(told.Title)
	m.Picture, m.Alt = told.Picture, told.Alt
	return m
}

// untoldOf is what an alert could not tell; nothing for any other.
func untoldOf(a alert.Alert) alert.Untold {
	if a.Untold == nil {
		return alert.Untold{}
	}
	return *a.Untold
}
