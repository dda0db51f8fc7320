package config

import "slices"

// Pictures says how charts are drawn. All channels of an alert show the same one.
type Pictures struct {
	Language string `json:"language"`
	Timezone string `json:"timezone"`
	// JPEG says that a channel sends text messages with pictures, which take
	// nothing else.
	JPEG bool `json:"jpeg,omitempty"`
}

// Pictured are the channels that are routed to and show pictures.
func (c Config) Pictured() []Channel {
	var all []Channel
	for _, ch := range c.Channels {
		shows := func(r Route) bool {
			return slices.ContainsFunc(r.Targets, func(t Target) bool { return t.Channel == ch.Name })
		}
		for _, route := range c.Routes {
			if ch.Pictures && shows(route) {
				all = append(all, ch)
				break
			}
		}
	}
	return all
}

// PictureSlice is the part of the picture function.
func (c Config) PictureSlice() Slice {
	p := Pictures{Language: c.Language, Timezone: c.Timezone}
	for _, ch := range c.Pictured() {
		p.JPEG = p.JPEG || ch.Type == "sens"
	}
	return Slice{Pictures: &p}
}

// ShowsPictures reports whether a channel of a route does.
func (r Route) ShowsPictures() bool {
	return slices.ContainsFunc(r.Targets, func(t Target) bool { return t.Pictures })
}
