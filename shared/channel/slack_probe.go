package channel

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"bongsu/shared/secret"
)

// Probe asks Slack who the token is, what it may do, and whether it knows the
// channel.
func (a *slackApp) Probe(ctx context.Context) (string, error) {
	s, err := a.Secret(ctx)
	if err != nil {
		return "", err
	}
	if err := a.settings.CheckSecret(s); err != nil {
		return "", err
	}
	self, err := a.askForm(ctx, s, "auth.test", nil)
	if err != nil {
		return "", fmt.Errorf("dead: %w", err)
	}
	scopes := strings.FieldsFunc(self.scope, func(r rune) bool { return r == ',' || r == ' ' })
	if len(scopes) > 0 && !slices.Contains(scopes, "chat:write") {
		return "", errors.New("the app may not post: add the scope chat:write under OAuth & Permissions and install it again")
	}
	said := fmt.Sprintf("alive: %s in %s", oneLine(self.user), oneLine(self.team))
	place, err := a.askForm(ctx, s, "conversations.info", url.Values{"channel": {a.settings.Channel}})
	switch {
	case place.code == "missing_scope":
		said += "; whether it may post to the channel cannot be seen without the scope channels:read (groups:read for a private one)"
	case err != nil:
		return "", fmt.Errorf("the token is good, but not for the channel: %w", err)
	case place.channel.Archived:
		return "", errors.New("the channel is archived: unarchive it, or name another one under `channel:`")
	case !place.channel.Member && !slices.Contains(scopes, "chat:write.public"):
		return "", fmt.Errorf("the app is not a member of #%s: invite it there (/invite @its-name), or give it the scope chat:write.public", oneLine(place.channel.Name))
	default:
		said += ", for #" + oneLine(place.channel.Name)
	}
	if len(scopes) > 0 && !slices.Contains(scopes, "files:write") {
		said += "; pictures are left out without the scope files:write"
	}
	return said, nil
}

// askForm calls a method that takes no JSON, or nothing at all.
func (a *slackApp) askForm(ctx context.Context, s secret.Text, method string, form url.Values) (slackAnswer, error) {
	return a.call(ctx, s, method, call{
		body: []byte(form.Encode()), header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
	})
}
