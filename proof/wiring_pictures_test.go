package proof

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"bongsu/proof/cloud"
	"bongsu/shared/alert"
	"bongsu/shared/metric"
)

// tries is how often an alarm of whose picture something is known fires, for a
// machine that is too busy to draw within the second.
const tries = 5

// pictures lets alarms fire whose metric is known, their own and a child's, until
// each has been shown a picture that can be read.
func (l life) pictures() error {
	// The alarms fire in the next minutes; what is measured may be known before.
	for at := l.Now().Add(-4 * time.Hour).Truncate(time.Minute); at.Before(l.Now().Add(time.Hour)); at = at.Add(time.Minute) {
		l.Metrics().Add(latency, alert.Point{At: at, Value: 812})
		l.Metrics().Add(unstaged, alert.Point{At: at, Value: 812})
	}
	return errors.Join(
		l.shows("own", func(i int) error { return l.alarm("Alarms", fmt.Sprintf("orders-p%d", i)) }),
		l.shows("child's", func(i int) error { return l.composite(fmt.Sprintf("shop-p%d", i)) }),
	)
}

// unstaged is what the alarm of the configuration watches.
var unstaged = metric.Metric{Namespace: latency.Namespace, Name: latency.Name, Dimensions: latency.Dimensions[:1]}

// shows notes whether somebody was shown a picture.
func (l life) shows(what string, fire func(i int) error) error {
	for i := range tries {
		seen := len(shown(l.Cloud, teams))
		if err := errors.Join(fire(i), l.settle()); err != nil {
			return err
		}
		for _, address := range shown(l.Cloud, teams)[seen:] {
			_, data, err := l.Fetch(address)
			l.shownOnce["picture of its "+what] = err == nil && len(data) > 0
			return nil
		}
	}
	l.shownOnce["picture of its "+what] = false
	return nil
}

// composite publishes that a composite alarm fires because of the configuration's.
func (l life) composite(name string) error {
	arn := "arn:aws:cloudwatch:" + cloud.Region + ":" + cloud.Account + ":alarm:"
	at := l.Now().UTC().Format("2006-01-02T15:04:05.000-0700")
	return l.Publish("Alarms", "ALARM", []byte(strings.NewReplacer("NAME", name, "ARN", arn, "AT", at).Replace(
		`{"AlarmName":"NAME","AlarmArn":"ARNNAME","AWSAccountId":"123456789012","NewStateValue":"ALARM","OldStateValue":"OK","StateChangeTime":"AT",
		"NewStateReason":"ARNorders-latency transitioned to ALARM at Friday 25 September, 2026 04:12:07 UTC","AlarmRule":"ALARM(\"orders-latency\")",
		"TriggeringChildren":[{"Arn":"ARNorders-latency","State":{"Value":"ALARM","Timestamp":"AT"}}]}`)))
}
