package channel

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"bongsu/shared/secret"
)

// lineMargin is how long before its end a token is no longer used.
const lineMargin = time.Minute

// maxToken is how much is read of an answer with a token, whose length LINE
// leaves open.
const maxToken = 16 << 10

// lineTokens keeps the token that was fetched last.
type lineTokens struct {
	now func() time.Time

	mu sync.Mutex
	// of is the secret that token was fetched with.
	of, token secret.Text
	until     time.Time
}

func newLineTokens() *lineTokens { return &lineTokens{now: time.Now} }

// kept gives the token that was fetched with a secret, if it lasts.
func (t *lineTokens) kept(s secret.Text) (secret.Text, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.token, !t.token.Empty() && t.of.Reveal() == s.Reveal() && t.now().Before(t.until)
}

func (t *lineTokens) keep(s, token secret.Text, life time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.of, t.token, t.until = s, token, t.now().Add(life-lineMargin)
}

// drop forgets a token, unless another one has taken its place.
func (t *lineTokens) drop(token secret.Text) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token.Reveal() == token.Reveal() {
		t.token = secret.Text{}
	}
}

// token gives the token of a secret, which is one or fetches one.
func (l *lineAccount) token(ctx context.Context, s secret.Text) (secret.Text, error) {
	pair, fetched := pairOf(s)
	if !fetched {
		return s, nil
	}
	if token, lasts := l.tokens.kept(s); lasts {
		return token, nil
	}
	token, life, err := l.fetch(ctx, pair)
	if err != nil {
		if e, ok := errors.AsType[*Error](err); ok {
			e.Unsure = false // the message was not on its way yet
		}
		return secret.Text{}, fmt.Errorf("fetch a channel access token: %w", err)
	}
	l.tokens.keep(s, token, life)
	return token, nil
}

// fetch has LINE issue a stateless token:
// https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token
func (l *lineAccount) fetch(ctx context.Context, pair linePair) (secret.Text, time.Duration, error) {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {pair.ID}, "client_secret": {pair.Secret}}
	hidden := []secret.Text{secret.New(pair.Secret), secret.New(pair.ID)}
	a, err := call{
		method: http.MethodPost, to: secret.New(cmp.Or(l.Base, lineHost) + "/oauth2/v3/token"), body: []byte(form.Encode()),
		header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, hidden: hidden, most: maxToken,
	}.send(ctx, l.HTTP)
	if err != nil {
		return secret.Text{}, 0, err
	}
	if a.status != http.StatusOK {
		e := lineRefusal(a, hidden...)
		if e.RefusedBody {
			e.RefusedBody, e.RefusedSecret = false, true
		}
		return secret.Text{}, 0, e
	}
	var issued struct {
		Token string `json:"access_token"`
		// Life is in seconds.
		Life float64 `json:"expires_in"`
	}
	if json.Unmarshal([]byte(a.body), &issued) != nil || !lineToken.MatchString(issued.Token) {
		return secret.Text{}, 0, &Error{Err: errors.New("status 200, but the answer holds no token")}
	}
	return secret.New(issued.Token), time.Duration(issued.Life * float64(time.Second)), nil
}
