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

// Resends is how often who was out of reach is sent a message again.
func (a *AlimTalk) Resends() int { return triesOf(a.Tries) }

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

// Resends is the settings'.
func (c *talkChannel) Resends() int { return c.settings.Resends() }

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
