package fake

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	botUser  = "U00000000000000000000000000000001"
	botOther = "U00000000000000000000000000000002"
	botGroup = "C00000000000000000000000000000003"
	retryKey = "123e4567-e89b-12d3-a456-426614174000"
)

func lineOf(t *testing.T, o Options, a LINEAccount) *LINE {
	t.Helper()
	l, err := NewLINE(o, a)
	if err != nil {
		t.Fatal(err)
	}
	closed(t, l)
	return l
}

// said is an answer of the API.
type said struct {
	Status   int
	Message  string
	Property string
}

// ask makes a request with headers of one's own; an empty one is left out.
func (l *LINE) ask(t *testing.T, method, path, body string, header map[string]string) (said, http.Header, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, l.Endpoint()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", jsonType)
	req.Header.Set("Authorization", "Bearer "+l.Token())
	for key, value := range header {
		if req.Header.Set(key, value); value == "" {
			req.Header.Del(key)
		}
	}
	res, err := client(t).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var answer struct {
		Message string
		Details []lineDetail
	}
	if err := json.Unmarshal(b, &answer); err != nil {
		t.Fatalf("%d is not JSON: %s", res.StatusCode, b)
	}
	if !lineRetryKey.MatchString(res.Header.Get("X-Line-Request-Id")) {
		t.Errorf("%s %s has no request id", method, path)
	}
	got := said{Status: res.StatusCode, Message: answer.Message}
	if len(answer.Details) > 0 {
		got.Property = answer.Details[0].Property
	}
	return got, res.Header, string(b)
}

func (l *LINE) push(t *testing.T, body string, header map[string]string) said {
	t.Helper()
	got, _, _ := l.ask(t, http.MethodPost, linePushPath, body, header)
	return got
}

func TestLINEPlainPictures(t *testing.T) {
	l := lineOf(t, Options{}, LINEAccount{PlainPictures: true})
	for url, status := range map[string]int{"http://127.0.0.1:1/g.png": 200, "http://example.com/g.png": 400} {
		if got := l.push(t, pushOf(imageOf(url, url)), nil); got.Status != status {
			t.Errorf("%s: %+v", url, got)
		}
	}
}

func TestLINEDoors(t *testing.T) {
	l := lineOf(t, Options{}, LINEAccount{})
	text := pushOf(textOf("a"))
	for name, test := range map[string]struct {
		method, path, body string
		header             map[string]string
		status             int
		message            string
	}{
		"no token":          {"POST", linePushPath, text, map[string]string{"Authorization": ""}, 401, "Authentication failed due to the following reason: authorization header required"},
		"another token":     {"POST", linePushPath, text, map[string]string{"Authorization": "Bearer x"}, 401, "Authentication failed due to the following reason: invalid token. Confirm that the access token in the authorization header is valid."},
		"no such path":      {"POST", "/v2/bot/message/shout", text, nil, 404, "Not found"},
		"another method":    {"GET", linePushPath, "", nil, 405, "Method Not Allowed"},
		"a form":            {"POST", linePushPath, text, map[string]string{"Content-Type": "text/plain"}, 415, "Unsupported media type"},
		"no JSON":           {"POST", linePushPath, "{", nil, 400, "The request body could not be parsed as JSON (line: -, column: -)"},
		"too large":         {"POST", linePushPath, strings.Repeat(" ", lineMost) + text, nil, 413, "The request body is too large"},
		"far too large":     {"POST", linePushPath, strings.Repeat(" ", maxBody) + text, nil, 413, "The request body is too large"},
		"a key that is bad": {"POST", linePushPath, text, map[string]string{"X-Line-Retry-Key": "group/1"}, 400, "The value for the 'X-Line-Retry-Key' header is invalid"},
		"a key in vain":     {"POST", lineValidatePath + "push", text, map[string]string{"X-Line-Retry-Key": retryKey}, 400, "Retry key is not supported for this endpoint"},
		"nobody":            {"POST", linePushPath, `{"to":"U1","messages":[` + textOf("a") + `]}`, nil, 400, "The property, 'to', in the request body is invalid (line: -, column: -)"},
		"a list":            {"POST", linePushPath, `{"to":["` + botUser + `"],"messages":[` + textOf("a") + `]}`, nil, 400, "The property, 'to', in the request body is invalid (line: -, column: -)"},
	} {
		t.Run(name, func(t *testing.T) {
			got, _, _ := l.ask(t, test.method, test.path, test.body, test.header)
			if d := cmp.Diff(said{Status: test.status, Message: test.message}, got); d != "" {
				t.Error(d)
			}
		})
	}
	if len(l.Messages()) != 0 {
		t.Error("something was kept")
	}
}

