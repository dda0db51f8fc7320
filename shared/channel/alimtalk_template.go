package channel

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Template is an approved text with its variables. Bongsu fills
//
//	#{state}    what happened: 긴급 경보, 복구됨, 긴급 경보 2건 · 복구 1건
//	#{title}    the line that says the essential: 복구됨 · 7분 12초 만에: orders-latency,
//	            or without the state in a text that has #{state}: 7분 12초 만에:
//	            orders-latency
//	#{subject}  what it happened to: orders-latency; #{title} says it too
//	#{time}     when: 2026-09-25 (금) 13:12:07 KST
//	#{lead}     the first sentence: 5분 평균 지연 812 ms, 기준 300 ms 초과
//	#{link}     where to look
//
// each in one line, and with a dash where there is nothing to say.
type Template struct {
	// Code is the template's in the console.
	Code string `yaml:"code" json:"code"`
	// Text is the approved one, to the letter.
	Text Lines `yaml:"text" json:"text"`
	// Buttons are the approved ones, in their order.
	Buttons []Button `yaml:"buttons" json:"buttons,omitempty"`
}

// Button is one of a template's.
type Button struct {
	// Type is Kakao's: WL opens a link, AC adds the channel, DS, BK and MD need
	// nothing else.
	Type string `yaml:"type" json:"type"`
	Name string `yaml:"name" json:"name"`
	// URL is where WL leads: fixed, #{link} or https://#{link}; empty is #{link}.
	URL string `yaml:"url" json:"url,omitempty"`
}

// Kakao's limits in characters, as SENS hands them on:
// https://api.ncloud-docs.com/docs/en/sens-alimtalk-send
const (
	talkText    = 1000
	talkButtons = 5
	talkButton  = 20
)

var variable = regexp.MustCompile(`#\{[^{}]*\}`)

// variables are the names that a template may have.
var variables = []string{"#{state}", "#{title}", "#{subject}", "#{time}", "#{lead}", "#{link}"}

// check returns the faults of the text and the buttons.
func (t Template) check() []Fault {
	var faults []Fault
	known := "known: " + strings.Join(variables, " ")
	unknown := func(key, text string) {
		for _, v := range variable.FindAllString(text, -1) {
			if !slices.Contains(variables, v) {
				faults = append(faults, Fault{key, "has the variable " + v + ", which Bongsu cannot fill", known})
			}
		}
	}
	switch text := string(t.Text); {
	case strings.TrimSpace(text) == "":
		faults = append(faults, Fault{"template.text", "is missing", `the approved text to the letter, e.g. "[#{state}] #{title}"`})
	case runesOf(text) > talkText:
		faults = append(faults, Fault{"template.text", fmt.Sprintf("has %s characters, a template has at most %s", grouped(runesOf(text)), grouped(talkText)), ""})
	case !variable.MatchString(text):
		faults = append(faults, Fault{"template.text", "has no variable, so that every alert would read the same", known})
	default:
		unknown("template.text", text)
	}
	if len(t.Buttons) > talkButtons {
		faults = append(faults, Fault{"template.buttons", fmt.Sprintf("has %d buttons, a template has at most %d", len(t.Buttons), talkButtons), ""})
	}
	for i, b := range t.Buttons {
		key := fmt.Sprintf("template.buttons[%d]", i)
		switch {
		case !slices.Contains([]string{"WL", "AC", "DS", "BK", "MD"}, b.Type):
			faults = append(faults, Fault{key + ".type", "is not a type of button that Bongsu can fill", "one of WL, AC, DS, BK, MD"})
		case b.URL != "" && b.Type != "WL":
			faults = append(faults, Fault{key + ".url", "has no meaning for a button of type " + b.Type, "remove it"})
		case b.URL != "" && b.URL != linkVariable && !strings.HasPrefix(b.URL, "https://") && !strings.HasPrefix(b.URL, "http://"):
			faults = append(faults, Fault{key + ".url", "is neither a URL nor " + linkVariable, "e.g. url: \"https://#{link}\""})
		}
		if b.Name == "" || runesOf(b.Name) > talkButton {
			faults = append(faults, Fault{key + ".name", fmt.Sprintf("must be 1 to %d characters", talkButton), "the approved name"})
		}
		unknown(key+".url", b.URL)
	}
	return faults
}
