package file

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/channel"
	"bongsu/shared/config"
)

// TestFaultsOfSettingsStandAtTheirKey: a kind names a key, an element of it, a
// key that is not there, or nothing.
func TestFaultsOfSettingsStandAtTheirKey(t *testing.T) {
	r := &reader{file: "f"}
	root, ok := r.parse([]byte("mail:\n  to: [a@example.com,\n    b]\n"))
	if !ok {
		t.Fatal(r.faults)
	}
	all, _ := r.section(root)
	mail, _ := all.get("mail")
	s, ok := r.section(mail)
	if !ok {
		t.Fatal(r.faults)
	}
	for _, c := range []struct{ key, want string }{
		{"to", "f:2:7: mail.to: P (H)"}, {"to[1]", "f:3:5: mail.to[1]: P (H)"}, {"to[7]", "f:2:7: mail.to[7]: P (H)"},
		{"from", "f:1:1: mail.from: P (H)"}, {"", "f:1:1: mail: P (H)"},
	} {
		r.faults = nil
		r.refused(channel.Fault{Key: c.key, Problem: "P", Hint: "H"}, s)
		if got := r.faults.Error(); got != c.want {
			t.Errorf("%q: got %s, want %s", c.key, got, c.want)
		}
	}
}

// TestFailoverTakesTheSenderOver, also on the way to the function that serves
// the channel.
func TestFailoverTakesTheSenderOver(t *testing.T) {
	c, err := Parse("f", []byte(`
watchdog: [oncall@example.com]
channels:
  talk:
    type: alimtalk
    secret: /bongsu/sens
    service: "ncp:kkobizmsg:kr:123456789012:demo"
    channel: "@mychannel"
    template:
      code: alarm01
      text: |
        [#{state}] #{title}
        #{lead}
      buttons: [{type: WL, name: 열기, url: "https://#{link}"}]
    to: [01012345678]
    failover: sms
  sms: {type: sens, secret: /bongsu/sens, service: "ncp:sms:kr:123456789012:demo", from: 02-1234-5678, to: [01012345678], tries: 0, short: true}
routes: {default: [talk, sms]}
`))
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(c.Channels)
	if err != nil {
		t.Fatal(err)
	}
	var read []config.Channel
	if err := json.Unmarshal(data, &read); err != nil {
		t.Fatal(err)
	}
	want := &channel.AlimTalk{
		Secret: "/bongsu/sens", Service: "ncp:kkobizmsg:kr:123456789012:demo", Channel: "@mychannel", To: []string{"01012345678"},
		Template: channel.Template{
			Code: "alarm01", Text: "[#{state}] #{title}\n#{lead}",
			Buttons: []channel.Button{{Type: "WL", Name: "열기", URL: "https://#{link}"}},
		},
		Failover: "sms", SMS: &channel.FailoverSMS{From: "0212345678", Short: true},
	}
	if diff := cmp.Diff(channel.Settings(want), read[0].Settings); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if sms, ok := read[1].Settings.(*channel.Sens); !ok || sms.Tries == nil || *sms.Tries != 0 || !sms.Short {
		t.Errorf("got %+v", read[1].Settings)
	}
}
