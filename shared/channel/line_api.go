package channel

import (
	"cmp"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"bongsu/shared/secret"
)

// lineHost is where the Messaging API lives.
const lineHost = "https://api.line.me"

// retrySpace is the namespace of our retry keys; it must never change.
var retrySpace = [16]byte{0x6b, 0x1c, 0x0e, 0x52, 0x8d, 0x2f, 0x4b, 0x3a, 0x9e, 0x57, 0x41, 0xd0, 0x7a, 0xc3, 0x15, 0xf8}

// retryKey belongs to a delivery: the same one every time.
func retryKey(id string) string { return uuid5(retrySpace, id) }

// uuid5 is the UUID of version 5 of a name: RFC 9562, 5.5.
func uuid5(space [16]byte, name string) string {
	sum := sha1.Sum(append(space[:], name...)) //nolint:gosec // the standard's hash: it names, it does not protect
	u := sum[:16]
	u[6] = u[6]&0x0f | 0x50
	u[8] = u[8]&0x3f | 0x80
	h := hex.EncodeToString(u)
	return strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-")
}

// push sends one body to one group, one room or one user, or to up to 500 users.
func (l *lineAccount) push(ctx context.Context, s secret.Text, to []string, key string, body []byte) (Receipt, error) {
	path := "/v2/bot/message/push"
	if len(to) > 1 {
		path = "/v2/bot/message/multicast"
	}
	var hidden []secret.Text
	for _, id := range slices.Concat(to, l.settings.To) {
		hidden = append(hidden, secret.New(id))
	}
	c := call{method: http.MethodPost, body: body, header: http.Header{"X-Line-Retry-Key": {key}}, hidden: hidden}
	a, hidden, err := l.ask(ctx, s, path, c)
	if err != nil {
		return Receipt{}, err
	}
	return judgeLine(a, hidden...)
}

// ask makes a request with a token of the secret, and once more with another one
// if a token that was fetched is refused. What must not be shown comes back with
// the answer.
func (l *lineAccount) ask(ctx context.Context, s secret.Text, path string, c call) (answer, []secret.Text, error) {
	_, fetched := pairOf(s)
	own := c.hidden
	for first := true; ; first = false {
		token, err := l.token(ctx, s)
		if err != nil {
			return answer{}, nil, err
		}
		c.to = secret.New(cmp.Or(l.Base, lineHost) + path)
		c.hidden = append([]secret.Text{s, token}, own...)
		c.header = c.header.Clone()
		if c.header == nil {
			c.header = http.Header{}
		}
		c.header.Set("Authorization", "Bearer "+token.Reveal())
		a, err := c.send(ctx, l.HTTP)
		if err != nil || a.status != http.StatusUnauthorized || !fetched || !first {
			return a, c.hidden, err
		}
		l.tokens.drop(token)
	}
}

// lineAnswer is what LINE says: of what it accepted, or of what is wrong.
type lineAnswer struct {
	SentMessages []struct {
		ID string `json:"id"`
	} `json:"sentMessages"`
	Message string `json:"message"`
	Details []struct {
		Message  string `json:"message"`
		Property string `json:"property"`
	} `json:"details"`
}

// judgeLine reads LINE's answer to a message: https://developers.line.biz/en/reference/messaging-api/#error-responses
func judgeLine(a answer, hidden ...secret.Text) (Receipt, error) {
	var said lineAnswer
	if json.Unmarshal([]byte(a.body), &said) != nil {
		said = lineAnswer{} // what was read before it broke counts for nothing
	}
	switch a.status {
	case http.StatusOK:
		return lineReceipt(said, a.header.Get("X-Line-Request-Id")), nil
	case http.StatusConflict:
		// An earlier try with the same key was accepted.
		return lineReceipt(said, a.header.Get("X-Line-Accepted-Request-Id")), nil
	}
	e := lineRefusal(a, hidden...)
	switch {
	case a.status == http.StatusTooManyRequests && strings.Contains(strings.ToLower(said.Message), "monthly limit"):
		e.Permanent, e.Code = true, CodeQuota
		e.Err = fmt.Errorf("the account has used up its messages of this month: wait for the next one or enlarge its plan (%w)", e.Err)
	case a.status == http.StatusBadRequest && len(said.Details) == 0 && strings.HasPrefix(said.Message, "Failed to send messages"):
		e.RefusedBody = false
		e.Err = fmt.Errorf("LINE cannot reach a recipient: check the ids under `to`: are they ids that this very account's webhook got, is the account still in the group or room, does the user have it as a friend? (%w)", e.Err)
	case a.status == http.StatusBadRequest && strings.HasPrefix(said.Message, "The property, 'to',"):
		e.RefusedBody = false
		e.Err = fmt.Errorf("LINE does not take a recipient for an id: check the ids under `to` (%w)", e.Err)
	}
	return Receipt{}, e
}

func lineReceipt(said lineAnswer, request string) Receipt {
	if len(said.SentMessages) > 0 {
		request = cmp.Or(said.SentMessages[0].ID, request)
	}
	return Receipt{Reference: request}
}

// lineRefusal is refusal with LINE's own words taken out of their JSON.
func lineRefusal(a answer, hidden ...secret.Text) *Error {
	var said lineAnswer
	if json.Unmarshal([]byte(a.body), &said) == nil && said.Message != "" {
		words := []string{said.Message}
		for _, d := range said.Details {
			words = append(words, strings.TrimSpace(d.Property+" "+d.Message))
		}
		a.body = strings.Join(words, "; ")
	}
	return refusal(a, hidden...)
}

// Probe asks for the account's name and how much of the month's messages is used.
func (l *lineAccount) Probe(ctx context.Context) (string, error) {
	s, err := l.Secret(ctx)
	if err != nil {
		return "", err
	}
	if err := l.settings.CheckSecret(s); err != nil {
		return "", err
	}
	var info struct {
		DisplayName string `json:"displayName"`
	}
	var quota struct {
		Type  string `json:"type"`
		Value int    `json:"value"`
	}
	var used struct {
		TotalUsage int `json:"totalUsage"`
	}
	for path, into := range map[string]any{"info": &info, "message/quota": &quota, "message/quota/consumption": &used} {
		if err := l.get(ctx, s, "/v2/bot/"+path, into); err != nil {
			return "", fmt.Errorf("dead: %w", err)
		}
	}
	switch {
	case quota.Type != "limited":
		return fmt.Sprintf("alive: %s; %s messages used this month, without a limit", oneLine(info.DisplayName), grouped(used.TotalUsage)), nil
	case used.TotalUsage >= quota.Value:
		return "", fmt.Errorf("%s has used up its messages of this month (%s of %s): wait for the next one or enlarge its plan",
			oneLine(info.DisplayName), grouped(used.TotalUsage), grouped(quota.Value))
	}
	return fmt.Sprintf("alive: %s; %s of %s messages used this month", oneLine(info.DisplayName), grouped(used.TotalUsage), grouped(quota.Value)), nil
}

// get reads one of the account's figures.
func (l *lineAccount) get(ctx context.Context, s secret.Text, path string, into any) error {
	a, hidden, err := l.ask(ctx, s, path, call{method: http.MethodGet, most: 4 * maxAnswer})
	if err != nil {
		return err
	}
	if a.status != http.StatusOK {
		return lineRefusal(a, hidden...)
	}
	if json.Unmarshal([]byte(a.body), into) != nil {
		return errors.New("status 200, but the answer is not LINE's")
	}
	return nil
}
