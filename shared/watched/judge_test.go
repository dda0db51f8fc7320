package watched_test

import (
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/incident"
	"bongsu/shared/watched"
)

var noon = time.Date(2026, 9, 25, 12, 0, 0, 0, time.UTC)

// judged runs readings by their letters: . well, a above, b below, m missing,
// x no answer, s an error. It gives, a word a reading, what was told, and how often
// the record would have been written.
func judged(t *testing.T, needed, evaluated int, letters string) (told string, writes int) {
	t.Helper()
	faults := map[rune]alert.PollFault{'a': alert.PollAbove, 'b': alert.PollBelow, 'm': alert.PollMissing, 'n': alert.PollNotNumber, 'x': alert.PollNoAnswer, 'd': alert.PollNoName, 's': alert.PollStatus}
	var known *incident.Watched
	words := []string{}
	for i, letter := range letters {
		at := noon.Add(time.Duration(i) * time.Minute)
		r := watched.Reading{Needed: needed, Evaluated: evaluated, Facts: alert.Poll{Fault: faults[letter], Value: new(float64(100 + i))}}
		next, state := watched.Judge(known, at, r)
		if known == nil && !next.At.IsZero() || known != nil && !next.At.Equal(known.At) {
			writes++
			known = &next
		} else if state != "" {
			t.Errorf("%s: %s is told without being written down", letters, state)
		}
		if again, twice := watched.Judge(known, at, r); known != nil && next.At.Equal(at) && (twice != "" || again.Recent != known.Recent || again.Fault != known.Fault) {
			t.Errorf("%s: the same run again: %+v, tells %q", letters, again, twice)
		}
		word := "-"
		if state != "" {
			word = string(state)
			if state != alert.Recovered {
				word = string(alert.PollFault(known.Fault))
			}
		}
		words = append(words, word)
	}
	return strings.Join(words, " "), writes
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		needed, evaluated int
		readings, told    string
		writes            int
	}{
		{1, 1, "......", "- - - - - -", 0},
		{1, 1, ".a", "- above", 1},
		// Two good ones in succession end it. Each worse value is kept.
		{1, 1, "aaaa", "above - - -", 4},
		{1, 1, "a..", "above - recovered", 3},
		{1, 1, "a.....", "above - recovered - - -", 3},
		{1, 1, "a.a.a.a..", "above - - - - - - - recovered", 9},
		{1, 1, "m..m", "missing - recovered missing", 4},
		// Something else is told when it has been so twice.
		{1, 1, "abbb", "above - below -", 3},
		{1, 1, "abab", "above - - -", 4},
		{1, 1, "amm..", "above - missing - recovered", 5},
		{1, 1, "mnnn", "missing - not-number -", 3},
		{2, 2, "x.x.x.", "- - - - - -", 6},
		{2, 2, "xx", "- no-answer", 2},
		{2, 2, "xxxx", "- no-answer - -", 2},
		{2, 2, "xd", "- no-name", 2},
		{2, 2, "xxdd", "- no-answer - -", 2},
		{2, 2, "xxss", "- no-answer - status", 4},
		{2, 2, "xx..", "- no-answer - recovered", 4},
		{2, 3, "a..a.a", "- - - - - above", 6},
		{2, 3, "a.a.a.a..", "- - above - - - - - recovered", 9},
		{3, 5, "aa.aa", "- - - above -", 5},
		{3, 5, "aaa...aa.", "- - above - - recovered - - -", 9},
		{3, 3, "aaa..a...", "- - above - - - - - recovered", 9},
	} {
		told, writes := judged(t, c.needed, c.evaluated, c.readings)
		if told != c.told || writes > c.writes {
			t.Errorf("%d/%d %s: %s in %d writes, want %s in %d", c.needed, c.evaluated, c.readings, told, writes, c.told, c.writes)
		}
	}
}

func TestWorst(t *testing.T) {
	var known *incident.Watched
	judge := func(minute int, fault alert.PollFault, value float64) {
		next, _ := watched.Judge(known, noon.Add(time.Duration(minute)*time.Minute), watched.Reading{Needed: 1, Evaluated: 1, Facts: alert.Poll{Fault: fault, Value: &value}})
		known = &next
	}
	for i, v := range []float64{91, 97.2, 93} {
		judge(i, alert.PollAbove, v)
	}
	if *known.Worst != 97.2 || !known.At.Equal(noon.Add(time.Minute)) {
		t.Errorf("%+v", known)
	}
	judge(3, alert.PollBelow, 5)
	judge(4, alert.PollBelow, 7)
	judge(5, alert.PollBelow, 3)
	if known.Fault != "below" || *known.Worst != 3 {
		t.Errorf("%+v", known)
	}
}

func TestAnOlderRunSaysNothing(t *testing.T) {
	known := &incident.Watched{At: noon, Recent: "h", Fault: "above", Worst: new(95.0)}
	for _, at := range []time.Time{noon, noon.Add(-time.Minute)} {
		if next, state := watched.Judge(known, at, watched.Reading{Needed: 1, Evaluated: 1}); state != "" || next.Recent != "h" {
			t.Errorf("%v: %+v, tells %q", at, next, state)
		}
	}
}
