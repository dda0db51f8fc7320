package wording

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
)

// TestNoWordIsMissing finds what one language can say and the other cannot.
func TestNoWordIsMissing(t *testing.T) {
	for name, speak := range languages {
		var look func(path string, v reflect.Value)
		look = func(path string, v reflect.Value) {
			switch v.Kind() {
			case reflect.Struct:
				for i := range v.NumField() {
					look(path+"."+v.Type().Field(i).Name, v.Field(i))
				}
			case reflect.Map:
				if v.Len() == 0 {
					t.Errorf("%s is empty", path)
				}
				for _, k := range v.MapKeys() {
					look(fmt.Sprintf("%s[%v]", path, k), v.MapIndex(k))
				}
			default:
				if v.IsZero() {
					t.Errorf("%s is missing", path)
				}
			}
		}
		look(name, reflect.ValueOf(speak()))
	}
	ko, en := reflect.ValueOf(korean()), reflect.ValueOf(english())
	for i := range ko.NumField() {
		if ko.Field(i).Kind() != reflect.Map {
			continue
		}
		for _, k := range ko.Field(i).MapKeys() {
			if !en.Field(i).MapIndex(k).IsValid() {
				t.Errorf("English lacks %s[%v]", ko.Type().Field(i).Name, k)
			}
		}
		if ko.Field(i).Len() != en.Field(i).Len() {
			t.Errorf("%s: %d in Korean, %d in English", ko.Type().Field(i).Name, ko.Field(i).Len(), en.Field(i).Len())
		}
	}
}

func TestNewVoiceRefuses(t *testing.T) {
	if _, err := NewVoice("fr", "UTC"); err == nil || !strings.Contains(err.Error(), `"fr"`) {
		t.Errorf("language: %v", err)
	}
	if _, err := NewVoice("ko", "Asia/Soul"); err == nil || !strings.Contains(err.Error(), "Asia/Soul") {
		t.Errorf("zone: %v", err)
	}
}

var began = time.Date(2026, 9, 25, 4, 12, 7, 0, time.UTC)

