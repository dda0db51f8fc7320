package deliver

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/queue"
	"bongsu/shared/wording"
)

// TestEverybodyIsCountedElsewhere: what a channel cannot tell is named or counted
// where it is told instead, however much it is.
func TestEverybodyIsCountedElsewhere(t *testing.T) {
	s, p := keyedStage(t)
	p.fail = func(channel.Delivery) error {
		return &channel.Error{Permanent: true, Code: channel.CodeQuota, Err: errTrouble}
	}
	job := queue.Job{Channel: "chat", To: []string{"x"}, Group: "g", State: alert.Firing, Urgent: true}
	for n := range 7 {
		job.Alerts = append(job.Alerts, alert.Alert{
			Key: fmt.Sprintf("arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:k%d", n), Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Subject: fmt.Sprintf("k%d", n), At: noon,
		})
	}
	job.Alerts[6].Text = strings.Repeat("가", 40<<10)
	for n := range namedElsewhere {
		job.More = append(job.More, alert.Ref{Key: fmt.Sprintf("arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:more%d", n), At: noon.Add(-time.Minute)})
	}
	if failed := s.handle(t, jobMessage(t, job)); failed != nil || len(s.puts) != 1 {
		t.Fatalf("failed %v, put %d", failed, len(s.puts))
	}
	var told map[string]alert.Alert
	if err := json.Unmarshal(s.puts[0].Body, &told); err != nil {
		t.Fatal(err)
	}
	a := told[config.UndeliveredKey]
	if u := a.Untold; len(u.Alerts) != wholeElsewhere || len(u.Rest[alert.Firing]) != namedElsewhere || u.More != 2 {
		t.Errorf("%d in full, %d by name, %d more", len(u.Alerts), len(u.Rest[alert.Firing]), u.More)
	}
	voice, err := wording.NewVoice("en", "UTC")
	if err != nil {
		t.Fatal(err)
	}
	if title := voice.Compose(wording.Story{Alerts: []alert.Alert{a}}).Title; !strings.Contains(title, "7 alarms · 198 warnings: k0, k1, k2 and 202 more") {
		t.Error(title)
	}
}
