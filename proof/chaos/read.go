package main

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"bongsu/shared/fake"
)

// word is what a post says about one alarm or device.
type word struct {
	post int
	key  string
	up   bool
	// from and to bound when it happened, as far as the post says.
	from, to time.Time
	// began is set where one post tells beginning and end.
	began time.Time
}

// heap is how many of a sort a post counts without naming them.
type heap struct {
	at time.Time
	n  int
	up bool
	// devices says that they are devices, not alarms.
	devices bool
}

var (
	sorts    = regexp.MustCompile(`^((?:[\d,]+ [^·:]+?(?: · )?)+): (.*?)(?: and ([\d,]+) more.*)?$`)
	headline = regexp.MustCompile(`^(?:[^\w\s:]+ )?(ALARM|Warning|Device offline|Recovered|Device back online)(?: after [^:]*)?: ((?:alarm|device)-\d{3})(?: after [^:]*)?$`)
	// cut is a headline of which a short form has left a part of the name.
	cut     = regexp.MustCompile(`^(?:[^\w\s:]+ )?(ALARM|Warning|Device offline|Recovered|Device back online)(?: after [^:]*)?: \S*…$`)
	counted = regexp.MustCompile(`^(?:[^\w\s:]+ )?([\d,]+) (alarms?|warnings?|devices? offline|recovered|devices? back online)$`)
	other   = regexp.MustCompile(`^(?:[^\w\s:]+ )?(Critical notice|Warning event|Notice|[\d,]+ (?:critical notice|warning event|notice)s?|[\d,]+ messages? not delivered)\b`)
	phone   = regexp.MustCompile(`^(?:[SLM]MS|AlimTalk) · `)
	// before is what stands in front of an e-mail's subject; a plain one names the state.
	before  = regexp.MustCompile(`^Subject: (?:Bongsu (?:\S+ )?)?`)
	names   = regexp.MustCompile(`\b(?:alarm|device)-\d{3}\b`)
	shortly = regexp.MustCompile(`(?m)^(\d\d-\d\d \d\d:\d\d:\d\d)$`)
	moment  = regexp.MustCompile(`(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC(?: → (?:(\d\d-\d\d) )?(\d\d:\d\d)(:\d\d)?)?`)
)

// undelivered finds in a post that a channel could not tell something.
func undelivered(channel string) *regexp.Regexp {
	return regexp.MustCompile(`Not delivered(?:: |\n)` + regexp.QuoteMeta(channel) + `(?: [–-]|\n|$)`)
}

// passesOn reports whether a text tells what a channel could not, alone or among many.
func passesOn(alone *regexp.Regexp, text, channel string) bool {
	return alone.MatchString(text) || strings.Contains(text, " not delivered: ") && strings.Contains(text, channel+" – ")
}

// notTold is the headline of that.
var notTold = regexp.MustCompile(`^(?:[^\w\s:]+ )?Not delivered\b`)

// section is a part of a post below its own headline.
type section struct {
	head, text string
}

// sections splits a post where the channels begin a new item.
func sections(m fake.Received) []section {
	var all []section
	for i, text := range lines(m) {
		if i == 0 && notTold.MatchString(before.ReplaceAllString(text, "")) {
			// Alone, it is followed by what was not told, which is not this channel's.
			return nil
		}
		if headline.MatchString(text) || cut.MatchString(text) || counted.MatchString(text) || other.MatchString(text) || notTold.MatchString(text) {
			all = append(all, section{head: text})
			continue
		}
		if len(all) > 0 {
			all[len(all)-1].text += text + "\n"
		}
	}
	return all
}

// lines are a post's. LINE's cards put the state into their heading and the names
// below it, which elsewhere is one line.
func lines(m fake.Received) []string {
	var all []string
	for _, l := range m.Lines {
		text := strings.TrimSpace(l.Text)
		if len(all) > 0 || !phone.MatchString(text) {
			all = append(all, text)
		}
	}
	// As plain text its title is one line, too.
	if m.Provider == "line" && len(all) > 1 && !strings.Contains(all[0], ": ") {
		if title := all[0] + ": " + all[1]; headline.MatchString(title) {
			all[0] = title
		}
		all = slices.Delete(all, 1, 2)
	}
	if m.Provider == "sens" {
		if kind := m.Lines[0].Text; strings.HasPrefix(kind, "LMS") || strings.HasPrefix(kind, "MMS") {
			all = titled(all)
		}
		return short(all)
	}
	return all
}

// titled are the lines of a long text message, of which the subject says what
// happened and the first line of the text to what, with its title in one line.
func titled(all []string) []string {
	if len(all) < 2 || sorts.MatchString(all[0]) || headline.MatchString(all[0]) {
		return all
	}
	// Of many sorts the subject has room for the first only, and the text has them all.
	if strings.HasPrefix(all[1], strings.TrimSuffix(all[0], "…")) && sorts.MatchString(all[1]) {
		return all[1:]
	}
	for _, title := range []string{all[0] + ": " + all[1], all[0] + " " + all[1]} {
		if sorts.MatchString(title) || headline.MatchString(title) {
			return slices.Replace(slices.Clone(all), 0, 2, title)
		}
	}
	return all
}

