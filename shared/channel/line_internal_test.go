package channel

import (
	"context"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"bongsu/shared/fake"
	"bongsu/shared/secret"
	"bongsu/shared/wording"
)

// The name and the UUID are those of RFC 9562, appendix A.4.
func TestUUIDOfVersionFive(t *testing.T) {
	dns := [16]byte{0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}
	if got := uuid5(dns, "www.example.com"); got != "2ed6657d-e927-568b-95e1-2665a8aea6a2" {
		t.Error(got)
	}
	if retryKey("a") == retryKey("b") {
		t.Error("two deliveries have one key")
	}
	// A key that changed with a release would tell again what was told before it.
	if got := retryKey("group/ops-line"); got != "d57064d1-c3eb-5147-bc2a-6d555f527c68" {
		t.Errorf("the key of a delivery is now %s", got)
	}
}

func TestUnits(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "abc": 3, "가나다": 3, "🔴": 2, "e\u0301": 2, "👨‍👩‍👧": 8, "🇰🇷": 4, "𠮷野家": 4, "\ufffd": 1,
	} {
		if got := unitsOf(text); got != want {
			t.Errorf("%q has %d units, want %d", text, got, want)
		}
	}
	for _, test := range []struct {
		text  string
		limit int
		want  string
	}{
		{strings.Repeat("🔴", 5), 10, strings.Repeat("🔴", 5)},
		{strings.Repeat("🔴", 5), 9, "🔴🔴🔴🔴…"},
		{strings.Repeat("🔴", 5), 8, "🔴🔴🔴…"},
		{"xxe\u0301e\u0301", 4, "xx…"},
		{"👨‍👩‍👧x", 8, "…"},
	} {
		if got := cut(test.text, test.limit, "…", unitsOf); got != test.want || unitsOf(got) > test.limit {
			t.Errorf("%q to %d units: %q, want %q", test.text, test.limit, got, test.want)
		}
	}
}

// luminance is WCAG's: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(colour[1:], 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	linear := func(shift int) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(16) + 0.7152*linear(8) + 0.0722*linear(0)
}

func contrast(t *testing.T, a, b string) float64 {
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func TestLineColoursAreLegible(t *testing.T) {
	for _, tone := range []wording.Tone{wording.Red, wording.Amber, wording.Green, wording.Blue} {
		if c := contrast(t, "#ffffff", lineColors[tone]); c < 4.5 {
			t.Errorf("white on %s %s: %.2f", tone, lineColors[tone], c)
		}
	}
	for mode, ground := range map[string]string{"light": "#ffffff", "dark": "#1f1f1f"} {
		if c := contrast(t, lineGrey, ground); c < 3.9 {
			t.Errorf("small print in %s mode: %.2f", mode, c)
		}
	}
}

// fetching is an account whose tokens are fetched, with a clock for it and for us.
func fetching(t *testing.T, change func(*linePair)) (*fake.LINE, *lineAccount, *time.Time) {
	t.Helper()
	now := time.Date(2026, 11, 20, 4, 12, 7, 0, time.UTC)
	clock := func() time.Time { return now }
	p, err := fake.NewLINE(fake.Options{Clock: clock}, fake.LINEAccount{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	var pair linePair
	pair.ID, pair.Secret = p.Credentials()
	if change != nil {
		change(&pair)
	}
	stored, err := json.Marshal(pair)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := (&Line{To: []string{"U00000000000000000000000000000001"}}).Open(World{
		HTTP: NewHTTPClient(), Base: p.Endpoint(),
		Secret: func(context.Context) (secret.Text, error) { return secret.New(string(stored)), nil },
		Forget: func() {},
	})
	if err != nil {
		t.Fatal(err)
	}
	l := opened.(*lineAccount)
	l.tokens.now = clock
	return p, l, &now
}

// told sends a message of its own.
func told(t *testing.T, l *lineAccount, id string) error {
	_, err := l.Send(t.Context(), Delivery{ID: id, Message: wording.Message{Tone: wording.Red, Title: id}})
	return err
}

func TestLineTokensAreFetchedAndKept(t *testing.T) {
	p, l, now := fetching(t, nil)
	for i, step := range []struct {
		pass   time.Duration
		revoke bool
		issued int
	}{
		{0, false, 1},
		{13*time.Minute + 58*time.Second, false, 1},
		{time.Second, false, 2}, // a minute before the end of its 899 seconds
		{0, true, 3},
	} {
		*now = now.Add(step.pass)
		if step.revoke {
			p.Reissue()
		}
		if err := told(t, l, "message "+strconv.Itoa(i)); err != nil {
			t.Fatalf("message %d: %v", i, err)
		}
		if p.Issued() != step.issued {
			t.Errorf("message %d: %d tokens issued, want %d", i, p.Issued(), step.issued)
		}
	}
	if n := len(p.Messages()); n != 4 {
		t.Errorf("%d messages", n)
	}
}

func TestLineWithoutAToken(t *testing.T) {
	_, wrong, _ := fetching(t, func(pair *linePair) { pair.Secret = strings.Repeat("0", 32) })
	if err := told(t, wrong, "x"); !Permanent(err) || !refusedSecret(err) || RefusedBody(err) || strings.Contains(err.Error(), strings.Repeat("0", 32)) {
		t.Errorf("the wrong secret: %v", err)
	}
	p, l, _ := fetching(t, nil)
	for _, mode := range []fake.Mode{fake.Status(500), fake.Status(429), fake.Garbage(), fake.StatusReason(200, "")} {
		p.Fail(mode, 1)
		if err := told(t, l, "x"); err == nil || Permanent(err) || Unsure(err) || !strings.Contains(err.Error(), "fetch a channel access token") {
			t.Errorf("%s: %v", mode, err)
		}
	}
	if err := told(t, l, "x"); err != nil || len(p.Messages()) != 1 {
		t.Errorf("once all is well: %v, %d messages", err, len(p.Messages()))
	}
}
