package channel_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/alert"
	"bongsu/shared/wording"
)

var update = flag.Bool("update", false, "write the golden files anew")

// stories are what messages tell besides the lone events of the catalogue.
func stories(t *testing.T) map[string]wording.Story {
	all := make(map[string]wording.Story)
	for name, alerts := range catalogue(t) {
		// What never becomes a message as it stands: a return whose loss was not
		// told, and a loss that was over before its hold.
		if slices.Contains([]string{"iot/connected", "iot/connected-thing", "iot/takeover"}, name) {
			continue
		}
		all[name] = wording.Story{Alerts: alerts}
	}
	at := time.Date(2026, 9, 25, 4, 12, 7, 86e6, time.UTC)
	ended := at.Add(7*time.Minute + 12*time.Second)
	firing, recovered := all["alarm/orders-latency-firing"].Alerts[0], all["alarm/orders-latency-recovered"].Alerts[0]
	recovered.Since = firing.At
	all["told/recovered"] = wording.Story{Alerts: []alert.Alert{recovered}}
	firing.Until = recovered.At
	all["told/over-before-told"] = wording.Story{Alerts: []alert.Alert{firing}}

	lost := alert.Alert{
		Key: alert.PresenceKey("sensor-7"), Kind: alert.Presence, State: alert.Firing, Severity: alert.Warning, Subject: "sensor-7", At: at,
		Device:  &alert.Device{ClientID: "sensor-7", Reason: "MQTT_KEEP_ALIVE_TIMEOUT", Session: "3f1c0c52-2b1e-4a55-9c0b-0f3a2a9f7d11", Checked: at.Add(30 * time.Second)},
		Links:   []alert.Link{{To: alert.ToDevice, URL: "https://ap-northeast-2.console.aws.amazon.com/iot/home?region=ap-northeast-2#/thinghub"}},
		Account: "123456789012", Region: "ap-northeast-2",
	}
	back := lost
	back.State, back.At, back.Since = alert.Recovered, ended, at
	back.Device = &alert.Device{ClientID: "sensor-7", Address: "203.0.113.7", Session: "9b0a7b0e-63a5-4c0f-8f0e-4f7e5f2d1c22", Seen: ended.Add(time.Second)}
	late := back
	late.Device = &alert.Device{ClientID: "sensor-7", Address: "203.0.113.7", Session: back.Device.Session, Seen: ended.Add(4 * time.Minute)}
	brief := lost
	brief.Until = ended
	all["told/device-lost"] = wording.Story{Alerts: []alert.Alert{lost}}
	all["told/device-back"] = wording.Story{Alerts: []alert.Alert{back}}
	all["told/device-back-late"] = wording.Story{Alerts: []alert.Alert{late}}
	all["told/device-over-before-told"] = wording.Story{Alerts: []alert.Alert{brief}}

	pictured := all["alarm/orders-latency-firing"].Alerts[0]
	pictured.Picture = &alert.Picture{
		URL: "https://d111111abcdef8.cloudfront.net/Xq.png", Preview: "https://d111111abcdef8.cloudfront.net/Xq-s.png",
		JPEG: "https://d111111abcdef8.cloudfront.net/Xq.jpg",
	}
	all["told/with-picture"] = wording.Story{Alerts: []alert.Alert{pictured}}
	all["told/two-with-picture"] = wording.Join(all["alarm/queue-age-no-data"], all["told/with-picture"])

	all["told/two-alarms"] = wording.Join(all["alarm/orders-latency-firing"], all["alarm/queue-age-no-data"])
	all["told/mixed"] = wording.Join(all["alarm/korean"], all["told/recovered"], all["told/device-lost"], all["alarm/hostile"])
	maps.Copy(all, pollStories(at, ended))
	maps.Copy(all, telemetryStories(at, ended))
	maps.Copy(all, digestStories())
	all["told/digest-among-others"] = wording.Join(all["told/digest-calm"], all["alarm/orders-latency-firing"])
	line := all["log/line"].Alerts[0]
	counted := *line.Line
	counted.Count, counted.First, counted.In = 1337, line.At.Add(-4*time.Minute), 5*time.Minute
	line.Line = &counted
	all["told/log-counted"] = wording.Story{Alerts: []alert.Alert{line}}
	said := all["log/file"].Alerts[0]
	once := *said.Line
	once.Count, once.First, once.In = 1, said.At, time.Hour
	said.Line = &once
	all["told/log-said-again"] = wording.Story{Alerts: []alert.Alert{said}}
	logs := wording.Join(all["log/json-lines"], all["log/several-lines"], all["told/log-counted"], all["log/file"])
	logs.More = map[alert.State][]alert.Ref{alert.Notice: {{Key: alert.LogKey("orders", "1"), At: at}, {Key: alert.RawKey("1"), At: at}}}
	all["told/logs"] = logs
	storm := wording.Story{More: map[alert.State][]alert.Ref{}}
	for i := range 50 {
		a := lost
		a.Subject = fmt.Sprintf("sensor-%04d", i)
		a.Key = alert.PresenceKey(a.Subject)
		storm.Alerts = append(storm.Alerts, a)
	}
	for i := range 9_950 {
		storm.More[alert.Firing] = append(storm.More[alert.Firing], alert.Ref{Key: alert.PresenceKey(fmt.Sprintf("sensor-%04d", i+50)), At: at})
	}
	all["told/storm"] = storm
	return all
}

