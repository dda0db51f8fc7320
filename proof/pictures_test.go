package proof

import (
	"bytes"
	"image/png"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"bongsu/proof/cloud"
	"bongsu/shared/alert"
	"bongsu/shared/metric"
)

// drawer is the function that draws.
const drawer = "Picture"

var pictured = sync.OnceValues(func() (cloud.Assembly, error) { return synthesize("pictures") })

func startPictured(t *testing.T) *cloud.Cloud {
	t.Helper()
	a, err := pictured()
	if err != nil {
		t.Fatal(err)
	}
	c := startAs(t, a, options())
	slow(c)
	return c
}

// latency is the metric of the sample's alarm.
var latency = metric.Metric{Namespace: "AWS/ApiGateway", Name: "Latency", Dimensions: []alert.Field{{Name: "ApiName", Value: "orders"}, {Name: "Stage", Value: "prod"}}}

// slow lets an API answer in 180 ms for hours, and in 812 ms of late.
func slow(c *cloud.Cloud) {
	for at := began.Add(-4 * time.Hour).Truncate(time.Minute); at.Before(began); at = at.Add(time.Minute) {
		value := 180.0
		if began.Sub(at) < 10*time.Minute {
			value = 812
		}
		c.Metrics().Add(latency, alert.Point{At: at, Value: value})
	}
}

var addressOf = regexp.MustCompile(`https://d[a-z0-9]+\.cloudfront\.net/[A-Za-z0-9_-]{43}(-s)?\.png`)

// shown are the addresses of pictures in all that a channel got.
func shown(c *cloud.Cloud, channel string) []string {
	var all []string
	for _, m := range c.Provider(channel).Messages() {
		all = append(all, addressOf.FindAllString(m.Text(), -1)...)
	}
	return all
}

func TestAnAlarmIsShown(t *testing.T) {
	t.Parallel()
	c := startPictured(t)
	fires(t, c)
	settle(t, c)
	tells(t, c, teams, firing)
	got := shown(c, teams)
	if len(got) != 1 {
		t.Fatalf("pictures %q in %q; the alarm function says %s", got, c.Provider(teams).Messages()[0].Text(), c.Logs(alarm))
	}
	for _, address := range []string{got[0], strings.Replace(got[0], "-s.png", ".png", 1)} {
		kind, data, err := c.Fetch(address)
		if err != nil || kind != "image/png" {
			t.Fatalf("%s: %s, %v", address, kind, err)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil || img.Bounds().Dx() < 600 {
			t.Errorf("%s: %v, %v", address, img.Bounds(), err)
		}
	}
	if got := shown(c, "quiet"); len(got) != 0 {
		t.Errorf("a channel that wants no pictures shows %q", got)
	}
	// The alarm comes again: its picture is found, and nothing is asked or put anew.
	before := c.Stats().Requests
	fires(t, c)
	settle(t, c)
	after := c.Stats().Requests
	if asked, put := after["cloudwatch:GetMetricData"]-before["cloudwatch:GetMetricData"], after["s3:PutObject"]-before["s3:PutObject"]; asked+put != 0 {
		t.Errorf("a redelivery asks %d times and puts %d", asked, put)
	}
	if s := c.Stats(); len(s.Denied) > 0 {
		t.Errorf("denied %v", s.Denied)
	}
	// Neither the key nor anything but pictures is served.
	if _, _, err := c.Fetch(got[0][:strings.LastIndex(got[0], "/")] + "/../key/names"); err == nil {
		t.Error("the key is served")
	}
}

// Whatever happens to a picture, the text is told within the second that it may
// wait.
func TestWhateverFailsTheTextIsToldInTime(t *testing.T) {
	t.Parallel()
	c := startPictured(t)
	const hang = 5 * time.Second
	for name, r := range map[string]cloud.Rule{
		"the metric API fails":                {Function: drawer, Action: "cloudwatch:GetMetricData", Effect: cloud.Fault},
		"the metric API hangs":                {Function: drawer, Action: "cloudwatch:GetMetricData", Effect: cloud.StallBefore, For: hang},
		"the metric API throttles":            {Function: drawer, Action: "cloudwatch:GetMetricData", Effect: cloud.Throttle},
		"the renderer is killed":              {Function: drawer, Action: "s3:PutObject", Effect: cloud.KillBefore},
		"the renderer is killed at its start": {Function: drawer, Action: cloud.AtInvoke, Effect: cloud.KillBefore},
		"Lambda throttles it":                 {Function: alarm, Action: "lambda:InvokeFunction", Effect: cloud.Throttle},
		"Lambda's answer is lost":             {Function: alarm, Action: "lambda:InvokeFunction", Effect: cloud.Lose},
		"the bucket fails":                    {Function: drawer, Action: "s3:PutObject", Effect: cloud.Fault},
		"the bucket hangs":                    {Function: drawer, Action: "s3:PutObject", Effect: cloud.StallBefore, For: hang},
		"the bucket throttles":                {Function: drawer, Action: "s3:PutObject", Effect: cloud.Throttle},
		"the bucket cannot be read":           {Function: drawer, Action: "s3:GetObject", Effect: cloud.Fault},
		"the connection to it breaks":         {Function: drawer, Action: "s3:*", Effect: cloud.Reset},
	} {
		a, err := pictured()
		if err == nil {
			err = c.Deploy(a)
		}
		if err != nil {
			t.Fatal(err)
		}
		slow(c)
		before := map[string]int{teams: len(c.Provider(teams).Messages()), slack: len(c.Provider(slack).Messages())}
		pictures := len(shown(c, teams))
		c.Fail(r)
		fires(t, c)
		settle(t, c)
		for channel, n := range before {
			if got := titles(c.Provider(channel))[n:]; len(got) != 1 || !strings.HasPrefix(got[0], firing) {
				t.Errorf("%s: %s got %q", name, channel, got)
			}
		}
		if len(shown(c, teams)) != pictures {
			t.Errorf("%s: there is a picture all the same", name)
		}
		logged := strings.Join(c.Logs(alarm), "\n")
		if !strings.Contains(logged, "no_picture") {
			t.Errorf("%s: nothing of it is logged: %s", name, logged)
		}
		// What the alarm function was billed is all that the text waited for.
		if took := c.Stats().Functions[alarm].Billed; took > 5*time.Second {
			t.Errorf("%s: the alarm function took %s", name, took)
		}
	}
}