func TestLINEMulticast(t *testing.T) {
	l := lineOf(t, Options{}, LINEAccount{Known: map[string]int{botUser: 1, botGroup: 9}})
	var most []string
	for i := range 501 {
		most = append(most, fmt.Sprintf("U%032x", i))
	}
	for name, test := range map[string]struct {
		to     []string
		status int
	}{
		"two": {[]string{botUser, botOther}, 200}, "none": {nil, 400}, "twice": {[]string{botUser, botUser}, 400}, "a group": {[]string{botUser, botGroup}, 400},
		"five hundred": {most[:500], 200}, "one more": {most, 400},
	} {
		to, _ := json.Marshal(test.to)
		got, _, body := l.ask(t, http.MethodPost, lineMulticastPath, `{"to":`+string(to)+`,"messages":[`+textOf("a")+`]}`, nil)
		if got.Status != test.status || test.status == 200 && body != "{}" {
			t.Errorf("%s: %+v %s", name, got, body)
		}
	}
	for _, m := range l.Messages() {
		if d := cmp.Diff([]string{botUser}, m.To); d != "" {
			t.Error(d)
		}
	}
}

func TestLINERetryKey(t *testing.T) {
	c := newClock()
	l := lineOf(t, Options{Clock: c.Now}, LINEAccount{})
	send := func(text string) (said, http.Header, string) {
		return l.ask(t, http.MethodPost, linePushPath, pushOf(textOf(text)), map[string]string{"X-Line-Retry-Key": retryKey})
	}
	first, header, body := send("a")
	id := header.Get("X-Line-Request-Id")
	again, header, repeated := send("a")
	if first.Status != 200 || again != (said{Status: 409, Message: lineAccepted}) || header.Get("x-line-accepted-request-id") != id {
		t.Errorf("%+v, then %+v, %v", first, again, header)
	}
	var one, two struct{ SentMessages []lineSent }
	if err := json.Unmarshal([]byte(body), &one); err != nil || json.Unmarshal([]byte(repeated), &two) != nil || len(one.SentMessages) != 1 || cmp.Diff(one, two) != "" {
		t.Errorf("%s, then %s", body, repeated)
	}
	if got, _, _ := send("b"); got.Status != 409 {
		t.Errorf("another body: %+v", got)
	}
	if why := l.Refusals(); len(why) != 2 || strings.Contains(why[0].Why, "another request") || !strings.Contains(why[1].Why, "another request") {
		t.Errorf("%d refusals, or not for what they are", len(why))
	}
	c.Advance(24*time.Hour - time.Second)
	if got, _, _ := send("a"); got.Status != 409 {
		t.Errorf("after almost a day: %+v", got)
	}
	c.Advance(time.Second)
	if got, _, _ := send("a"); got.Status != 200 || len(l.Messages()) != 2 {
		t.Errorf("after a day: %+v", got)
	}
	// What was refused keeps no key.
	l.Fail(Status(500), 1)
	other := map[string]string{"X-Line-Retry-Key": strings.Replace(retryKey, "1", "2", 1)}
	if a, b := l.push(t, pushOf(textOf("c")), other), l.push(t, pushOf(textOf("c")), other); a.Status != 500 || b.Status != 200 {
		t.Errorf("%+v, then %+v", a, b)
	}
	l.Reissue()
	if got, _, _ := send("a"); got.Status != 200 {
		t.Errorf("a key belongs to its token: %+v", got)
	}
}

func TestLINEQuota(t *testing.T) {
	c := newClock()
	l := lineOf(t, Options{Clock: c.Now}, LINEAccount{Quota: 25, Known: map[string]int{botGroup: 10}})
	var all []said
	for range 3 {
		all = append(all, l.push(t, pushOf(textOf("a"), textOf("b")), nil))
	}
	_, _, quota := l.ask(t, http.MethodGet, lineQuotaPath, "", nil)
	_, _, used := l.ask(t, http.MethodGet, lineUsagePath, "", nil)
	c.Advance(11 * 24 * time.Hour) // to the first of December, in Japan
	all = append(all, l.push(t, pushOf(textOf("a")), nil))
	want := []said{{Status: 200}, {Status: 200}, {Status: 429, Message: lineUsedUp}, {Status: 200}}
	if d := cmp.Diff(want, all); d != "" || quota != `{"type":"limited","value":25}` || used != `{"totalUsage":20}` || l.Spent() != 10 {
		t.Errorf("%s\n%s %s, %d", d, quota, used, l.Spent())
	}
	unknown := strings.Replace(pushOf(textOf("a")), botGroup, botOther, 1)
	if got := l.push(t, unknown, nil); got != (said{Status: 400, Message: lineUnsent}) {
		t.Errorf("an unknown one: %+v", got)
	}
}

