package cloud

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/fake"
)

// handing is how long handing a mail to its fake may take, in real time.
const handing = 10 * time.Second

// open starts a fake for every provider that the functions' configurations name,
// and puts its URL where the function looks for its secret. Fakes that are there
// already stay, with what they have.
func (c *Cloud) open() error {
	options := fake.Options{Clock: c.Now, Fresh: c.options.Repeatable}
	if err := c.openMail(options); err != nil {
		return err
	}
	options.TLS, options.Burst = c.options.TLS, c.options.Burst
	for _, f := range c.stack.functions {
		ch, err := channelOf(f)
		if err != nil {
			return fmt.Errorf("function %s: %w", f.name, err)
		}
		if ch == nil {
			continue
		}
		f.channel = ch.Name
		p, known := c.providers[ch.Name]
		if !known {
			if p, err = c.provider(*ch, options); err != nil {
				return fmt.Errorf("channel %s: %w", ch.Name, err)
			}
		}
		if p == nil {
			continue
		}
		c.providers[ch.Name] = p
		p.Fail(fake.OK(), 0)
		c.parameters[ch.Settings.SecretName()] = Secret(p)
	}
	return nil
}

// Secret is what a function has to know to be let in by a provider.
func Secret(p fake.Provider) string {
	switch p := p.(type) {
	case interface{ URL() string }:
		return p.URL()
	case interface{ Token() string }:
		return p.Token()
	case interface{ Secret() string }:
		return p.Secret()
	}
	return ""
}

// provider starts the fake of a channel, nil for e-mail: its inboxes belong to the
// stack.
func (c *Cloud) provider(ch config.Channel, o fake.Options) (fake.Provider, error) {
	host, named := hosts[providerOf(ch)]
	if named {
		if err := c.openProxy(); err != nil {
			return nil, err
		}
		o.TLS = c.proxy.trust.Server
	}
	var p fake.Provider
	var err error
	switch providerOf(ch) {
	case "email":
	case "slack":
		p, err = fake.NewSlack(o)
	case slackApp:
		p, err = fake.NewSlackApp(o, fake.SlackWorkspace{})
	case "teams":
		p, err = fake.NewTeams(o)
	case "line":
		p, err = fake.NewLINE(o, fake.LINEAccount{})
	case "sens", "alimtalk":
		p, err = fake.NewSENS(o, c.account(ch.Settings))
	default:
		err = fmt.Errorf("this cloud has no fake of %s", ch.Type)
	}
	if at, ok := p.(interface{ Endpoint() string }); ok && named && err == nil {
		c.named[ch.Name] = namedProvider{host, strings.TrimPrefix(at.Endpoint(), "https://")}
	}
	return p, err
}

// account is an account of SENS with all that a channel's settings name.
func (c *Cloud) account(settings channel.Settings) fake.SENSAccount {
	a := c.options.SENS
	switch s := settings.(type) {
	case *channel.Sens:
		a.SMS, a.Senders = s.Service, []string{s.Sender()}
	case *channel.AlimTalk:
		a.Talk, a.Channel, a.Templates = s.Service, s.Channel, map[string]string{s.Template.Code: string(s.Template.Text)}
	}
	return a
}

// channelOf is the channel that a function serves, nil for none.
func channelOf(f *function) (*config.Channel, error) {
	data, err := os.ReadFile(filepath.Join(f.code, config.SliceFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var slice config.Slice
	return slice.Channel, json.Unmarshal(data, &slice)
}

// openMail starts the inboxes anew: they belong to the stack's subscriptions.
func (c *Cloud) openMail(o fake.Options) error {
	topics := map[string][]string{}
	for _, t := range c.stack.topics {
		for _, s := range t.subscriptions {
			if s.protocol == "email" {
				topics[t.arn] = append(topics[t.arn], s.endpoint)
			}
		}
		if t.own() && topics[t.arn] == nil {
			topics[t.arn] = []string{}
		}
	}
	var old error
	if c.mail != nil {
		old = c.mail.Close()
	}
	mail, err := fake.NewMail(o, topics)
	if err != nil {
		return errors.Join(err, old)
	}
	c.mail, c.providers["mail"] = mail, mail
	return old
}

// mailOut sends what a service published to the e-mail subscriptions of a topic.
func (c *Cloud) mailOut(t *topic, subject, message string) error {
	if !slices.ContainsFunc(t.subscriptions, func(s subscription) bool { return s.protocol == "email" }) {
		return nil
	}
	form := url.Values{
		"Action": {"Publish"}, "Version": {"2010-03-31"}, "TopicArn": {t.arn}, "Subject": {subject}, "Message": {message},
	}
	ctx, cancel := context.WithTimeout(c.ctx, handing)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.mail.Endpoint(), strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AWS")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("mail of topic %s: status %d", t.name, answer.StatusCode)
	}
	return nil
}

// Provider is the fake that a channel's messages go to; "mail" is SNS's e-mail.
// It is nil if there is none.
func (c *Cloud) Provider(channel string) fake.Provider {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.providers[channel]
}

// Mail are the inboxes of all e-mail subscriptions.
func (c *Cloud) Mail() *fake.Mail {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.mail
}
