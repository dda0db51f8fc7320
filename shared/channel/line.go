package channel

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"bongsu/shared/secret"
	"bongsu/shared/wording"
)

// lineMulticast is how many users one request reaches:
// https://developers.line.biz/en/reference/messaging-api/#send-multicast-message
const lineMulticast = 500

// Line sends through the Messaging API of a LINE Official Account.
type Line struct {
	// Secret is the SSM parameter that holds the channel access token; or
	// {"channelId": …, "channelSecret": …}, with which tokens of 15 minutes are
	// fetched. LINE may know a retry key only together with the token that it
	// came with, so that a token that stays guards better against doubles.
	Secret string `yaml:"secret" json:"secret"`
	// To are ids of users (U…), groups (C…) and rooms (R…), as the account's
	// webhook gets them.
	To []string `yaml:"to" json:"to"`
	// Silent messages arrive without a sound.
	Silent bool `yaml:"silent" json:"silent,omitempty"`
}

// SecretName is the parameter of the token.
func (l *Line) SecretName() string { return l.Secret }

var (
	lineID      = regexp.MustCompile(`^[UCR][0-9a-f]{32}$`)
	lineAnyCase = regexp.MustCompile(`(?i)^[ucr][0-9a-f]{32}$`)
	phoneNumber = regexp.MustCompile(`^\+?[0-9][0-9 ()-]{5,}$`)
)

// Check returns all faults. None of them shows an id.
func (l *Line) Check() []Fault {
	faults := checkSecretName(l.Secret)
	if len(l.To) == 0 {
		return append(faults, Fault{"to", "is missing", "list the ids of users, groups or rooms, e.g. to: [C0123456789abcdef0123456789abcdef]: " + lineWhence})
	}
	for i, to := range l.To {
		key := fmt.Sprintf("to[%d]", i)
		switch {
		case !lineID.MatchString(to):
			faults = append(faults, Fault{key, "is " + notLineID(to), lineWhence})
		case slices.Contains(l.To[:i], to):
			faults = append(faults, Fault{key, "is listed before", "list each id once"})
		}
	}
	return faults
}

// lineWhence is where ids come from.
const lineWhence = "the account's webhook gets ids as source.userId, groupId or roomId: U, C or R and 32 of 0-9 and a-f"

// notLineID says what was taken for a LINE id.
func notLineID(text string) string {
	switch {
	case phoneNumber.MatchString(text):
		return "a phone number, which is no address in LINE"
	case strings.HasPrefix(text, "@"):
		return "an account's @name, not the id of whom it writes to"
	case lineAnyCase.MatchString(text):
		return "not a LINE id: it has one capital, the first letter"
	}
	return "not a LINE id"
}

// Split gives every group and room a request of its own, and the users one for
// each 500 of them.
func (l *Line) Split() [][]string {
	var parts [][]string
	var users []string
	for _, to := range l.To {
		if strings.HasPrefix(to, "U") {
			users = append(users, to)
		} else {
			parts = append(parts, []string{to})
		}
	}
	return append(parts, slices.Collect(slices.Chunk(users, lineMulticast))...)
}

// Body is the request to the first of the recipients' parts; without recipients
// it lacks only them.
func (l *Line) Body(m wording.Message) ([]byte, error) {
	return l.layout(firstPart(l.Split()), m)
}

// Open makes the channel.
func (l *Line) Open(w World) (Channel, error) {
	return &lineAccount{World: w, settings: l, tokens: newLineTokens()}, nil
}

// lineAccount is an Official Account that sends.
type lineAccount struct {
	World
	settings *Line
	tokens   *lineTokens
}

// Layout gives the request's body.
func (l *lineAccount) Layout(d Delivery) ([]byte, error) {
	to, err := addressed(d, l.settings.Split())
	if err != nil {
		return nil, err
	}
	return l.settings.layout(to, d.Message)
}

// Send pushes a message, and once more as plain text if its body is refused.
// Both carry the same retry key from the first try on: a refused request leaves it
// unused, and after one that was accepted LINE takes neither again:
// https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
func (l *lineAccount) Send(ctx context.Context, d Delivery) (Receipt, error) {
	to, err := addressed(d, l.settings.Split())
	if err != nil {
		return Receipt{}, err
	}
	d.To = to
	return renewing(ctx, l.World, func(s secret.Text) (Receipt, error) { return l.sendAs(ctx, s, d) })
}

func (l *lineAccount) sendAs(ctx context.Context, s secret.Text, d Delivery) (Receipt, error) {
	if err := l.settings.CheckSecret(s); err != nil {
		return Receipt{}, &Error{Permanent: true, RefusedSecret: true, Err: err}
	}
	body, err := d.Body, error(nil)
	if body == nil {
		body, err = l.Layout(d)
	}
	if err != nil {
		return Receipt{}, &Error{Permanent: true, Err: err}
	}
	receipt, err := l.push(ctx, s, d.To, retryKey(d.ID), body)
	if !RefusedBody(err) || d.Divides {
		return receipt, err
	}
	if body, refused := l.settings.plain(d.To, d.Message); refused == nil {
		return again(err, func() (Receipt, error) { return l.push(ctx, s, d.To, retryKey(d.ID), body) })
	}
	return Receipt{}, err
}
