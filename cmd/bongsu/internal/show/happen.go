package show

import (
	"encoding/json"
	"slices"
	"strings"

	"bongsu/cmd/bongsu/internal/local"
	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/fake"
)

// watcher prints what happens.
func (s *stage) watcher() local.Watcher {
	return local.Watcher{
		OnMessage: func(name string, m fake.Received) { s.message(s.channels[name], m) },
		OnOdd:     func(name, warning string) { s.warn(s.words.odd(name, warning)) },
		OnReport:  s.report,
		OnAgain:   func(name string, try int) { s.small(s.words.again(name, try)) },
		OnDead:    func(name, reason string) { s.bad(s.words.dead(name, reason)) },
		OnElsewhere: func(name string) {
			s.warn(s.words.elsewhere(name, strings.Join(s.others(name), ", ")))
		},
		OnDevice: s.device,
		OnFile:   func(watch string, err error) { s.warn(s.words.unreadable(watch, err)) },
	}
}

// report prints what a provider says of a message that it had accepted.
func (s *stage) report(name string, r channel.Report) {
	if len(r.Failed) == 0 {
		s.small(s.words.reached(name))
		return
	}
	var codes []string
	for _, f := range r.Failed {
		if !slices.Contains(codes, f.Code) {
			codes = append(codes, f.Code)
		}
	}
	s.small(s.words.missed(name, len(r.Failed), strings.Join(codes, ", ")))
}

// device prints a presence event.
func (s *stage) device(payload []byte) {
	var e struct {
		ClientID  string `json:"clientId"`
		EventType string `json:"eventType"`
		Reason    string `json:"disconnectReason"`
	}
	if json.Unmarshal(payload, &e) != nil {
		return
	}
	if e.EventType == "connected" {
		s.small(s.words.came(e.ClientID))
		return
	}
	s.small(s.words.went(e.ClientID, e.Reason))
}

// absentees are the numbers, by channel, that KakaoTalk does not reach the first
// time: the last recipient of each channel with a failover, so that it is seen.
func absentees(o Options) map[string]string {
	all := make(map[string]string)
	for _, ch := range o.Config.Channels {
		talk, is := ch.Settings.(*channel.AlimTalk)
		if _, fails := o.Fail[ch.Name]; !is || fails || talk.SMS == nil {
			continue
		}
		for _, part := range talk.Split() {
			all[ch.Name] = part[len(part)-1]
		}
	}
	return all
}

// announce says which of the channels that are about to be told will not reach
// somebody the first time.
func (s *stage) announce(targets []config.Target) {
	for _, t := range targets {
		if _, there := s.absent[t.Channel]; !there {
			continue
		}
		if talk, is := s.channels[t.Channel].Settings.(*channel.AlimTalk); is {
			s.note(s.words.absent(t.Channel, talk.Failover))
		}
		delete(s.absent, t.Channel)
	}
}
