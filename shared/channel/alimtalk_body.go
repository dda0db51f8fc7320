package channel

import (
	"cmp"
	"strings"

	"bongsu/shared/wording"
)

type talkRequest struct {
	Channel  string        `json:"plusFriendId"`
	Template string        `json:"templateCode"`
	Messages []talkMessage `json:"messages"`
}

type talkMessage struct {
	Country  string        `json:"countryCode"`
	To       string        `json:"to"`
	Content  string        `json:"content"`
	Buttons  []talkLink    `json:"buttons,omitempty"`
	Failover bool          `json:"useSmsFailover"`
	Config   *talkFailover `json:"failoverConfig,omitempty"`
}

type talkLink struct {
	Type   string `json:"type"`
	Name   string `json:"name"`
	Mobile string `json:"linkMobile,omitempty"`
	PC     string `json:"linkPc,omitempty"`
}

type talkFailover struct {
	sensText
	From string `json:"from"`
}

// full is the request that says all, plain the one that says no more than it
// must.
func (a *AlimTalk) full(m wording.Message, to []string) talkRequest {
	return a.request(to, a.Template.fill(m), func(s *Sens) sensText { return s.text(m) })
}

func (a *AlimTalk) plain(m wording.Message, to []string) talkRequest {
	return a.request(to, a.Template.plain(m), func(s *Sens) sensText { return s.plain(m) })
}

// request is one content for everybody.
func (a *AlimTalk) request(to []string, f talkFilled, text func(*Sens) sensText) talkRequest {
	r := talkRequest{Channel: a.Channel, Template: a.Template.Code, Messages: []talkMessage{}}
	var sms *talkFailover
	if a.SMS != nil {
		sms = &talkFailover{text(&Sens{Short: a.SMS.Short}), a.SMS.From}
	}
	for _, n := range to {
		r.Messages = append(r.Messages, talkMessage{
			Country: "82", To: n, Content: f.content, Buttons: f.buttons, Failover: sms != nil, Config: sms,
		})
	}
	return r
}

const (
	linkVariable = "#{link}"
	// nothing stands for a value that is not there: Kakao refuses an empty one.
	nothing = "-"
	// home is where a button leads that has no link to follow.
	home = "https://console.aws.amazon.com/"
	// talkFacts are how many facts stand for a sentence, talkItem is how long one
	// of an item may be.
	talkFacts, talkItem = 2, 300
	// talkPlain is how long a value may be where the provider refused more.
	talkPlain = 30
	// talkURL is how long a link may be, talkShown one that stands in the text.
	talkURL, talkShown = 500, 200
)

// talkFilled is a template with its variables filled in.
type talkFilled struct {
	content string
	buttons []talkLink
}

// fill fills the variables in and changes nothing else. Long values are cut
// until the whole fits: a variable's name alone takes as much as the shortest.
func (t Template) fill(m wording.Message) talkFilled {
	var f talkFilled
	for _, most := range []int{400, 200, 100, 50, 20, len(linkVariable)} {
		if f = t.fillTo(m, most); runesOf(f.content) <= talkText {
			break
		}
	}
	return f
}

// plain says no more than the title and the link.
func (t Template) plain(m wording.Message) talkFilled {
	if len(m.Items) > 0 {
		m.Items = []wording.Item{{Links: m.Items[0].Links}}
	}
	return t.fillTo(m, talkPlain)
}

// stateEnds are what a title has between the state and the rest.
const stateEnds = ":·, "

// title is the essential, without the state where the text has that for itself.
func (t Template) title(m wording.Message) string {
	if rest, begins := strings.CutPrefix(m.Title, m.State); begins && strings.Contains(string(t.Text), "#{state}") {
		return strings.TrimLeft(rest, stateEnds)
	}
	return m.Title
}

// talkLead is the sentence to read first, of every item that has one.
func talkLead(m wording.Message) string {
	var parts []string
	last := ""
	for _, it := range m.Items {
		head := newHeadline(m, it, last)
		last = it.Headline
		said := cut(talkSaid(m, it), talkItem, "…", runesOf)
		if part := strings.Trim(head+" – "+said, " –"); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " / ")
}

// talkSaid is what an item says in one line: its first sentence, else what is
// most worth reading of the rest.
func talkSaid(m wording.Message, it wording.Item) string {
	var facts []string
	for _, f := range newFacts(m, it) {
		if it.Headline != "" && f.Short != "" {
			continue // the time of one of several is not worth the room
		}
		if n := len(facts); n == talkFacts {
			facts[n-1] += "…"
			break
		}
		facts = append(facts, f.Label+" "+cmp.Or(f.Short, f.Value))
	}
	text := it.Text
	if it.Headline != "" && !strings.HasPrefix(text, "• ") && len(facts) > 0 {
		text = "" // a list of names, of which the title has the first
	}
	return oneLine(cmp.Or(it.Lead, text, strings.Join(facts, ", "), it.Text))
}

// fillTo fills the variables with values of at most so many characters.
func (t Template) fillTo(m wording.Message, most int) talkFilled {
	lead, link := talkLead(m), ""
	for _, it := range m.Items {
		for _, l := range it.Links {
			if link == "" && len(l.URL) <= talkURL && !strings.ContainsFunc(l.URL, unseen) {
				link = l.URL
			}
		}
	}
	value := func(text string) string {
		// What looks like a variable to Kakao is one that nobody filled.
		return cmp.Or(cut(oneLine(variable.ReplaceAllString(text, "")), most, "…", runesOf), nothing)
	}
	shown := link
	if n := runesOf(link); n > most && (n > talkShown || most < talkPlain) {
		shown = "" // half a link leads nowhere
	}
	content := strings.NewReplacer(
		"#{state}", value(m.State), "#{title}", value(t.title(m)), "#{subject}", value(m.Subject),
		"#{time}", value(m.When), "#{lead}", value(lead), linkVariable, cmp.Or(shown, nothing),
	).Replace(strings.TrimRight(string(t.Text), "\n"))
	f := talkFilled{content: content}
	link = cmp.Or(link, home)
	for _, b := range t.Buttons {
		to := talkLink{Type: b.Type, Name: b.Name}
		if b.Type == "WL" {
			url := cmp.Or(b.URL, linkVariable)
			// Kakao wants the scheme to be part of the template, and a link has its own.
			for _, scheme := range []string{"https://", "http://"} {
				url = strings.ReplaceAll(url, scheme+linkVariable, linkVariable)
			}
			to.Mobile = strings.ReplaceAll(url, linkVariable, link)
			to.PC = to.Mobile
		}
		f.buttons = append(f.buttons, to)
	}
	return f
}