func TestTitles(t *testing.T) {
	ended := began.Add(7*time.Minute + 12*time.Second)
	for _, test := range []struct {
		name   string
		a      alert.Alert
		ko, en string
		tone   Tone
	}{
		{"critical", alert.Alert{Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical}, "긴급 경보: x", "ALARM: x", Red},
		{"warning", alert.Alert{Kind: alert.Alarm, State: alert.Firing, Severity: alert.Warning}, "주의 경보: x", "Warning: x", Amber},
		{"no data", alert.Alert{Kind: alert.Alarm, State: alert.NoData, Severity: alert.Warning}, "데이터 없음: x", "No data: x", Amber},
		{"log", alert.Alert{Kind: alert.Log, State: alert.Notice, Severity: alert.Warning, Line: &alert.Line{Level: "ERROR"}}, "주의 로그: x", "Log warning: x", Amber},
		{"log, in the owner's words", alert.Alert{Kind: alert.Log, State: alert.Notice, Severity: alert.Info, Line: &alert.Line{Level: "ERROR", Say: "An Event Occurred"}}, "로그: An Event Occurred", "Log: An Event Occurred", Blue},
		{"log, counted", alert.Alert{Kind: alert.Log, State: alert.Notice, Severity: alert.Critical, Line: &alert.Line{Count: 37, In: 5 * time.Minute}}, "긴급 로그: x – 5분 동안 37번 더", "Critical log line: x – 37 more in 5 min", Red},
		{"recovered", alert.Alert{Kind: alert.Alarm, State: alert.Recovered, At: ended, Since: began}, "복구됨 · 7분 12초 만에: x", "Recovered after 7 min 12 s: x", Green},
		{"recovered from nobody knows when", alert.Alert{Kind: alert.Alarm, State: alert.Recovered, At: ended}, "복구됨: x", "Recovered: x", Green},
		{"over before it was told", alert.Alert{Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, At: began, Until: ended}, "복구됨 · 7분 12초 만에: x", "Recovered after 7 min 12 s: x", Green},
		{"test", alert.Alert{Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Test: true}, "테스트 · 긴급 경보: x", "TEST · ALARM: x", Red},
		{"contributor", alert.Alert{Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Contributor: []alert.Field{{Name: "endpoint", Value: "/api"}}}, "긴급 경보: x · /api", "ALARM: x · /api", Red},
		{"device gone", alert.Alert{Kind: alert.Presence, State: alert.Firing, Severity: alert.Warning}, "디바이스 연결 끊김: x", "Device offline: x", Amber},
		{"device back", alert.Alert{Kind: alert.Presence, State: alert.Recovered, At: ended, Since: began}, "디바이스 재연결됨 · 7분 12초 만에: x", "Device back online after 7 min 12 s: x", Green},
		{"device unstable", alert.Alert{Kind: alert.Presence, State: alert.Firing, Severity: alert.Warning, Device: &alert.Device{Drops: 6}}, "디바이스 연결 불안정: x – 최근 1시간에 6번 끊김", "Device unstable: x, 6 drops in the last hour", Amber},
		{"device still unstable", alert.Alert{Kind: alert.Presence, State: alert.Firing, Severity: alert.Warning, Device: &alert.Device{Drops: 6}, Still: 4 * time.Hour}, "디바이스 연결 불안정 · 4시간째 계속: x", "Device unstable, still so after 4 h: x", Amber},
		{"device stable", alert.Alert{Kind: alert.Presence, State: alert.Recovered, At: ended, Since: began, Device: &alert.Device{Drops: 6}}, "디바이스 연결 안정됨 · 7분 12초 만에: x", "Device stable again after 7 min 12 s: x", Green},
		{"notice", alert.Alert{Kind: alert.Raw, State: alert.Notice, Severity: alert.Info}, "알림: x", "Notice: x", Blue},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.a.Subject = "x"
			story := Story{Alerts: []alert.Alert{test.a}}
			ko, en := voice(t, "ko", "Asia/Seoul").Compose(story), voice(t, "en", "UTC").Compose(story)
			if ko.Title != test.ko || en.Title != test.en || ko.Tone != test.tone {
				t.Errorf("got %q, %q, %s", ko.Title, en.Title, ko.Tone)
			}
		})
	}
}

// TestEverybodyIsNamedOrCounted merges a storm and looks for each.
func TestEverybodyIsNamedOrCounted(t *testing.T) {
	story := Story{More: map[alert.State][]alert.Ref{}}
	for i := range 20 {
		story.Alerts = append(story.Alerts, alert.Alert{
			Key: fmt.Sprintf("a%d", i), Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Subject: fmt.Sprintf("alarm-%02d", i), At: began,
		})
	}
	for i := range 1000 {
		story.More[alert.Firing] = append(story.More[alert.Firing], alert.Ref{Key: alert.PresenceKey(fmt.Sprintf("dev-%04d", i)), At: began})
	}
	story.More[alert.Recovered] = []alert.Ref{{Key: alert.PresenceKey("back-1"), At: began}}
	m := voice(t, "ko", "Asia/Seoul").Compose(story)
	if want := "긴급 경보 20건 · 디바이스 연결 끊김 1,000대 · 디바이스 재연결 1대: alarm-00, alarm-01, alarm-02 외 1,018건"; m.Title != want {
		t.Errorf("title %q, want %q", m.Title, want)
	}
	text := ""
	for _, it := range m.Items {
		text += it.Headline + "\n" + it.Text + "\n"
	}
	for i := range 20 {
		if name := fmt.Sprintf("alarm-%02d", i); strings.Count(text, name) != 1 {
			t.Errorf("%s is named %d times", name, strings.Count(text, name))
		}
	}
	if !strings.Contains(text, "외 940대") || !strings.Contains(text, "dev-0059") || !strings.Contains(text, "back-1") {
		t.Errorf("the storm is not counted:\n%s", text)
	}
}

