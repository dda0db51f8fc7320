package alarm_test

import (
	"strings"
	"testing"

	"bongsu/lambdas/alarm"
	"bongsu/shared/alert"
)

// TestOnlyOurUndeliveredIsOne: what deliver could not tell is passed on as it is,
// a stranger's document with that key as any other.
func TestOnlyOurUndeliveredIsOne(t *testing.T) {
	data := string(payload(t, "sqs/undelivered-sms.json"))
	a := alarm.Parse([]byte(data)).Units[0].Alerts[0]
	if a.Kind != alert.Undelivered || a.Route != "!duty-sms" || len(a.Untold.Alerts) != 1 {
		t.Errorf("understood %+v", a)
	}
	for from, to := range map[string]string{
		`\"kind\":\"undelivered\"`: `\"kind\":\"alarm\"`,
		`\"state\":\"notice\"`:     `\"state\":\"firing\"`,
		`\"untold\":{`:             `\"other\":{`,
		`\"alerts\":[{`:            `\"alerts\":[{\"untold\":{},`,
		`\"at\":\"2026-09-25T04:1`: `\"at\":\"never`,
	} {
		other := strings.Replace(data, from, to, 1)
		if other == data {
			t.Fatalf("%s is not in the sample", from)
		}
		if units := alarm.Parse([]byte(other)).Units; len(units) != 1 || len(units[0].Alerts) != 1 || units[0].Alerts[0].Kind != alert.Raw {
			t.Errorf("with %s: %+v", to, units)
		}
	}
}
