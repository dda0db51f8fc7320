package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/alert"
	"bongsu/shared/fake"
	"bongsu/shared/queue"
)

func TestASmallChaosLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	a, err := stage(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var tables [2]string
	var r result
	for i := range tables {
		if r, err = play(t.Context(), a, plan{alerts: 12, seed: 1}); err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		r.print(&b)
		tables[i] = b.String()
		if n := r.wrong(); n > 0 {
			t.Errorf("%d must be 0", n)
		}
	}
	t.Log(tables[0])
	if diff := cmp.Diff(tables[0], tables[1]); diff != "" {
		t.Errorf("the same seed gave another run:\n%s", diff)
	}
	killed := 0
	for _, f := range r.stats.Functions {
		killed += f.Killed
	}
	refused := 0
	for _, v := range r.verdicts {
		refused += v.refused
		if v.sent != 12 || v.told == 0 {
			t.Errorf("%s: nothing happened: %+v", v.name, v)
		}
	}
	if refused == 0 || killed == 0 {
		t.Errorf("%d requests refused, %d functions killed", refused, killed)
	}
}

func at(clock string) time.Time {
	t, err := time.Parse(time.DateTime, "2026-09-25 "+clock)
	if err != nil {
		return time.Time{}
	}
	return t
}

func post(text string) fake.Received {
	m := fake.Received{Time: at("05:00:00")}
	for l := range strings.SplitSeq(text, "\n") {
		m.Lines = append(m.Lines, fake.Line{Text: l})
	}
	return m
}

// device is a change of a device; what it ends began nine minutes before.
func device(up bool, clock string) happening {
	h := happening{key: "device-001", up: up, at: at(clock)}
	if up {
		h.since = h.at.Add(-9 * time.Minute)
	}
	return h
}

const (
	down  = "🔴 ALARM: alarm-001\nSince: Fri 2026-09-25 04:01:02 UTC"
	whole = "🟢 Recovered after 7 min: alarm-001\nLasted: Fri 2026-09-25 04:01:02 UTC → 04:08 (7 min)"
	many  = "2 alarms: alarm-001, alarm-002\n2 alarms\nSince: Fri 2026-09-25 04:01:02 UTC → 04:05\n• alarm-001 – x\nalarm-002\nalarm-001\nhttps://example.com"
)

// counts names one alarm and counts another.
const counts = "2 alarms: alarm-002 and 1 more\n2 alarms\nSince: Fri 2026-09-25 04:10:00 UTC\nalarm-002"

