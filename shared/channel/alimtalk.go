package channel

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"bongsu/shared/secret"
	"bongsu/shared/wording"
)

// AlimTalk sends messages of an approved template through KakaoTalk, by SENS of
// NAVER Cloud.
type AlimTalk struct {
	// Secret is the SSM parameter that holds {"accessKey","secretKey"}.
	Secret string `yaml:"secret" json:"secret"`
	// Service is the id of the KakaoTalk service, ncp:kkobizmsg:kr:….
	Service string `yaml:"service" json:"service"`
	// Channel is the KakaoTalk channel that messages come from, with its @.
	Channel string `yaml:"channel" json:"channel"`
	// Template is the approved one.
	Template Template `yaml:"template" json:"template"`
	// To are mobile numbers. They may have hyphens or begin with +82.
	To []string `yaml:"to" json:"to"`
	// Failover names a channel of type sens whose text message whoever KakaoTalk
	// does not reach gets instead; empty for none.
	Failover string `yaml:"failover" json:"failover,omitempty"`
	// Cloud is gov or fin for the clouds of the government and of finance.
	Cloud string `yaml:"cloud" json:"cloud,omitempty"`
	// Tries is how often a message is sent again to a phone that was out of
	// reach; nil is twice.
	Tries *int `yaml:"tries" json:"tries,omitempty"`
	// SMS is what Resolve took over of the channel that Failover names.
	SMS *FailoverSMS `yaml:"-" json:"sms,omitempty"`
}

// FailoverSMS is the text message in the place of one that KakaoTalk did not deliver.
type FailoverSMS struct {
	From  string `json:"from"`
	Short bool   `json:"short,omitempty"`
}

// Template is an approved text with its variables. Bongsu fills
//
//	#{state}    what happened in a word or two: 긴급 경보, 복구됨
//	#{title}    the line that says the essential: 긴급 경보: orders-latency, or
//	            without the state in a text that has #{state}: orders-latency
//	#{subject}  what it happened to: orders-latency
//	#{time}     when: 2026-09-25 (금) 13:12:07 KST
//	#{lead}     the first sentence: 평균 지연 812 ms, 기준 300 ms 초과, 5분 평균
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

// SecretName is the parameter of the key.
func (a *AlimTalk) SecretName() string { return a.Secret }

// CheckSecret accepts a pair of keys.
func (*AlimTalk) CheckSecret(s secret.Text) error {
	_, err := sensKeyOf(s)
	return err
}

var plusFriend = regexp.MustCompile(`^@[^\s@]+$`)

// Check returns all faults but those of the failover's name. None of them shows
// a number.
func (a *AlimTalk) Check() []Fault {
	faults := slices.Concat(checkSecretName(a.Secret), checkService(a.Service, "kkobizmsg"))
	const console = "copy it from the NAVER Cloud console (Simple & Easy Notification Service, KakaoTalk)"
	switch {
	case a.Channel == "":
		faults = append(faults, Fault{"channel", "is missing", "the KakaoTalk channel's search id, e.g. \"@mychannel\""})
	case !plusFriend.MatchString(a.Channel):
		faults = append(faults, Fault{"channel", "is not a KakaoTalk channel's search id", "it begins with @, and stands in quotes, e.g. \"@mychannel\""})
	}
	if a.Template.Code == "" {
		faults = append(faults, Fault{"template.code", "is missing", console})
	}
	return slices.Concat(faults, a.Template.check(), checkRecipients(a.To), checkCloud(a.Cloud), checkTries(a.Tries))
}

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

// Resolve takes the sender over from the channel that Failover names.
func (a *AlimTalk) Resolve(others map[string]Settings) []Fault {
	a.SMS = nil
	if a.Failover == "" {
		return nil
	}
	const way = "name a channel of type sens of this file"
	other, there := others[a.Failover]
	sms, is := other.(*Sens)
	switch {
	case !there:
		return []Fault{{"failover", "is not a channel", way}}
	case other == nil:
		return nil // the type of that channel has its fault
	case !is:
		return []Fault{{"failover", "is not a channel of type sens", way}}
	}
	a.SMS = &FailoverSMS{From: sms.Sender(), Short: sms.Short}
	return nil
}

// Split gives parts of 100 numbers, in digits.
func (a *AlimTalk) Split() [][]string { return partsOf(a.To) }

// Body is the request to the first of the recipients' parts.
func (a *AlimTalk) Body(m wording.Message) ([]byte, error) {
	if a.Template.Text == "" {
		return nil, errors.New("there is no template to fill: name a channel of the configuration")
	}
	return encode(a.full(m, firstPart(a.Split())))
}

// Open makes the channel.
func (a *AlimTalk) Open(w World) (Channel, error) {
	return &talkChannel{sensAPI{w, a.Cloud}, a}, nil
}

// talkChannel is not Careful: SENS documents no list of AlimTalk messages to
// find an earlier try in, and no retry key. Whoever may have got a message gets
// it again; better twice than never.
type talkChannel struct {
	sensAPI
	settings *AlimTalk
}

// path is one of the service's own.
func (c *talkChannel) path(rest string) string {
	return "/alimtalk/v2/services/" + c.settings.Service + "/" + rest
}

// Resends is how often who was out of reach is sent the message again.
func (c *talkChannel) Resends() int { return triesOf(c.settings.Tries) }

// Probe lists the channel's templates.
func (c *talkChannel) Probe(ctx context.Context) (string, error) {
	got, err := c.probe(ctx, c.path("templates?channelId="+escaped(c.settings.Channel)))
	switch {
	case err != nil:
		return "", err
	case got.status != http.StatusOK || !strings.Contains(got.body, `"`+c.settings.Template.Code+`"`):
		return fmt.Sprintf("the key opens the service, but the template %s is not among those of %s that it lists",
			cmp.Or(c.settings.Template.Code, "(none)"), cmp.Or(c.settings.Channel, "(no channel)")), nil
	}
	return "alive: the key opens the service, which has the template " + c.settings.Template.Code, nil
}
