package file_test

import (
	"fmt"
	"strings"
	"testing"

	"bongsu/shared/config"
)

// written are settings of each type that need nothing more.
var written = map[string]string{
	"slack": "secret: /b/x", "teams": "secret: /b/x", "line": "secret: /b/x, to: [C4af4980629abcdef0123456789abcdef]", "email": "to: [a@example.com]",
	"sens":     "secret: /b/x, service: 'ncp:sms:kr:123456789012:bongsu', from: '0212345678', to: ['01012345678']",
	"alimtalk": "secret: /b/x, service: 'ncp:kkobizmsg:kr:1234567:bongsu', channel: '@b', template: {code: a, text: '#{state} #{title} #{subject}'}, to: ['01012345678']",
}

func withChannel(kind, more string) string {
	return fmt.Sprintf("watchdog: [oncall@example.com]\nchannels: {ops: {type: %s, %s%s}}\nroutes: {default: [ops]}\n", kind, written[kind], more)
}

func TestWhoShowsPictures(t *testing.T) {
	for kind, byDefault := range map[string]bool{"slack": true, "teams": true, "line": true, "email": true, "sens": false, "alimtalk": false} {
		for more, want := range map[string]bool{"": byDefault, ", pictures: false": false} {
			if got := parse(t, withChannel(kind, more)).Channels[0].Pictures; got != want {
				t.Errorf("%s%s: %v", kind, more, got)
			}
		}
	}
	for _, kind := range []string{"slack", "sens"} {
		if !parse(t, withChannel(kind, ", pictures: true")).Channels[0].Pictures {
			t.Errorf("%s does not show what it was told to", kind)
		}
	}
	for _, test := range []struct{ kind, more, want string }{
		{"alimtalk", ", pictures: true", "channels.ops.pictures: cannot be true: a message of type alimtalk has no place"},
		{"sens", ", pictures: true, short: true", "channels.ops.pictures: cannot be true beside short"},
		{"teams", ", pictures: big", "channels.ops.pictures"},
	} {
		if got := faultsOf(t, withChannel(test.kind, test.more)).Error(); !strings.Contains(got, test.want) {
			t.Errorf("%s%s: %s", test.kind, test.more, got)
		}
	}
}

func TestWhatIsDrawnDependsOnWhoShowsIt(t *testing.T) {
	cfg := parse(t, withChannel("sens", ", pictures: true"))
	if p := cfg.PictureSlice().Pictures; *p != (config.Pictures{Language: "ko", Timezone: "Asia/Seoul", JPEG: true}) {
		t.Errorf("%+v", *p)
	}
	if !cfg.AlarmSlice().Routes.Find("").ShowsPictures() || len(cfg.Pictured()) != 1 {
		t.Error("the default route shows pictures")
	}
	cfg.Channels[0].Pictures = false
	if cfg.AlarmSlice().Routes.Find("").ShowsPictures() || len(cfg.Pictured()) != 0 || cfg.PictureSlice().Pictures.JPEG {
		t.Error("nobody shows pictures any more")
	}
	// A channel that no route leads to shows nothing.
	cfg.Channels[0].Pictures, cfg.Routes = true, config.Routes{}
	if len(cfg.Pictured()) != 0 {
		t.Error("nobody gets alerts")
	}
}
