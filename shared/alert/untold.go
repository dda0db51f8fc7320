package alert

// Untold is what a channel could not tell.
type Untold struct {
	// Channel is the channel's name, Type its kind.
	Channel string `json:"channel"`
	Type    string `json:"type"`
	// To are the recipients, as far as they can be named.
	To []string `json:"to,omitempty"`
	// Code is the provider's, or ours, for the reason; Reason is the reason in
	// the provider's words where there is no code.
	Code   string `json:"code,omitempty"`
	Reason string `json:"reason,omitempty"`
	// Alerts are what was not told, Rest names further ones by their state, and
	// More counts what is in neither.
	Alerts []Alert         `json:"alerts"`
	Rest   map[State][]Ref `json:"rest,omitempty"`
	More   int             `json:"more,omitempty"`
}
