package fake

import (
	"cmp"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Paths of the API.
const (
	linePushPath      = "/v2/bot/message/push"
	lineMulticastPath = "/v2/bot/message/multicast"
	lineValidatePath  = "/v2/bot/message/validate/"
	lineQuotaPath     = "/v2/bot/message/quota"
	lineUsagePath     = "/v2/bot/message/quota/consumption"
	lineInfoPath      = "/v2/bot/info"
	lineTokenPath     = "/oauth2/v3/token"
)

// What LINE says. The words of the third are not documented.
const (
	lineTooFast    = "The API rate limit has been exceeded. Try again later."
	lineUsedUp     = "You have reached your monthly limit."
	lineConcurrent = "The number of concurrent requests has been exceeded. Try again later."
	lineUnsent     = "Failed to send messages"
	lineAccepted   = "The retry key is already accepted"
)

var lineRetryKey = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

type lineDialect struct{ bot *lineBot }

func (d lineDialect) admit(r *http.Request) *answer {
	path, method := r.URL.Path, http.MethodPost
	switch path {
	case linePushPath, lineMulticastPath, lineTokenPath:
	case lineQuotaPath, lineUsagePath, lineInfoPath:
		method = http.MethodGet
	default:
		switch strings.TrimPrefix(path, lineValidatePath) {
		case "push", "multicast", "reply", "narrowcast", "broadcast":
		default:
			return at(lineNo(http.StatusNotFound, "Not found"))
		}
	}
	if r.Method != method {
		return at(lineNo(http.StatusMethodNotAllowed, "Method Not Allowed"))
	}
	if path != lineTokenPath {
		if reason := d.unauthorized(r); reason != "" {
			return at(lineNo(http.StatusUnauthorized, "Authentication failed due to the following reason: "+reason))
		}
	}
	if keys, there := r.Header["X-Line-Retry-Key"]; there {
		if path != linePushPath && path != lineMulticastPath {
			return at(lineNo(http.StatusBadRequest, "Retry key is not supported for this endpoint"))
		}
		if len(keys) != 1 || !lineRetryKey.MatchString(keys[0]) {
			return at(lineNo(http.StatusBadRequest, "The value for the 'X-Line-Retry-Key' header is invalid"))
		}
	}
	return nil
}

func at(a answer) *answer { return &a }

// unauthorized says why a request's token is not good; nothing if it is.
func (d lineDialect) unauthorized(r *http.Request) string {
	token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !bearer {
		return "authorization header required"
	}
	d.bot.mu.Lock()
	defer d.bot.mu.Unlock()
	until, known := d.bot.tokens[token]
	switch {
	case !known:
		return "invalid token. Confirm that the access token in the authorization header is valid."
	case !until.IsZero() && !d.bot.now().Before(until):
		return "The access token expired"
	}
	return ""
}

func (lineDialect) failure(m Mode) answer {
	words := map[int]string{
		http.StatusBadRequest:            "The request body has 1 error(s)",
		http.StatusUnauthorized:          "Authentication failed due to the following reason: invalid token. Confirm that the access token in the authorization header is valid.",
		http.StatusForbidden:             "Access to this API is not available for your account",
		http.StatusNotFound:              "Not found",
		http.StatusConflict:              lineAccepted,
		http.StatusRequestEntityTooLarge: "The request body is too large",
		http.StatusUnsupportedMediaType:  "Unsupported media type",
		http.StatusTooManyRequests:       lineTooFast,
		http.StatusInternalServerError:   "Internal Server Error",
	}
	message := m.reasonOr(words)
	switch m.reason {
	case "quota":
		message = lineUsedUp
	case "concurrency":
		message = lineConcurrent
	}
	var details []lineDetail
	if m.status == http.StatusBadRequest && m.reason == "" {
		details = []lineDetail{{"May not be empty", "messages[0].text"}}
	}
	a := lineNo(m.status, cmp.Or(message, http.StatusText(m.status)), details...)
	for key, values := range m.header(0) {
		a.header[key] = values
	}
	return a
}

func (d lineDialect) throttled(time.Duration) answer {
	return lineNo(http.StatusTooManyRequests, lineTooFast)
}

func (lineDialect) refusal() answer {
	a := lineNo(http.StatusBadRequest, "The request body has 1 error(s)", lineDetail{"invalid property", "messages[0].contents"})
	a.why = "made to refuse rich bodies"
	return a
}

func (lineDialect) rich(_ *http.Request, body []byte) bool {
	o, err := readObject(body)
	for _, m := range children(o, "messages") {
		if str(m, "type") != "text" {
			return err == nil
		}
	}
	return false
}

func (lineDialect) deliver(*Received) {}

func (d lineDialect) accepted(m Received) answer {
	d.bot.mu.Lock()
	sent := d.bot.sent[m.ID]
	d.bot.mu.Unlock()
	a := lineSays(http.StatusOK, map[string]any{})
	if sent != nil {
		a = lineSays(http.StatusOK, map[string]any{"sentMessages": sent})
	}
	a.header.Set("X-Line-Request-Id", m.ID)
	return a
}

// ask answers what is not about sending.
func (d lineDialect) ask(r *http.Request, body []byte) (answer, bool) {
	b := d.bot
	b.mu.Lock()
	defer b.mu.Unlock()
	switch r.URL.Path {
	case linePushPath, lineMulticastPath:
		return answer{}, false
	case lineTokenPath:
		return d.grant(r, body), true
	case lineInfoPath:
		return lineSays(http.StatusOK, map[string]any{
			"userId": "U" + strings.Repeat("0", 31) + "1", "basicId": "@000bngsu", "displayName": b.account.Name, "chatMode": "bot", "markAsReadMode": "auto",
		}), true
	case lineQuotaPath:
		if b.account.Quota == 0 {
			return lineSays(http.StatusOK, map[string]any{"type": "none"}), true
		}
		return lineSays(http.StatusOK, map[string]any{"type": "limited", "value": b.account.Quota}), true
	case lineUsagePath:
		return lineSays(http.StatusOK, map[string]any{"totalUsage": b.usage()}), true
	}
	if _, no := d.read(r, body); no != nil {
		return *no, true
	}
	return lineSays(http.StatusOK, map[string]any{}), true
}

// grant issues a stateless token. The lock is held.
// https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token
func (d lineDialect) grant(r *http.Request, body []byte) answer {
	no := func(code, why string) answer {
		a := lineSays(http.StatusBadRequest, map[string]string{"error": code, "error_description": why})
		a.why = why
		return a
	}
	if d.bot.paces[lineTokenPath].take(d.bot.now()) > 0 {
		return d.throttled(0)
	}
	form, err := url.ParseQuery(string(body))
	media, _ := mediaType(r)
	switch {
	case err != nil || media != "application/x-www-form-urlencoded":
		return no("invalid_request", "the body is not a form")
	case form.Get("grant_type") != "client_credentials":
		return no("unsupported_grant_type", "grant_type is not client_credentials")
	case form.Get("client_id") != d.bot.id || form.Get("client_secret") != d.bot.secret:
		return no("invalid_client", "invalid client_id or client_secret")
	}
	d.bot.issued++
	// It says a second less than it means.
	return lineSays(http.StatusOK, map[string]any{
		"token_type": "Bearer", "access_token": d.bot.issue(d.bot.now().Add(lineTokenLife)), "expires_in": int(lineTokenLife/time.Second) - 1,
	})
}
