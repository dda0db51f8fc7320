package fake

import (
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// SENS stands in for Simple & Easy Notification Service of NAVER Cloud: text
// messages, and AlimTalk of KakaoTalk.
// https://api.ncloud-docs.com/docs/en/sens-overview
type SENS struct {
	*server
	desk *sensDesk
}

// SENSAccount is what a fake account is like. The zero value has a key and two
// services, every number is registered and within reach, and no template is
// approved.
type SENSAccount struct {
	// SMS and Talk are the ids of the services; empty is …:123456789012:demo.
	SMS, Talk string
	// Senders are the numbers that are registered; nil is every number.
	Senders []string
	// Channel is the KakaoTalk channel with its @, Templates are its approved
	// texts by their codes.
	Channel   string
	Templates map[string]string
	// Results are the codes with which messages to a number end, one after the
	// other; when they are used up, or empty, messages are delivered. TalkResults
	// are KakaoTalk's.
	Results, TalkResults map[string][]string
	// Refused are the codes with which AlimTalk messages to a number are refused
	// in an answer that accepts the others.
	Refused map[string]string
	// Polls is how often the provider knows nothing of a message that it is asked
	// for. Then it is ready, being processed, and completed, by one asking each;
	// with Prompt it is completed at once.
	Polls  int
	Prompt bool
	// Page is how many messages a page of a list has; zero is 1,000.
	Page int
}

// sensKept is how long a picture is kept.
const sensKept = 6 * 24 * time.Hour

// NewSENS starts an account. A Burst of Options has no meaning here: no limit of
// SENS's is published.
func NewSENS(o Options, a SENSAccount) (*SENS, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	a.SMS = cmp.Or(a.SMS, "ncp:sms:kr:123456789012:demo")
	a.Talk = cmp.Or(a.Talk, "ncp:kkobizmsg:kr:123456789012:demo")
	a.Page = cmp.Or(a.Page, 1000)
	d := &sensDesk{
		account: a, now: o.Clock, access: "AK" + rand.Text(), secret: "SK" + rand.Text(),
		files: map[string]sensFile{}, used: map[string]int{},
	}
	s, err := serve("sens", o, sensDialect{d}, nil)
	if err != nil {
		return nil, err
	}
	return &SENS{s, d}, nil
}

// Endpoint is where the API is: scheme, host and port.
func (s *SENS) Endpoint() string { return s.origin }

// Keys are the access key and its secret key.
func (s *SENS) Keys() (access, secret string) { return s.desk.access, s.desk.secret }

// Secret is the pair of keys as one JSON document.
func (s *SENS) Secret() string {
	return fmt.Sprintf(`{"accessKey":%q,"secretKey":%q}`, s.desk.access, s.desk.secret)
}

// Failovers are the text messages that went out in the place of AlimTalk ones,
// oldest first.
func (s *SENS) Failovers() []Received {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	return slices.Clone(s.desk.failovers)
}

// End makes the next text messages to a number end with these codes, one after the
// other, in the place of the account's Results.
func (s *SENS) End(to string, codes ...string) {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	s.desk.account.Results = maps.Clone(s.desk.account.Results)
	if s.desk.account.Results == nil {
		s.desk.account.Results = map[string][]string{}
	}
	s.desk.account.Results[to] = codes
	delete(s.desk.used, smsKey(to))
}

// Fail makes the next requests fail. With StatusReason(202, code) they are
// accepted, and their messages end with that result.
func (s *SENS) Fail(mode Mode, times int) {
	result := ""
	if mode.kind == status && mode.status == http.StatusAccepted {
		result, mode = mode.reason, OK()
	}
	s.desk.mu.Lock()
	s.desk.result, s.desk.ending = result, times
	s.desk.mu.Unlock()
	s.server.Fail(mode, times)
}

// sensDesk is the account's state.
type sensDesk struct {
	account        SENSAccount
	now            func() time.Time
	access, secret string

	mu sync.Mutex
	// sent are the accepted requests, oldest first.
	sent      []*sensRequest
	files     map[string]sensFile
	failovers []Received
	// used counts the results of each number that are used up.
	used map[string]int
	// result is how the messages of the next requests end, ending how many
	// requests those are; see Fail.
	result string
	ending int
}

type sensDialect struct{ desk *sensDesk }

// Paths of the API, with the service's id between the first two parts.
const (
	sensSMSPath  = "/sms/v2/services/"
	sensTalkPath = "/alimtalk/v2/services/"
)

// route takes a path apart: the service, and what follows it.
func route(path string) (talk bool, service, rest string) {
	tail, sms := strings.CutPrefix(path, sensSMSPath)
	if !sms {
		if tail, talk = strings.CutPrefix(path, sensTalkPath); !talk {
			return false, "", ""
		}
	}
	service, rest, _ = strings.Cut(tail, "/")
	return talk, service, rest
}

func (d sensDialect) admit(r *http.Request) *answer {
	path, _, _ := strings.Cut(r.RequestURI, "?")
	talk, service, rest := route(path)
	if why := d.unsigned(r); why != "" {
		return at(gateway(http.StatusUnauthorized, "200", "Authentication Failed", why))
	}
	place, _, _ := strings.Cut(rest, "/")
	known := map[string]bool{"POST messages": true, "GET messages": true, "POST files": !talk, "GET channels": talk, "GET templates": talk}
	want := d.desk.account.SMS
	if talk {
		want = d.desk.account.Talk
	}
	switch {
	case !known[r.Method+" "+place]:
		return at(gateway(http.StatusNotFound, "300", "Not Found Exception", "no such API: "+r.Method+" "+path))
	case service != want:
		return at(sensNo(http.StatusForbidden, "Do not have access to this 'serviceId'"))
	}
	return nil
}

// unsigned says what is wrong with a request's signature; nothing if it is right.
// It covers the path and the query as they came, byte for byte.
func (d sensDialect) unsigned(r *http.Request) string {
	stamp := r.Header.Get("X-Ncp-Apigw-Timestamp")
	milliseconds, err := strconv.ParseInt(stamp, 10, 64)
	mac := hmac.New(sha256.New, []byte(d.desk.secret))
	_, _ = mac.Write([]byte(r.Method + " " + r.RequestURI + "\n" + stamp + "\n" + d.desk.access)) // documented never to fail
	want := base64.StdEncoding.EncodeToString(mac.Sum(nil))
	switch {
	case err != nil:
		return "the timestamp is not in milliseconds"
	case d.desk.now().Sub(time.UnixMilli(milliseconds)).Abs() > 5*time.Minute:
		return "the timestamp is more than 5 minutes off"
	case r.Header.Get("X-Ncp-Iam-Access-Key") != d.desk.access:
		return "the access key is not known"
	case r.Header.Get("X-Ncp-Apigw-Signature-V2") != want:
		return "the signature does not match"
	}
	return ""
}

func (d sensDialect) throttled(time.Duration) answer {
	return d.failure(Status(http.StatusTooManyRequests))
}

func (d sensDialect) refusal() answer { return d.failure(Status(http.StatusBadRequest)) }

// rich is a text message of more than two lines, with a subject or a picture, and
// an AlimTalk message with a variable of more than thirty characters.
func (d sensDialect) rich(r *http.Request, body []byte) bool {
	o, err := readObject(body)
	switch {
	case err != nil || r.Method != http.MethodPost:
		return false
	case o["plusFriendId"] == nil:
		return o["subject"] != nil || o["files"] != nil || strings.Count(str(o, "content"), "\n") > 1
	}
	template := d.desk.account.Templates[str(o, "templateCode")]
	for _, m := range children(o, "messages") {
		for i, value := range approved(template).FindStringSubmatch(str(m, "content")) {
			if i > 0 && len([]rune(value)) > 30 {
				return true
			}
		}
	}
	return false
}

func (d sensDialect) judge(r *http.Request, body []byte) (Received, *answer) {
	no := func(why string) (Received, *answer) {
		a := sensNo(http.StatusBadRequest, why)
		return Received{}, &a
	}
	if media, charset := mediaType(r); media != "application/json" || charset != "utf-8" {
		return no("the content type is not application/json; charset=utf-8")
	}
	o, err := readObject(body)
	if err != nil {
		return no(err.Error())
	}
	check := d.checkSMS
	if talk, _, _ := route(r.URL.Path); talk {
		check = d.checkTalk
	}
	if f := check(o); len(f) > 0 {
		return no(f.String())
	}
	return Received{}, nil
}

// accepted says so. Of AlimTalk it tells of every message.
func (d sensDialect) accepted(m Received) answer {
	d.desk.mu.Lock()
	defer d.desk.mu.Unlock()
	said := object{"requestId": m.ID, "requestTime": m.Time.In(sensZone).Format("2006-01-02T15:04:05.000"), "statusCode": "202", "statusName": "success"}
	for _, q := range d.desk.sent {
		if q.id != m.ID || !q.talk {
			continue
		}
		all := []object{}
		for _, one := range q.messages {
			all = append(all, one.taken())
		}
		said["messages"] = all
	}
	return sensSays(http.StatusAccepted, said)
}
