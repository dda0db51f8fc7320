package channel

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"

	"bongsu/shared/secret"
)

var (
	// lineToken is the form of channel access tokens, of whatever kind.
	lineToken   = regexp.MustCompile(`^[A-Za-z0-9+/=._~-]+$`)
	notifyToken = regexp.MustCompile(`^[A-Za-z0-9]{43}$`)
	digitsOnly  = regexp.MustCompile(`^[0-9]+$`)
	hex32       = regexp.MustCompile(`^[0-9a-f]{32}$`)
)

// lineShortest is less than any channel access token has.
const lineShortest = 64

// linePair is a secret with which tokens are fetched.
type linePair struct {
	ID     string `json:"channelId"`
	Secret string `json:"channelSecret"`
}

// pairOf reads a secret that is a pair; false if it is a token.
func pairOf(s secret.Text) (linePair, bool) {
	var p linePair
	text := s.Reveal()
	return p, strings.HasPrefix(text, "{") && json.Unmarshal([]byte(text), &p) == nil
}

// CheckSecret accepts a channel access token, or a channel's id and secret.
func (*Line) CheckSecret(s secret.Text) error {
	text := s.Reveal()
	pair, isPair := pairOf(s)
	switch {
	case s.Empty():
		return errors.New("the secret is empty")
	case isPair && !digitsOnly.MatchString(pair.ID):
		return errors.New("the secret's channelId is not a number: copy the channel ID from the channel's basic settings in the LINE Developers Console")
	case isPair && !hex32.MatchString(pair.Secret):
		return errors.New("the secret's channelSecret is not 32 of 0-9 and a-f: copy the channel secret from the channel's basic settings in the LINE Developers Console")
	case isPair:
		return nil
	case strings.HasPrefix(text, "{"):
		return errors.New(`the secret is not a JSON document of the form {"channelId":"…","channelSecret":"…"}`)
	case strings.Contains(text, "://"):
		return errors.New("the secret is a URL: LINE wants a channel access token (LINE Developers Console, Messaging API)")
	case notifyToken.MatchString(text):
		return errors.New("the secret looks like a token of LINE Notify, which ended on 31 March 2025: make a channel access token of the Messaging API")
	case hex32.MatchString(text), digitsOnly.MatchString(text):
		return errors.New(`the secret is a channel secret or a channel ID, not a channel access token: store the token, or both as {"channelId":"…","channelSecret":"…"}`)
	case !lineToken.MatchString(text) || len(text) < lineShortest:
		return errors.New("the secret is not a channel access token: copy it whole and without spaces from the LINE Developers Console, Messaging API")
	}
	return nil
}