// exact are the stories of which the request bodies themselves are kept.
var exact = []string{"alarm/orders-latency-firing", "alarm/hostile", "told/recovered", "told/device-lost", "told/two-alarms"}

// TestGolden shows every message as its reader sees it, and what the provider
// thinks of it. Read the files in testdata/catalogue aloud.
func TestGolden(t *testing.T) {
	told := stories(t)
	for _, language := range []string{"ko", "en"} {
		v := voice(t, language)
		for _, name := range sorted(told) {
			t.Run(language+"/"+name, func(t *testing.T) {
				seen := ""
				for _, mode := range stageNames(t) {
					s := stages[mode](t)
					m := v.Compose(told[name])
					if _, err := s.channel.Send(t.Context(), s.delivery(m)); err != nil {
						t.Fatalf("%s: %v\nrefusals: %+v", mode, err, s.provider.Refusals())
					}
					if refused := s.provider.Refusals(); len(refused) > 0 {
						t.Errorf("%s refused: %s", mode, refused[0].Why)
					}
					got := s.provider.Messages()[0]
					if got.Lost != "" || len(got.Mentions) > 0 || len(got.Formatting) > 0 {
						t.Errorf("%s: lost %q, mentions %q, formatting %q", mode, got.Lost, got.Mentions, got.Formatting)
					}
					if mode != "email" {
						body := must(s.settings.Body(m))(t)
						if !bytes.Equal(body, got.Body) {
							t.Errorf("%s: Body is not what Send sends", mode)
						}
						if slices.Contains(exact, name) && mode != "slack-bot" {
							golden(t, filepath.Join(language, name+"."+mode+".json"), indent(t, body))
						}
					}
					if mode == "slack-bot" { // what people see is the same as by the webhook, but for the picture, which is put into the thread
						if want := "── slack " + strings.Repeat("─", 65) + "\n" + got.Text() + "\n\n"; withoutPicture(seen, m) != want {
							t.Errorf("%s shows\n%s\nbut slack\n%s", mode, want, seen)
						}
						continue
					}
					seen += "── " + mode + " " + strings.Repeat("─", 70-len(mode)) + "\n" + got.Text() + "\n\n"
				}
				golden(t, filepath.Join(language, name+".txt"), []byte(seen))
			})
		}
	}
}

// withoutPicture is what is seen but for the line of a message's picture.
func withoutPicture(seen string, m wording.Message) string {
	if m.Picture == nil {
		return seen
	}
	lines := strings.SplitAfter(seen, "\n")
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool { return strings.Contains(line, m.Picture.URL) }), "")
}

func indent(t *testing.T, body []byte) []byte {
	var b bytes.Buffer
	if err := json.Indent(&b, body, "", "  "); err != nil {
		t.Fatal(err)
	}
	return append(b.Bytes(), '\n')
}

func sorted(stories map[string]wording.Story) []string {
	var names []string
	for name := range stories {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata/catalogue", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (write it with -update)", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
