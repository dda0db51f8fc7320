package local

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"bongsu/shared/channel"
	mail "bongsu/shared/channel/sns"
	"bongsu/shared/config"
	"bongsu/shared/fake"
	"bongsu/shared/secret"
)

// provide starts the fake provider of a channel and gives the world in which the
// channel reaches nobody else. absent is a number that KakaoTalk does not reach the
// first time.
func provide(ch config.Channel, absent string, o fake.Options) (fake.Provider, channel.World, error) {
	client := channel.NewHTTPClient()
	webhook := func(url string) channel.World {
		return channel.World{HTTP: client, Secret: func(context.Context) (secret.Text, error) { return secret.New(url), nil }}
	}
	switch ch.Type {
	case "slack":
		if settings, ok := ch.Settings.(*channel.Slack); ok && settings.Channel != "" {
			p, err := fake.NewSlackApp(o, fake.SlackWorkspace{})
			if err != nil {
				return nil, channel.World{}, err
			}
			w := webhook(p.Token())
			w.Base = p.Endpoint()
			return p, w, nil
		}
		p, err := fake.NewSlack(o)
		if err != nil {
			return nil, channel.World{}, err
		}
		return p, webhook(p.URL()), nil
	case "teams":
		p, err := fake.NewTeams(o)
		if err != nil {
			return nil, channel.World{}, err
		}
		return p, webhook(p.URL()), nil
	case "line":
		// Pictures of `bongsu run` are on loopback.
		p, err := fake.NewLINE(o, fake.LINEAccount{PlainPictures: true})
		if err != nil {
			return nil, channel.World{}, err
		}
		w := webhook(p.Token())
		w.Base = p.Endpoint()
		return p, w, nil
	case "sens", "alimtalk":
		p, err := fake.NewSENS(o, sensAccount(ch.Settings, absent))
		if err != nil {
			return nil, channel.World{}, err
		}
		w := webhook(p.Secret())
		w.Base = p.Endpoint()
		return p, w, nil
	case "email":
		settings, ok := ch.Settings.(*channel.Email)
		if !ok {
			return nil, channel.World{}, fmt.Errorf("channel %s: these are not the settings of e-mail: %T", ch.Name, ch.Settings)
		}
		topic := topicARN(ch.Name)
		p, err := fake.NewMail(o, map[string][]string{topic: settings.To})
		if err != nil {
			return nil, channel.World{}, err
		}
		api := sns.New(sns.Options{
			Region: region, BaseEndpoint: aws.String(p.Endpoint()), HTTPClient: client,
			Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
			// A failure is to be seen at once, not after the client's own tries.
			Retryer: aws.NopRetryer{},
		})
		return p, channel.World{HTTP: client, Publisher: mail.New(api), Topic: topic}, nil
	}
	return nil, channel.World{}, fmt.Errorf("channel %s: there is no stand-in for the provider of type %s", ch.Name, ch.Type)
}

// noKakaoTalk is KakaoTalk's result for a number that does not use it.
const noKakaoTalk = "3019"

// sensAccount is an account of SENS that has what the settings name.
func sensAccount(settings channel.Settings, absent string) fake.SENSAccount {
	switch s := settings.(type) {
	case *channel.Sens:
		return fake.SENSAccount{SMS: s.Service, Prompt: true}
	case *channel.AlimTalk:
		return fake.SENSAccount{
			Talk: s.Service, Channel: s.Channel, Prompt: true,
			Templates:   map[string]string{s.Template.Code: string(s.Template.Text)},
			TalkResults: map[string][]string{absent: {noKakaoTalk}},
		}
	}
	return fake.SENSAccount{}
}