// short are the lines of a text message, or of a template, that has its title and
// not always the sections below it.
func short(all []string) []string {
	for i, line := range all {
		title := sorts.FindStringSubmatch(line)
		if title == nil || !strings.Contains(title[1], " · ") {
			continue
		}
		// Of the headings of its lists the first is left to the title.
		heaps := strings.Split(title[1], " · ")
		if !slices.Contains(all, heaps[0]) && slices.Contains(all, heaps[1]) {
			return slices.Insert(slices.Clone(all[i+1:]), 0, heaps[0])
		}
	}
	if slices.ContainsFunc(all, func(l string) bool {
		return headline.MatchString(l) || cut.MatchString(l) || counted.MatchString(l) || notTold.MatchString(l)
	}) {
		return all
	}
	for i, line := range all {
		title := sorts.FindStringSubmatch(line)
		if title == nil {
			continue
		}
		heaps := strings.Split(title[1], " · ")
		rest := slices.Clone(all[i+1:])
		switch {
		case len(heaps) == 1 && slices.ContainsFunc(rest, bulleted):
			return slices.Insert(rest, 0, heaps[0])
		case len(heaps) == 1:
			return slices.Insert(rest, 0, heaps[0], title[2])
		}
		return heaps // which names belong to which is not said
	}
	return all
}

// read finds all that a post says.
func read(n int, m fake.Received) (words []word, unnamed []heap) {
	for _, s := range sections(m) {
		from, to := span(s.text)
		if from.IsZero() {
			to = m.Time // plain text says no time: it can be about all that was before
		}
		if one := headline.FindStringSubmatch(s.head); one != nil {
			up := over(one[1])
			w := word{post: n, key: one[2], up: up, from: from, to: from}
			if from.IsZero() {
				w.to = to
			}
			if up && !from.IsZero() && to.After(from) {
				w.began, w.from, w.to = from, to, to
			}
			words = append(words, w)
			continue
		}
		if part := cut.FindStringSubmatch(s.head); part != nil {
			unnamed = append(unnamed, heap{m.Time, 1, over(part[1]), strings.HasPrefix(part[1], "Device")})
			continue
		}
		many := counted.FindStringSubmatch(s.head)
		if many == nil {
			continue
		}
		if m.Provider == "sens" {
			from = time.Time{} // of a list, texts say only the last moment
		}
		up := over(many[2])
		listed := listing(s.text)
		for _, key := range listed {
			words = append(words, word{post: n, key: key, up: up, from: from, to: to})
		}
		if count := number(many[1]); count > len(listed) {
			unnamed = append(unnamed, heap{m.Time, count - len(listed), up, strings.HasPrefix(many[2], "device")})
		}
	}
	return words, unnamed
}

func number(text string) int {
	n, _ := strconv.Atoi(strings.ReplaceAll(text, ",", "")) // the patterns admit digits only
	return n
}

// over reports whether a sort of things is right again.
func over(sort string) bool {
	return strings.EqualFold(sort, "recovered") || strings.HasSuffix(sort, "back online")
}

// countedElsewhere finds what posts to others say that a channel could not tell, and
// do not name, once for each title.
func countedElsewhere(channel string, posts []fake.Received) (all []heap) {
	title := regexp.MustCompile(`(?m)(?:^|: |• )` + regexp.QuoteMeta(channel) + ` [–-] ((?:[\d,]+ [^·:\n]+?(?: · )?)+): .*? and ([\d,]+) more`)
	seen := make(map[string]bool)
	for _, m := range posts {
		for _, found := range title.FindAllStringSubmatch(m.Text(), -1) {
			if seen[found[0]] {
				continue
			}
			seen[found[0]] = true
			sorts := strings.Split(found[1], " · ")
			for _, sort := range sorts {
				count, what, _ := strings.Cut(sort, " ")
				h := heap{m.Time, number(count), over(what), strings.HasPrefix(what, "device")}
				if len(sorts) == 1 {
					h.n = number(found[2])
				}
				all = append(all, h)
			}
		}
	}
	return all
}

// listing finds the names of a list: those of its lines that say something of
// one, and those in a row. Links to the same alarms are not in it.
func listing(text string) []string {
	var all []string
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		switch {
		case bulleted(line):
			all = append(all, names.FindString(line))
		case i+1 < len(lines) && strings.HasPrefix(lines[i+1], "http"):
		case inARow(line):
			all = append(all, names.FindAllString(line, -1)...)
		}
	}
	return all
}

func bulleted(line string) bool {
	return strings.HasPrefix(line, "• ") || strings.HasPrefix(line, "· ")
}

func inARow(line string) bool {
	rest := names.ReplaceAllString(line, "")
	return rest != line && strings.Trim(rest, ", ") == ""
}

// span is the first time in a text and where it says so the second.
func span(text string) (from, to time.Time) {
	m := moment.FindStringSubmatch(text)
	if brief := shortly.FindString(text); m == nil && brief != "" {
		from, _ = time.Parse(time.DateTime, "2026-"+brief) // the pattern admits what can be read
		return from, from
	}
	if m == nil {
		return time.Time{}, time.Time{}
	}
	from, err := time.Parse(time.DateTime, m[1]+" "+m[2])
	if err != nil || m[4] == "" {
		return from, from
	}
	day, seconds := m[1], m[5]
	if m[3] != "" {
		day = m[1][:5] + m[3]
	}
	if seconds == "" {
		seconds = ":00"
	}
	if to, err = time.Parse(time.DateTime, day+" "+m[4]+seconds); err != nil {
		return from, from
	}
	return from, to
}
