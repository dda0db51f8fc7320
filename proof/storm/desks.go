package storm

import (
	"errors"
	"slices"
	"strings"

	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/fake"
)

// desk is a channel with its provider, which keeps its pace.
type desk struct {
	// name is the channel's, and its type.
	name     string
	settings channel.Settings
	provider fake.Provider
	// secret lets in; base is where the API is, empty where the secret says it.
	secret, base string
}

// openDesks starts every provider that takes messages over HTTP.
func openDesks(o fake.Options) ([]desk, error) {
	const text = "#{title}\n#{time}"
	slack, noSlack := fake.NewSlack(o)
	teams, noTeams := fake.NewTeams(o)
	line, noLINE := fake.NewLINE(o, fake.LINEAccount{})
	sms, noSMS := fake.NewSENS(o, fake.SENSAccount{})
	talk, noTalk := fake.NewSENS(o, fake.SENSAccount{Channel: "@storm", Templates: map[string]string{"storm": text}})
	if err := errors.Join(noSlack, noTeams, noLINE, noSMS, noTalk); err != nil {
		return nil, err
	}
	to := []string{"01012345678", "01087654321"}
	return []desk{
		{"slack", &channel.Slack{}, slack, slack.URL(), ""},
		{"teams", &channel.Teams{}, teams, teams.URL(), ""},
		{"line", &channel.Line{
			To: []string{"C" + strings.Repeat("0", 32), "U" + strings.Repeat("0", 32), "U" + strings.Repeat("1", 32)},
		}, line, line.Token(), line.Endpoint()},
		{"sens", &channel.Sens{Service: "ncp:sms:kr:123456789012:demo", From: "0212345678", To: to}, sms, sms.Secret(), sms.Endpoint()},
		{"alimtalk", &channel.AlimTalk{
			Service: "ncp:kkobizmsg:kr:123456789012:demo", Channel: "@storm", Template: channel.Template{Code: "storm", Text: text}, To: to,
		}, talk, talk.Secret(), talk.Endpoint()},
	}, nil
}

// parts are the recipients of each request that a message takes; none where the
// channel does not name them.
func (d desk) parts() [][]string {
	if named, ok := d.settings.(channel.Splitter); ok {
		return named.Split()
	}
	return nil
}

// route leads to all of them.
func route(desks []desk) config.Route {
	var r config.Route
	for _, d := range desks {
		r.Targets = append(r.Targets, config.Target{Channel: d.name, Parts: d.parts()})
	}
	return r
}

// Reader is who reads one channel, or one part of its recipients.
type Reader struct {
	// Name tells readers apart; Channel is what they read.
	Name, Channel string
	// Named says that the channel names its recipients, so that every job is a
	// message of its own.
	Named    bool
	provider fake.Provider
	to       []string
}

// Readers are all whom something is told.
func (w *World) Readers() []Reader {
	var all []Reader
	for _, d := range w.desks {
		parts := d.parts()
		if parts == nil {
			all = append(all, Reader{Name: d.name, Channel: d.name, provider: d.provider})
		}
		for _, to := range parts {
			all = append(all, Reader{Name: d.name + " " + to[0][:1], Channel: d.name, Named: true, provider: d.provider, to: to})
		}
	}
	return all
}

// Messages are what the reader got, oldest first.
func (r Reader) Messages() []fake.Received {
	return slices.DeleteFunc(r.provider.Messages(), func(m fake.Received) bool { return r.Named && !slices.Equal(m.To, r.to) })
}

// Refused is how often the reader's provider refused a message.
func (r Reader) Refused() int { return len(r.provider.Refusals()) }