func TestJudge(t *testing.T) {
	t.Parallel()
	fell := happening{key: "alarm-001", at: at("04:01:02")}
	rose := happening{key: "alarm-001", up: true, at: at("04:08:00"), since: at("04:01:02")}
	again := happening{key: "alarm-001", at: at("04:10:00")}
	gone := device(false, "04:01:02")
	late := happening{key: gone.key, up: true, at: at("04:44:00"), since: gone.at}
	for name, c := range map[string]struct {
		past  []happening
		posts []string
		kills []time.Time
		want  verdict
		// letters are the dead ones.
		letters []deadLetter
	}{
		"told":      {[]happening{fell}, []string{down}, nil, verdict{posts: 1, sent: 1, told: 1}, nil},
		"in a list": {[]happening{fell}, []string{many}, nil, verdict{posts: 1, sent: 1, told: 1}, nil},
		"counted last": {
			[]happening{fell, rose, again}, []string{down, counts}, nil,
			verdict{posts: 2, sent: 3, told: 1, superseded: 1, uncounted: 1}, nil,
		},
		"counted once": {
			[]happening{fell, again}, []string{counts}, nil, verdict{posts: 1, sent: 2, superseded: 1, uncounted: 1}, nil,
		},
		"counted, but over": {
			[]happening{fell, rose}, []string{down, counts}, nil, verdict{posts: 2, sent: 2, told: 1, lost: 1, stale: 1}, nil,
		},
		"long gone": {[]happening{gone, late}, nil, nil, verdict{sent: 2, lost: 2}, nil},
		"source killed throughout": {
			[]happening{gone, late}, nil, []time.Time{at("04:07:00"), at("04:13:30"), at("04:20:00")}, verdict{sent: 2, silent: 2}, nil,
		},
		"source not killed throughout": {
			[]happening{gone, late}, nil, []time.Time{at("04:13:30"), at("04:20:00")}, verdict{sent: 2, lost: 2}, nil,
		},
		"lost":           {[]happening{fell}, nil, nil, verdict{sent: 1, lost: 1}, nil},
		"in one":         {[]happening{fell, rose}, []string{whole}, nil, verdict{posts: 1, sent: 2, told: 1, superseded: 1}, nil},
		"twice":          {[]happening{fell}, []string{down, down}, nil, verdict{posts: 2, sent: 1, told: 1, twice: 1}, nil},
		"twice, killed":  {[]happening{fell}, []string{down, down}, []time.Time{at("05:00:00")}, verdict{posts: 2, sent: 1, told: 1, killed: 1}, nil},
		"stale and lost": {[]happening{fell, rose}, []string{down}, nil, verdict{posts: 1, sent: 2, told: 1, lost: 1, stale: 1}, nil},
		"stale":          {[]happening{fell, rose}, []string{whole, down}, nil, verdict{posts: 2, sent: 2, told: 2, stale: 1}, nil},
		"never was":      {[]happening{rose}, []string{whole, down}, nil, verdict{posts: 2, sent: 1, told: 1, unfounded: 1, stale: 1}, nil},
		"the newer is dead": {[]happening{fell, rose}, nil, nil, verdict{sent: 2, dead: 1, supersededDead: 1}, []deadLetter{{body: "alarm-001", job: queue.Job{
			Alerts: []alert.Alert{{Key: "alarm-001", At: rose.at}},
		}, channel: "slack"}}},
		"stale, the newer is dead": {[]happening{
			device(false, "04:01:02"), device(true, "04:08:00"), device(false, "05:00:00"), device(true, "05:09:00"),
		}, []string{strings.NewReplacer("ALARM", "Device offline", "alarm", "device").Replace(down)}, nil, verdict{posts: 1, sent: 4, told: 1, dead: 1, silent: 2, staleDead: 1}, []deadLetter{{
			job: queue.Job{Alerts: []alert.Alert{{Key: "device-001", At: at("04:08:00")}}}, channel: "slack",
		}}},
	} {
		b := book{world: &world{}, verdict: verdict{reader: readers()[0]}, tell: t.Logf}
		c.want.reader = readers()[0]
		b.ledger.kills = map[string][]time.Time{"Deliver-slack": c.kills, "Presence": c.kills}
		for _, p := range c.posts {
			b.all = append(b.all, post(p))
		}
		b.letters = c.letters
		b.read()
		b.judge(c.past[0].key, c.past)
		if diff := cmp.Diff(c.want, b.verdict, cmp.AllowUnexported(verdict{}, reader{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestCountedElsewhere(t *testing.T) {
	t.Parallel()
	alone := "🔴 Not delivered: line – 1,005 alarms: alarm-001, alarm-002 and 1,003 more\nThe answer was: 404"
	listed := "🔴 2 messages not delivered: line\n• line – 1 alarm · 4 recovered: alarm-003 and 4 more – The answer was: 404\n• sms – 3 alarms: alarm-001 and 2 more"
	got := countedElsewhere("line", []fake.Received{post(alone), post(alone), post(listed)})
	when := at("05:00:00")
	want := []heap{{when, 1003, false, false}, {when, 1, false, false}, {when, 4, true, false}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(heap{})); diff != "" {
		t.Error(diff)
	}
}

// TestTextMessages: a text leaves the heading of its first list to its title, marks
// what it lists with another sign, says the last moment only, and cuts its subject.
func TestTextMessages(t *testing.T) {
	t.Parallel()
	for subject, rest := range map[string]string{
		"2 alarms · 1 recovered":              "",
		"2 alarms · 1 message not delivered…": " · 1 message not delivered",
	} {
		m := post("LMS · 300 of 2000 bytes · to 01012345678\n" + subject + "\n2 alarms" + rest + " · 1 recovered: alarm-001, alarm-002 and 1 more\n" +
			"09-25 04:01:02\n· alarm-001 - x\n· alarm-002 - x\n1 recovered\n· alarm-004 - x\nhttps://example.com")
		if rest != "" {
			m.Lines = slices.Insert(m.Lines, 6, fake.Line{Text: rest[len(" · "):]}, fake.Line{Text: "· line - x"})
		}
		m.Provider = "sens"
		words, unnamed := read(0, m)
		var got []string
		for _, w := range words {
			got = append(got, w.key+" "+way(w.up))
			if early := (happening{key: w.key, up: w.up, at: at("04:00:00")}); !w.fits(early) {
				t.Errorf("%s cannot be about %v", w.key, early)
			}
		}
		if want := "alarm-001 down, alarm-002 down, alarm-004 up"; strings.Join(got, ", ") != want || len(unnamed) != 0 {
			t.Errorf("read %v and %v, want %s", got, unnamed, want)
		}
	}
}

// TestMessagesThatChange: what ends is said in the place of the message that told
// it, with a reply below; what nobody changed is the last word as it stands.
func TestMessagesThatChange(t *testing.T) {
	t.Parallel()
	fell := happening{key: "alarm-001", at: at("04:01:02")}
	rose := happening{key: "alarm-001", up: true, at: at("04:08:00"), since: at("04:01:02")}
	as := func(id, thread, text string, edits bool) fake.Received {
		m := post(text)
		m.ID, m.Thread, m.Edits = id, thread, edits
		return m
	}
	title, _, _ := strings.Cut(whole, "\n")
	first, change, reply := as("1", "", down, false), as("1", "", whole, true), as("2", "1", title, false)
	for name, c := range map[string]struct {
		posts   []fake.Received
		removed []string
		want    verdict
	}{
		"changed and replied to": {[]fake.Received{first, change, reply}, nil, verdict{posts: 2, changed: 1, sent: 2, told: 2}},
		"changed twice":          {[]fake.Received{first, change, change, reply}, nil, verdict{posts: 2, changed: 2, sent: 2, told: 2}},
		"replied to twice":       {[]fake.Received{first, change, reply, reply}, nil, verdict{posts: 3, changed: 1, sent: 2, told: 2, twice: 1}},
		"changed only":           {[]fake.Received{first, change}, nil, verdict{posts: 1, changed: 1, sent: 2, told: 1, lost: 1, stale: 1}},
		"another stands below":   {[]fake.Received{first, change, reply, as("3", "", down, false)}, nil, verdict{posts: 3, changed: 1, sent: 2, told: 2, twice: 1, stale: 1, staleShown: 1}},
		"a deleted one is none":  {[]fake.Received{first, change, reply, as("3", "", down, false)}, []string{"3"}, verdict{posts: 3, changed: 1, sent: 2, told: 2, twice: 1, stale: 1}},
	} {
		b := book{world: &world{}, verdict: verdict{reader: readers()[1]}, tell: t.Logf, all: c.posts}
		b.ledger.removed = c.removed
		c.want.reader = readers()[1]
		b.read()
		b.judge(fell.key, []happening{fell, rose})
		if diff := cmp.Diff(c.want, b.verdict, cmp.AllowUnexported(verdict{}, reader{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestOneSortInATextMessage: its title names what the list below names again.
func TestOneSortInATextMessage(t *testing.T) {
	t.Parallel()
	m := post("LMS · 300 of 2000 bytes · to 01012345678\n2 alarms\n2 alarms: alarm-001, alarm-002\n09-25 04:01:02\n· alarm-001 - x\n· alarm-002 - x\nhttps://example.com")
	m.Provider = "sens"
	if words, unnamed := read(0, m); len(words) != 2 || len(unnamed) != 0 {
		t.Errorf("read %v and %v", words, unnamed)
	}
}

// TestNotToldAlone: below it stands what was not told.
func TestNotToldAlone(t *testing.T) {
	t.Parallel()
	for _, subject := range []string{"Not delivered: talk – ALARM: alarm-026", "Bongsu ALARM Not delivered: talk ALARM: alarm-026"} {
		m := post("Subject: " + subject + "\nTo:      ops@example.com\n\nNot delivered: talk – ALARM: alarm-026\n\nIt could not be sent.\n\nALARM: alarm-026\nSince: Fri 2026-09-25 06:07:09 UTC")
		if words, unnamed := read(0, m); len(words)+len(unnamed) != 0 {
			t.Errorf("%s: read %v and %v", subject, words, unnamed)
		}
	}
}

// TestCutNames: what a template's shortest form has cut is known to be one.
func TestCutNames(t *testing.T) {
	t.Parallel()
	m := post("AlimTalk · 58 characters · to 01012345678\nRecovered after 12 s: alarm-0…\nSun 2026-09-27 03:26:53 UTC")
	words, unnamed := read(0, m)
	if diff := cmp.Diff([]heap{{m.Time, 1, true, false}}, unnamed, cmp.AllowUnexported(heap{})); len(words) != 0 || diff != "" {
		t.Errorf("read %v; %s", words, diff)
	}
}
