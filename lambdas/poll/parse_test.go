package poll_test

import (
	"strings"
	"testing"

	"bongsu/lambdas/poll"
	"bongsu/shared/alert"
	"bongsu/shared/config"
)

// boiler is the poll of the examples.
func boiler() config.Poll {
	return config.Poll{Name: "boiler", URL: "https://boiler.example.com/status?k=" + token, Fields: []config.PollField{
		{Name: "temp", Path: "data.temp", Above: new(90.0), Below: new(10.0), Unit: "°C"},
	}}
}

func TestValues(t *testing.T) {
	for value, want := range map[string]struct {
		fault  alert.PollFault
		value  float64
		detail string
	}{
		`82`:                                 {value: 82},
		`90`:                                 {value: 90}, // the bound itself is right
		`10`:                                 {value: 10},
		`91.5`:                               {fault: alert.PollAbove, value: 91.5},
		`90.0000001`:                         {fault: alert.PollAbove, value: 90.0000001},
		`-4`:                                 {fault: alert.PollBelow, value: -4},
		`9.15e1`:                             {fault: alert.PollAbove, value: 91.5},
		`"91.5"`:                             {fault: alert.PollAbove, value: 91.5},
		`" +82 "`:                            {value: 82},
		`null`:                               {fault: alert.PollMissing},
		`""`:                                 {fault: alert.PollNotNumber, detail: `""`},
		`"ERR"`:                              {fault: alert.PollNotNumber, detail: `"ERR"`},
		`"91,5"`:                             {fault: alert.PollNotNumber, detail: `"91,5"`},
		`"91.5 °C"`:                          {fault: alert.PollNotNumber, detail: `"91.5 °C"`},
		`"NaN"`:                              {fault: alert.PollNotNumber, detail: `"NaN"`},
		`"Infinity"`:                         {fault: alert.PollNotNumber, detail: `"Infinity"`},
		`"0x10"`:                             {fault: alert.PollNotNumber, detail: `"0x10"`},
		`1e999`:                              {fault: alert.PollNotNumber},
		`true`:                               {fault: alert.PollNotNumber, detail: "true"},
		`[82]`:                               {fault: alert.PollNotNumber, detail: "[…]"},
		`{"value": 82}`:                      {fault: alert.PollNotNumber, detail: "{…}"},
		"\"a\\nb\\u0007\\u202ec\"":           {fault: alert.PollNotNumber, detail: `"a bc"`},
		`"` + strings.Repeat("가", 100) + `"`: {fault: alert.PollNotNumber, detail: `"` + strings.Repeat("가", 39) + `…"`},
		`"the key is ` + key + `"`:           {fault: alert.PollNotNumber, detail: `"…"`},
		`"` + token[:len(token)-3] + `"`:     {fault: alert.PollNotNumber, detail: `"…"`},
	} {
		a := poll.Answer{Body: []byte(`{"data": {"temp": ` + value + `}}`), Hidden: []string{"Bearer " + key, token}}
		readings := poll.Read(boiler(), a)
		if len(readings) != 2 || readings[0].Key != "poll/boiler" || readings[0].Facts.Fault != "" || readings[1].Key != "poll/boiler/temp" {
			t.Fatalf("%s: %+v", value, readings)
		}
		got := readings[1].Facts
		if got.Fault != want.fault || got.Detail != want.detail || (got.Value == nil) == (want.value != 0) || got.Value != nil && *got.Value != want.value {
			t.Errorf("%s: %+v, want %+v", value, got, want)
		}
		if got.Address != "https://boiler.example.com/status" || got.Path != "data.temp" || got.Unit != "°C" {
			t.Errorf("%s: %+v", value, got)
		}
	}
}

func TestAnswersAsAWhole(t *testing.T) {
	for _, c := range []struct {
		answer poll.Answer
		fault  alert.PollFault
		detail string
		fields int
	}{
		{poll.Answer{Body: []byte(`{"data": {"temp": 82}}`), Type: "text/html"}, "", "", 1},
		{poll.Answer{Body: []byte("\xef\xbb\xbf {\"data\": {\"temp\": 82}}\n")}, "", "", 1},
		{poll.Answer{Body: []byte(`{"other": 1}`)}, "", "", 1},
		{poll.Answer{Body: []byte(`[]`)}, "", "", 1},
		{poll.Answer{Body: []byte(`null`)}, "", "", 1},
		{poll.Answer{Body: []byte("<html>"), Type: "text/html"}, alert.PollNotJSON, "text/html", 0},
		{poll.Answer{Body: []byte("<html>"), Type: "x/" + token, Hidden: []string{token}}, alert.PollNotJSON, "…", 0},
		{poll.Answer{Body: []byte("")}, alert.PollNotJSON, "", 0},
		{poll.Answer{Body: []byte(`{"data": {"temp": 82}`)}, alert.PollNotJSON, "", 0},
		{poll.Answer{Body: []byte(`{"data": {"temp": 82}} {}`)}, alert.PollNotJSON, "", 0},
		{poll.Answer{Body: []byte(`{"data": {"temp": NaN}}`)}, alert.PollNotJSON, "", 0},
		{poll.Answer{Body: []byte(strings.Repeat("[", 20000))}, alert.PollNotJSON, "", 0},
		{poll.Answer{Fault: alert.PollNoAnswer}, alert.PollNoAnswer, "", 0},
		{poll.Answer{Fault: alert.PollStatus, Detail: "500"}, alert.PollStatus, "500", 0},
	} {
		readings := poll.Read(boiler(), c.answer)
		whole := readings[0].Facts
		if len(readings) != 1+c.fields || whole.Fault != c.fault || whole.Detail != c.detail {
			t.Errorf("%.30q: %+v", c.answer.Body, readings)
		}
	}
}
