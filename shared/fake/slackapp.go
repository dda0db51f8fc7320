package fake

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// SlackApp stands in for Slack's Web API, as an app with a bot token sees it.
// https://docs.slack.dev/apis/web-api
type SlackApp struct {
	*server
	desk *slackDesk
}

// SlackWorkspace is what a fake workspace is like. The zero value has every
// channel, with the app as a member of it.
type SlackWorkspace struct {
	// Rooms are the channels by their ids. Nil is every id of the right form.
	Rooms map[string]SlackRoom
	// Scopes are what the app may do; nil is all that it needs.
	Scopes []string
}

// SlackRoom is a channel.
type SlackRoom struct {
	Name string
	// Outside says that the app is not a member, Archived that nobody posts there.
	Outside, Archived bool
}

const (
	slackTeamName = "Bongsu"
	slackAppUser  = "bongsu"
	// slackPosts is how long a channel takes for each message that is posted to
	// it; slackTier3 and slackTier4 are how many calls a minute a method takes:
	// https://docs.slack.dev/apis/web-api/rate-limits
	slackPosts = time.Second
	slackTier3 = 50
	slackTier4 = 100
)

// NewSlackApp starts a workspace. A Burst of Options is how many messages a
// channel takes at once; zero is one.
func NewSlackApp(o Options, w SlackWorkspace) (*SlackApp, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if w.Scopes == nil {
		w.Scopes = []string{"chat:write", "files:write", "channels:read", "groups:read"}
	}
	d := &slackDesk{
		workspace: w, now: o.Clock, burst: max(o.Burst, 1), paces: map[string]*pace{},
		uploads: map[string]*slackUpload{}, broken: map[string][]string{},
	}
	d.token = d.issue()
	s, err := serve("slack", o, slackAppDialect{d}, nil)
	if err != nil {
		return nil, err
	}
	d.origin = s.origin
	return &SlackApp{s, d}, nil
}

// Endpoint is where the API is: scheme, host and port.
func (s *SlackApp) Endpoint() string { return s.origin }

// Token is the bot token.
func (s *SlackApp) Token() string {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	return s.desk.token
}

// Reissue revokes the token, and makes Token another one.
func (s *SlackApp) Reissue() {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	s.desk.token = s.desk.issue()
}

// Break makes the next calls of a method fail with these errors, one each.
func (s *SlackApp) Break(method string, errors ...string) {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	s.desk.broken[method] = errors
}

// Remove deletes a message, as anybody may who is an admin. Its replies stay.
func (s *SlackApp) Remove(id string) {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	s.desk.posts = slices.DeleteFunc(s.desk.posts, func(p *slackPost) bool { return p.ts == id })
}

// CloseEdits ends the time within which messages can be changed, for those that
// are there.
func (s *SlackApp) CloseEdits() {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	for _, p := range s.desk.posts {
		p.closed = true
	}
}

// Says has a person post a message, and gives its ID.
func (s *SlackApp) Says(room, text string) string {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	p := &slackPost{room: room, ts: s.desk.stamp(), foreign: true, body: object{"text": text}}
	s.desk.posts = append(s.desk.posts, p)
	return p.ts
}

// slackDesk is the workspace's state.
type slackDesk struct {
	workspace SlackWorkspace
	now       func() time.Time
	burst     int
	origin    string

	mu      sync.Mutex
	token   string
	revoked []string
	// last is the newest time stamp.
	last string
	// paces are those of methods, and of posting by channel.
	paces   map[string]*pace
	posts   []*slackPost
	uploads map[string]*slackUpload
	broken  map[string][]string
}

// slackPost is a message that is there.
type slackPost struct {
	room, ts, thread        string
	edited, foreign, closed bool
	body                    object
	// file is set where it shows a file.
	file string
}

// slackUpload is a file on its way.
type slackUpload struct {
	name, alt    string
	length       int
	data         []byte
	there, ended bool
}

// issue makes a token, and revokes the one before. The lock is held, or nobody
// else knows the desk yet.
func (d *slackDesk) issue() string {
	if d.token != "" {
		d.revoked = append(d.revoked, d.token)
	}
	return "xoxb-10000000001-20000000002-" + rand.Text()
}

// stamp makes the next time stamp: a number for people, a name for machines.
func (d *slackDesk) stamp() string {
	at := d.now()
	ts := fmt.Sprintf("%d.%06d", at.Unix(), at.Nanosecond()/1000)
	if strings.Compare(ts, d.last) <= 0 {
		var seconds, micros int64
		_, _ = fmt.Sscanf(d.last, "%d.%d", &seconds, &micros) // it is one of ours
		next := seconds*1e6 + micros + 1
		ts = fmt.Sprintf("%d.%06d", next/1e6, next%1e6)
	}
	d.last = ts
	return ts
}

// pace lets a call through, or says how long to wait for it.
func (d *slackDesk) pace(key string, interval time.Duration, burst int) time.Duration {
	p := d.paces[key]
	if p == nil {
		p = &pace{interval: interval, burst: burst}
		d.paces[key] = p
	}
	return p.take(d.now())
}

// room finds a channel that the app can see.
func (d *slackDesk) room(id string) (SlackRoom, bool) {
	if d.workspace.Rooms == nil {
		return SlackRoom{Name: cmp.Or(strings.ToLower(id), "ops")}, slackRoomID.MatchString(id)
	}
	r, known := d.workspace.Rooms[id]
	return r, known
}

// post finds a message.
func (d *slackDesk) post(room, ts string) *slackPost {
	for _, p := range d.posts {
		if p.room == room && p.ts == ts {
			return p
		}
	}
	return nil
}
