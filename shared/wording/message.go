package wording

import "bongsu/shared/alert"

// Tone is the colour of a message, which never stands alone: the title always
// says it in words too.
type Tone string

const (
	// Red is something critical that is wrong.
	Red Tone = "red"
	// Amber is something wrong that can wait.
	Amber Tone = "amber"
	// Green is something that is right again.
	Green Tone = "green"
	// Blue is news.
	Blue Tone = "blue"
)

// Message is what a person is to read, in one language and zone, before any
// channel lays it out. All texts are plain: what looks like markup in them was
// written by a stranger and must be shown as it is.
type Message struct {
	Tone Tone
	// Title is one line that says the essential by itself.
	Title string
	// Items hold the rest: one for a lone alert, one each or one a list where
	// alerts were merged.
	Items []Item
	// State, Subject and When are parts of it, for templates that others wrote:
	// what happened, with which the title begins, what it happened to, and the
	// time.
	State, Subject, When string
	// Clock is When in its shortest form, for messages that pay by the byte.
	Clock string
	// Picture, if set, is shown with it; Alt says what it shows, for places that
	// show none and people who see none.
	Picture *alert.Picture
	Alt     string
	// LineMark stands where a channel left out whole lines; % in it is their
	// number.
	LineMark string
	// CutMark stands where a channel had to cut a text; % in it is the number of
	// characters left out.
	CutMark string
}

// Item is one section of a message. Any part may be empty.
type Item struct {
	Tone Tone
	// Headline names the section where a message has several.
	Headline string
	// Lead is the one sentence to read first.
	Lead string
	// Facts are short labelled values, the most important first.
	Facts []Fact
	// Table says that the facts are the news itself: no channel leaves them out for
	// the lead.
	Table bool
	// Text is what the owner or a stranger wrote, possibly long and of several lines.
	Text string
	// Cut is how many characters of Text were already left out.
	Cut int
	// Links are places to click, the most useful first.
	Links []Link
	// Context is small print: where this comes from.
	Context string
}

// Fact is a labelled value.
type Fact struct {
	Label, Value string
	// Short is the value in its shortest form, for messages that pay by the byte;
	// empty where that is Value.
	Short string
}

// Link is a labelled place to click.
type Link struct{ Label, URL string }
