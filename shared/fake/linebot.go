package fake

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/http"
	"sync"
	"time"
)

// LINE stands in for the Messaging API of one LINE Official Account.
// https://developers.line.biz/en/reference/messaging-api/
type LINE struct {
	*server
	bot *lineBot
}

// LINEAccount is what a fake account is like. The zero value knows everybody and
// pays for any number of messages.
type LINEAccount struct {
	// Name is shown to people; empty is Bongsu.
	Name string
	// Known are the ids of users, groups and rooms that can be reached, with how
	// many people each has. Nil is everybody, with one each.
	Known map[string]int
	// Quota is how many messages a month the plan has, one for each person that
	// a request reaches. Zero is no limit.
	Quota int
	// PlainPictures takes the URLs of pictures on loopback over http too, which
	// LINE itself never does.
	PlainPictures bool
}

const (
	// lineMost is the size of a body in bytes.
	lineMost = 2 << 20
	// linePush and lineMulticast are how many requests a second a channel may
	// make of each; lineIssue is that of stateless tokens.
	linePush, lineMulticast, lineIssue = 2000, 200, 370
	// lineKeyLife is how long a retry key is known, lineTokenLife how long a
	// stateless token is good.
	lineKeyLife, lineTokenLife = 24 * time.Hour, 15 * time.Minute
)

// NewLINE starts an account. A Burst of Options is how many requests of one kind
// it takes at once; zero is as many as it takes a second.
func NewLINE(o Options, a LINEAccount) (*LINE, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	a.Name = cmp.Or(a.Name, "Bongsu")
	a.Known = maps.Clone(a.Known)
	b := &lineBot{
		account: a, now: o.Clock, tokens: map[string]time.Time{}, keys: map[string]lineKey{},
		sent: map[string][]lineSent{}, paces: map[string]*pace{}, id: "2001234567", secret: lineHex(16),
	}
	for path, second := range map[string]int{linePushPath: linePush, lineMulticastPath: lineMulticast, lineTokenPath: lineIssue} {
		b.paces[path] = &pace{interval: time.Second / time.Duration(second), burst: cmp.Or(o.Burst, second)}
	}
	b.token = b.issue(time.Time{})
	s, err := serve("line", o, lineDialect{b}, nil)
	if err != nil {
		return nil, err
	}
	return &LINE{s, b}, nil
}

// Endpoint is where the API is: scheme, host and port.
func (l *LINE) Endpoint() string { return l.origin }

// Token is the channel access token that does not expire.
func (l *LINE) Token() string {
	l.bot.mu.Lock()
	defer l.bot.mu.Unlock()
	return l.bot.token
}

// Credentials are the channel's id and secret, for stateless tokens.
func (l *LINE) Credentials() (id, secret string) { return l.bot.id, l.bot.secret }

// Reissue makes all tokens invalid, and Token another one.
func (l *LINE) Reissue() {
	l.bot.mu.Lock()
	defer l.bot.mu.Unlock()
	clear(l.bot.tokens)
	l.bot.token = l.bot.issue(time.Time{})
}

// Issued counts the stateless tokens that were issued.
func (l *LINE) Issued() int {
	l.bot.mu.Lock()
	defer l.bot.mu.Unlock()
	return l.bot.issued
}

// Spent counts the month's messages so far.
func (l *LINE) Spent() int {
	l.bot.mu.Lock()
	defer l.bot.mu.Unlock()
	return l.bot.usage()
}

// lineBot is the account's state.
type lineBot struct {
	account    LINEAccount
	now        func() time.Time
	id, secret string

	mu sync.Mutex
	// paces are those of the paths that have one.
	paces map[string]*pace
	// tokens are valid until their time, or for good if that is zero.
	tokens map[string]time.Time
	token  string
	issued int
	// keys are those of requests that were accepted, with their token before
	// them; sent are the messages of each such request.
	keys map[string]lineKey
	sent map[string][]lineSent
	// count is how many messages were named so far.
	count int
	// month is the one of which spent is the number of messages.
	month string
	spent int
}

// lineKey is a retry key that came with an accepted request.
type lineKey struct {
	at      time.Time
	request string
	digest  [sha256.Size]byte
}

// lineSent is a message as LINE names it.
type lineSent struct {
	ID    string `json:"id"`
	Quote string `json:"quoteToken"`
}

// issue makes a token. The lock is held, or nobody else knows the bot yet.
func (b *lineBot) issue(until time.Time) string {
	token := ""
	for range 6 {
		token += rand.Text()
	}
	token += "/+="
	b.tokens[token] = until
	return token
}

// usage counts this month's messages; the account's month is Japan's.
func (b *lineBot) usage() int {
	if month := b.now().In(time.FixedZone("JST", 9*3600)).Format("2006-01"); month != b.month {
		b.month, b.spent = month, 0
	}
	return b.spent
}

// lineHex gives so many random bytes.
func lineHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // documented never to fail
	return hex.EncodeToString(b)
}

// lineDetail is one thing that is wrong with a request.
type lineDetail struct {
	Message  string `json:"message"`
	Property string `json:"property,omitempty"`
}

// lineSays is an answer of the API, with an id of its own as every one has.
func lineSays(status int, body any) answer {
	text, err := json.Marshal(body)
	if err != nil {
		return answer{status: http.StatusInternalServerError, why: err.Error()}
	}
	return answer{status: status, header: http.Header{
		"Content-Type": {"application/json"}, "X-Line-Request-Id": {lineRequestID()},
	}, body: string(text)}
}

// lineRequestID is a UUID.
func lineRequestID() string {
	h := lineHex(16)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

func lineNo(status int, message string, details ...lineDetail) answer {
	a := lineSays(status, struct {
		Message string       `json:"message"`
		Details []lineDetail `json:"details,omitempty"`
	}{message, details})
	a.why = message
	for _, d := range details {
		a.why += "; " + d.Property + ": " + d.Message
	}
	return a
}
