package presence_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bongsu/lambdas/presence"
	"bongsu/shared/alert"
	"bongsu/shared/config"
)

var update = flag.Bool("update", false, "write the golden files")

var seoul = presence.Place{Account: "123456789012", Region: "ap-northeast-2"}

// facts is what we understand of a payload, for people to review.
type facts struct {
	Event *presence.Event `json:",omitempty"`
	// Silence is why it is not told, Alert what may be told.
	Silence string       `json:",omitempty"`
	Alert   *alert.Alert `json:",omitempty"`
	Error   string       `json:",omitempty"`
}

func understand(payload []byte) facts {
	c := config.Presence{Route: "devices", Hold: 30 * time.Second}
	e, err := presence.Parse(payload)
	if err != nil {
		return facts{Error: err.Error()}
	}
	f := facts{Event: &e, Silence: presence.Silence(e, c)}
	var a alert.Alert
	switch {
	case f.Silence != "":
		return f
	case e.Type == presence.Connected:
		a = presence.Back(e, c, seoul, e.At.Add(2*time.Second))
	default:
		a = presence.Lost(e, c, seoul, e.At.Add(presence.HoldOf(e.ClientID, c)))
	}
	f.Alert = &a
	return f
}

func TestGolden(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, path := range paths {
		if strings.HasSuffix(path, ".facts") {
			continue
		}
		seen++
		t.Run(filepath.Base(path), func(t *testing.T) {
			payload, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, path+".facts", understand(payload))
		})
	}
	if seen < 10 {
		t.Fatalf("only %d payloads in testdata", seen)
	}
}

func TestIs(t *testing.T) {
	for payload, want := range map[string]bool{
		`{"eventType":"connected","clientId":"a"}`:       true,
		`{"eventType":"teleported","clientId":"a"}`:      true,
		`{"eventType":"connected","clientId":"a"} trail`: false,
		`{"eventType":"connected","clientId":""}`:        false,
		`{"eventType":"connected"}`:                      false,
		`{"eventType":null,"clientId":"a"}`:              false,
		`{"clientId":"a"}`:                               false,
		`{"check":1,"losses":[]}`:                        false,
		`[]`:                                             false,
		`null`:                                           false,
		`"text"`:                                         false,
		``:                                               false,
	} {
		if got := presence.Is([]byte(payload)); got != want {
			t.Errorf("Is(%s) = %t", payload, got)
		}
	}
}

func TestParseIsLenient(t *testing.T) {
	type want struct {
		version int64
		at      string
		clean   bool
	}
	for name, tt := range map[string]struct {
		members string
		want    want
	}{
		"nothing said":               {``, want{-1, "", false}},
		"zero version":               {`,"versionNumber":0`, want{0, "", false}},
		"version in text":            {`,"versionNumber":"12"`, want{12, "", false}},
		"negative version":           {`,"versionNumber":-4`, want{-1, "", false}},
		"large version":              {`,"versionNumber":9007199254740993`, want{9007199254740993, "", false}},
		"version beyond all numbers": {`,"versionNumber":1e300`, want{-1, "", false}},
		"version not a number":       {`,"versionNumber":"NaN"`, want{-1, "", false}},
		"time as float":              {`,"timestamp":1790310127451.0`, want{-1, "2026-09-25T04:22:07.451Z", false}},
		"time in exponent":           {`,"timestamp":1.790310127451e12`, want{-1, "2026-09-25T04:22:07.451Z", false}},
		"time without JSON form":     {`,"timestamp":253402300800000`, want{-1, "", false}},
		"negative time":              {`,"timestamp":-1`, want{-1, "", false}},
		"goodbye by reason":          {`,"disconnectReason":"CLIENT_INITIATED_DISCONNECT"`, want{-1, "", true}},
		"goodbye by text":            {`,"clientInitiatedDisconnect":"true"`, want{-1, "", true}},
		"goodbye by flag":            {`,"clientInitiatedDisconnect":true`, want{-1, "", true}},
		"reason outranks flag":       {`,"clientInitiatedDisconnect":true,"disconnectReason":"CLIENT_ERROR"`, want{-1, "", false}},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := presence.Parse([]byte(`{"eventType":"disconnected","clientId":"a"` + tt.members + `}`))
			if err != nil {
				t.Fatal(err)
			}
			got := want{e.Version, "", e.Clean}
			if !e.At.IsZero() {
				got.at = e.At.Format(time.RFC3339Nano)
			}
			if got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestHoldOf(t *testing.T) {
	c := config.Presence{Hold: time.Second, Holds: []config.Hold{
		{Match: "gate-1", For: 0},
		{Match: "sensor-*-b", For: 2 * time.Second},
		{Match: "sensor-*", For: 3 * time.Second},
		{Match: "*/[lab]/*", For: 4 * time.Second},
		{Match: "a*b*ab", For: 5 * time.Second},
	}}
	for id, want := range map[string]time.Duration{
		"gate-1": 0, "gate-10": time.Second,
		"sensor-7-b": 2 * time.Second, "sensor-": 3 * time.Second, "xsensor-7": time.Second,
		"floor/[lab]/x": 4 * time.Second, "floor/l/x": time.Second,
		"abab": 5 * time.Second, "a-b-b-ab": 5 * time.Second, "aab": time.Second, "ab": time.Second,
	} {
		if got := presence.HoldOf(id, c); got != want {
			t.Errorf("HoldOf(%q) = %v, want %v", id, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	paths, err := filepath.Glob("testdata/*.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		if payload, err := os.ReadFile(path); err == nil {
			f.Add(payload)
		}
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		e, err := presence.Parse(payload)
		if !presence.Is(payload) {
			if err == nil {
				t.Fatal("parsed what Is says is no lifecycle event")
			}
			return
		}
		if err != nil {
			return
		}
		if e.ClientID == "" || e.Version < presence.UnknownVersion {
			t.Fatalf("%+v", e)
		}
		// What goes into a job must be possible to encode.
		if _, err := json.Marshal(understand(payload)); err != nil {
			t.Fatal(err)
		}
	})
}