func TestLINEPace(t *testing.T) {
	c := newClock()
	l := lineOf(t, Options{Clock: c.Now, Burst: 1}, LINEAccount{})
	first, second := l.push(t, pushOf(textOf("a")), nil), l.push(t, pushOf(textOf("a")), nil)
	c.Advance(time.Millisecond)
	third, header, _ := l.ask(t, http.MethodPost, linePushPath, pushOf(textOf("a")), nil)
	if d := cmp.Diff([]said{{Status: 200}, {Status: 429, Message: lineTooFast}, {Status: 200}}, []said{first, second, third}); d != "" || header.Get("Retry-After") != "" {
		t.Errorf("%s, Retry-After %q", d, header.Get("Retry-After"))
	}
}

func TestLINEStatelessTokens(t *testing.T) {
	c := newClock()
	l := lineOf(t, Options{Clock: c.Now}, LINEAccount{})
	id, secret := l.Credentials()
	issue := func(id, secret string) (int, string) {
		form := url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}}
		got, _, body := l.ask(t, http.MethodPost, lineTokenPath, form.Encode(), map[string]string{"Authorization": "", "Content-Type": "application/x-www-form-urlencoded"})
		var issued struct {
			Type  string `json:"token_type"`
			Token string `json:"access_token"`
			Life  int    `json:"expires_in"`
		}
		if err := json.Unmarshal([]byte(body), &issued); err != nil || got.Status == 200 && (issued.Type != "Bearer" || issued.Life != 899) {
			t.Errorf("issued %s", body)
		}
		return got.Status, issued.Token
	}
	if status, _ := issue(id, "x"); status != 400 {
		t.Errorf("a wrong secret: %d", status)
	}
	_, token := issue(id, secret)
	bearer := map[string]string{"Authorization": "Bearer " + token}
	if got := l.push(t, pushOf(textOf("a")), bearer); got.Status != 200 {
		t.Errorf("fresh: %+v", got)
	}
	c.Advance(lineTokenLife)
	if got := l.push(t, pushOf(textOf("a")), bearer); got.Status != 401 || !strings.Contains(got.Message, "expired") {
		t.Errorf("expired: %+v", got)
	}
}

func TestLINEFailures(t *testing.T) {
	l := lineOf(t, Options{}, LINEAccount{})
	for _, test := range []struct {
		mode Mode
		want said
	}{
		{Status(400), said{400, "The request body has 1 error(s)", "messages[0].text"}},
		{StatusReason(400, lineUnsent), said{400, lineUnsent, ""}},
		{Status(403), said{403, "Access to this API is not available for your account", ""}},
		{Status(409), said{409, lineAccepted, ""}},
		{Status(429), said{429, lineTooFast, ""}},
		{StatusReason(429, "quota"), said{429, lineUsedUp, ""}},
		{StatusReason(429, "concurrency"), said{429, lineConcurrent, ""}},
		{Status(500), said{500, "Internal Server Error", ""}},
		{Status(503), said{503, "Service Unavailable", ""}},
		{RefuseBody(), said{200, "", ""}},
	} {
		l.Fail(test.mode, 1)
		if d := cmp.Diff(test.want, l.push(t, pushOf(textOf("a")), nil)); d != "" {
			t.Errorf("%s: %s", test.mode, d)
		}
	}
	l.Fail(RefuseBody(), 1)
	if got := l.push(t, pushOf(flexOf(textOf("a"))), nil); got.Status != 400 || got.Property != "messages[0].contents" {
		t.Errorf("a rich body: %+v", got)
	}
	if n := len(l.Messages()); n != 1 {
		t.Errorf("%d messages were kept", n)
	}
}

func TestLINEShows(t *testing.T) {
	l := lineOf(t, Options{}, LINEAccount{})
	fact := `{"type":"box","layout":"horizontal","contents":[` + textOf("발생") + `,` + textOf("13:12:07 KST") + `]}`
	bubble := `{"type":"flex","altText":"not seen","contents":{"type":"bubble",
 "header":{"type":"box","layout":"vertical","backgroundColor":"#d32f2f","contents":[{"type":"text","text":"긴급 경보","weight":"bold","color":"#ffffff"}]},
 "body":{"type":"box","layout":"vertical","contents":[` + textOf("*a* <b>") + `,` + fact + `,{"type":"separator"}]},
 "footer":{"type":"box","layout":"vertical","contents":[` + buttonOf("열기", "https://example.com/i/1") + `]}}}`
	if got := l.push(t, pushOf(bubble, imageOf("https://example.com/g.png", "https://example.com/s.png"), textOf("끝")), nil); got.Status != 200 {
		t.Fatalf("%+v", got)
	}
	want := "▌ 긴급 경보\n*a* <b>\n발생              13:12:07 KST\n────────\n[열기] https://example.com/i/1\n[image] https://example.com/g.png\n끝\n"
	m := l.Messages()[0]
	if d := cmp.Diff(want, m.Text()); d != "" || m.Formatting != nil || m.Mentions != nil {
		t.Error(d)
	}
	if d := cmp.Diff([]string{botGroup}, m.To); d != "" {
		t.Error(d)
	}
}
