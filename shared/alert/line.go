package alert

import "time"

// Line is what a log watch found. What is secret in it has been taken out.
type Line struct {
	// Watch is the name of the watch, Say what its owner wants said instead.
	Watch string `json:"watch"`
	Say   string `json:"say,omitempty"`
	// Group and Stream are where the line stands, File is the file that it was
	// written to.
	Group  string `json:"group"`
	Stream string `json:"stream,omitempty"`
	File   string `json:"file,omitempty"`
	// Level is how bad the line itself calls it, by its own word.
	Level string `json:"level,omitempty"`
	// Message is the line, or what a JSON line calls its message.
	Message string `json:"message,omitempty"`
	// Count is set where the alert counts further lines like one that was told,
	// of which this is the newest: how many came, since when, within what time.
	Count int           `json:"count,omitempty"`
	First time.Time     `json:"first,omitzero"`
	In    time.Duration `json:"in,omitempty"`
	// Unread says that this is no line, but that what the watch was given was
	// too large, and only its beginning was searched.
	Unread bool `json:"unread,omitempty"`
}