// TestUndeliveredIsCounted beside an alarm, with a word for it.
func TestUndeliveredIsCounted(t *testing.T) {
	story := Story{Alerts: []alert.Alert{
		{Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Subject: "orders", At: began},
		{Kind: alert.Undelivered, State: alert.Notice, Severity: alert.Warning, Subject: "duty-line", At: began, Untold: &alert.Untold{Channel: "duty-line"}},
	}}
	for language, want := range map[string]string{
		"ko": "긴급 경보 1건 · 전달 실패 1건: orders, duty-line",
		"en": "1 alarm · 1 message not delivered: orders, duty-line",
	} {
		if m := voice(t, language, "Asia/Seoul").Compose(story); m.Title != want {
			t.Errorf("title %q, want %q", m.Title, want)
		}
	}
}

// TestAStormOfUnstableDevices counts those that are known by name only as what
// they are.
func TestAStormOfUnstableDevices(t *testing.T) {
	refs := []alert.Ref{{Key: alert.PresenceKey("gone"), At: began}}
	for i := range 100 {
		refs = append(refs, alert.Ref{Key: alert.PresenceKey(fmt.Sprintf("dev-%03d", i)), At: began, Drops: 6})
	}
	story := Story{More: map[alert.State][]alert.Ref{alert.Firing: refs, alert.Recovered: {{Key: alert.PresenceKey("calm"), At: began, Drops: 6}}}}
	for language, want := range map[string]string{
		"ko": "디바이스 연결 끊김 1대 · 디바이스 연결 불안정 100대 · 디바이스 연결 안정 1대: gone, dev-000, dev-001 외 99건",
		"en": "1 device offline · 100 devices unstable · 1 device stable again: gone, dev-000, dev-001 and 99 more",
	} {
		if m := voice(t, language, "UTC").Compose(story); m.Title != want {
			t.Errorf("title %q, want %q", m.Title, want)
		}
	}
}

func TestWhyItIsUnstable(t *testing.T) {
	a := alert.Alert{
		Kind: alert.Presence, State: alert.Firing, Severity: alert.Warning, Subject: "x", At: began,
		Device: &alert.Device{ClientID: "x", Reason: "CONNECTION_LOST", Drops: 6},
	}
	over, back := a, a
	over.Until, back.State = began.Add(time.Hour), alert.Recovered
	for name, tt := range map[string]struct {
		a      alert.Alert
		ko, en string
	}{
		"unstable": {a, "네트워크 연결이 끊겼습니다.\n" + korean().unstableLead, "The network connection was lost.\n" + english().unstableLead},
		"stable":   {back, korean().stableLead, english().stableLead},
		"both":     {over, korean().toldInOne, english().toldInOne},
	} {
		story := Story{Alerts: []alert.Alert{tt.a}}
		ko, en := voice(t, "ko", "UTC").Compose(story).Items[0].Lead, voice(t, "en", "UTC").Compose(story).Items[0].Lead
		if ko != tt.ko || en != tt.en {
			t.Errorf("%s: %q, %q", name, ko, en)
		}
	}
}

// TestWhatIsOverSaysWhenItEnded keeps the beginning of what is told in one out of
// the time of recoveries.
func TestWhatIsOverSaysWhenItEnded(t *testing.T) {
	var story Story
	for i := range 6 {
		story.Alerts = append(story.Alerts, alert.Alert{
			Key: fmt.Sprintf("a%d", i), Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical,
			Subject: fmt.Sprintf("alarm-%d", i), At: began, Until: began.Add(time.Minute),
		})
	}
	m := voice(t, "en", "UTC").Compose(story)
	for _, f := range m.Items[0].Facts {
		if want := voice(t, "en", "UTC").moment(began.Add(time.Minute)); f.Label == english().labels.at && f.Value != want {
			t.Errorf("it was over at %q, want %q", f.Value, want)
		}
	}
	if len(m.Items) != 1 || len(m.Items[0].Facts) != 1 {
		t.Errorf("got %+v", m.Items)
	}
}
