package fake

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

func sensOf(t *testing.T, o Options, a SENSAccount) *SENS {
	t.Helper()
	s, err := NewSENS(o, a)
	if err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	return s
}

// signed makes a request as a client of SENS should, and lets alter spoil it.
func (s *SENS) signed(t *testing.T, now time.Time, method, path, body string, alter func(*http.Request)) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.Endpoint()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	access, secret := s.Keys()
	stamp := strconv.FormatInt(now.UnixMilli(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = io.WriteString(mac, method+" "+path+"\n"+stamp+"\n"+access)
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("X-Ncp-Apigw-Timestamp", stamp)
	req.Header.Set("X-Ncp-Iam-Access-Key", access)
	req.Header.Set("X-Ncp-Apigw-Signature-V2", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	if alter != nil {
		alter(req)
	}
	res, err := client(t).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	said, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(said)
}

const (
	smsMessages  = "/sms/v2/services/ncp:sms:kr:123456789012:demo/messages"
	smsFiles     = "/sms/v2/services/ncp:sms:kr:123456789012:demo/files"
	talkMessages = "/alimtalk/v2/services/ncp:kkobizmsg:kr:123456789012:demo/messages"
)

// smsBody is a body with a content of type SMS, or of another.
func smsBody(kind, content, more string) string {
	text, _ := json.Marshal(content)
	return `{"type":"` + kind + `","from":"0212345678","content":` + string(text) + `,"messages":[{"to":"01012345678"}]` + more + `}`
}

// TestSENSSignature: a single altered byte of path, query, time or key is refused.
func TestSENSSignature(t *testing.T) {
	c := newClock()
	s := sensOf(t, Options{Clock: c.Now}, SENSAccount{})
	body := smsBody("SMS", "a", "")
	query := smsMessages + "?requestId=RSLA-1"
	for name, test := range map[string]struct {
		method, path string
		at           time.Duration
		alter        func(*http.Request)
		status       int
		says         string
	}{
		"right":            {"POST", smsMessages, 0, nil, 202, `"statusCode":"202"`},
		"nearly late":      {"POST", smsMessages, -5 * time.Minute, nil, 202, ""},
		"late":             {"POST", smsMessages, -5*time.Minute - time.Millisecond, nil, 401, `"errorCode":"200"`},
		"early":            {"POST", smsMessages, 5*time.Minute + time.Millisecond, nil, 401, "5 minutes"},
		"another path":     {"POST", smsMessages, 0, func(r *http.Request) { r.URL.Path = smsFiles }, 401, "signature"},
		"escaped path":     {"POST", smsMessages, 0, func(r *http.Request) { r.URL.RawPath = strings.ReplaceAll(r.URL.Path, ":", "%3A") }, 401, "signature"},
		"a query":          {"POST", smsMessages, 0, func(r *http.Request) { r.URL.RawQuery = "x=1" }, 401, "signature"},
		"an altered query": {"GET", query, 0, func(r *http.Request) { r.URL.RawQuery = "requestId=RSLA-2" }, 401, "signature"},
		"another time": {"POST", smsMessages, 0, func(r *http.Request) {
			r.Header.Set("X-Ncp-Apigw-Timestamp", strconv.FormatInt(c.Now().UnixMilli()+1, 10))
		}, 401, "signature"},
		"no time":            {"POST", smsMessages, 0, func(r *http.Request) { r.Header.Del("X-Ncp-Apigw-Timestamp") }, 401, "timestamp"},
		"another key":        {"POST", smsMessages, 0, func(r *http.Request) { r.Header.Set("X-Ncp-Iam-Access-Key", "AK") }, 401, "access key"},
		"no signature":       {"POST", smsMessages, 0, func(r *http.Request) { r.Header.Del("X-Ncp-Apigw-Signature-V2") }, 401, "signature"},
		"another method":     {"PUT", smsMessages, 0, nil, 404, `"errorCode":"300"`},
		"another's service":  {"POST", strings.Replace(smsMessages, "demo", "other", 1), 0, nil, 403, "serviceId"},
		"the wrong service":  {"POST", strings.Replace(talkMessages, "kkobizmsg", "sms", 1), 0, nil, 403, "serviceId"},
		"version 1":          {"POST", strings.Replace(smsMessages, "v2", "v1", 1), 0, nil, 404, ""},
		"nothing is known":   {"GET", query, 0, nil, 404, ""},
		"no span":            {"GET", smsMessages, 0, nil, 400, "span"},
		"an unknown message": {"GET", smsMessages + "/0-ESA-1", 0, nil, 404, ""},
	} {
		t.Run(name, func(t *testing.T) {
			status, said := s.signed(t, c.Now().Add(test.at), test.method, test.path, body, test.alter)
			if status != test.status || !strings.Contains(said, test.says) {
				t.Errorf("%d %s", status, said)
			}
		})
	}
}

func TestSENSRefusesBodies(t *testing.T) {
	c := newClock()
	s := sensOf(t, Options{Clock: c.Now}, SENSAccount{Channel: "@c", Templates: map[string]string{"t": "[#{a}] b"}})
	to := func(n int) string { return strings.TrimSuffix(strings.Repeat(`{"to":"01012345678"},`, n), ",") }
	talkBody := func(more string) string {
		return `{"plusFriendId":"@c","templateCode":"t","messages":[{"to":"01012345678","content":"[x] b"` + more + `}]}`
	}
	for path, bodies := range map[string]map[string]int{
		smsMessages: {
			smsBody("SMS", "a", ""): 202, smsBody("lms", "a", `,"subject":"b"`): 202, smsBody("MMS", "a", ""): 202,
			smsBody("TEXT", "a", ""): 400, smsBody("SMS", "", ""): 400, smsBody("SMS", "a", `,"subject":"b"`): 400,
			smsBody("SMS", "a", `,"colour":"red"`): 400, smsBody("MMS", "a", `,"files":[{"fileId":"x"}]`): 400,
			`{"type":"SMS","from":"02-123-4567","content":"a","messages":[` + to(1) + `]}`:                         400,
			`{"type":"SMS","from":"0212345678","content":"a","messages":[]}`:                                       400,
			`{"type":"SMS","from":"0212345678","content":"a","messages":[` + to(100) + `]}`:                        202,
			`{"type":"SMS","from":"0212345678","content":"a","messages":[` + to(101) + `]}`:                        400,
			`{"type":"SMS","from":"0212345678","content":"a","messages":[{"to":"010-1234-5678"}]}`:                 400,
			`{"type":"SMS","from":"0212345678","content":"a","messages":[{"to":"01012345678","content":"other"}]}`: 202,
			"[]": 400, "": 400,
		},
		talkMessages: {
			talkBody(""): 202, talkBody(`,"useSmsFailover":false`): 202,
			talkBody(`,"useSmsFailover":true,"failoverConfig":{"from":"0212345678"}`):              202,
			talkBody(`,"useSmsFailover":false,"failoverConfig":{"from":"0212345678"}`):             400,
			talkBody(`,"useSmsFailover":true,"failoverConfig":{"type":"MMS","from":"0212345678"}`): 400,
			talkBody(`,"buttons":[{"type":"WL","name":"x"}]`):                                      400,
			talkBody(`,"buttons":[{"type":"WL","name":"x","linkMobile":"https://e.com"}]`):         202,
			strings.Replace(talkBody(""), "@c", "@d", 1):                                           400,
			strings.Replace(talkBody(""), `"t"`, `"u"`, 1):                                         400,
		},
	} {
		for body, want := range bodies {
			if status, said := s.signed(t, c.Now(), http.MethodPost, path, body, nil); status != want {
				t.Errorf("%.120s: %d %s, want %d", body, status, said, want)
			}
		}
	}
	if status, _ := s.signed(t, c.Now(), http.MethodPost, smsMessages, smsBody("SMS", "a", ""), func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }); status != 400 {
		t.Errorf("without a charset: %d", status)
	}
}

// TestSENSCutsWithoutAWord, and fails later what EUC-KR cannot carry.
func TestSENSCutsWithoutAWord(t *testing.T) {
	c := newClock()
	s := sensOf(t, Options{Clock: c.Now}, SENSAccount{Senders: []string{"0212345678"}})
	for _, test := range []struct{ body, lost, shown string }{
		{smsBody("SMS", strings.Repeat("가", 45), ""), "", strings.Repeat("가", 45)},
		{smsBody("SMS", "a"+strings.Repeat("가", 45), ""), "1 bytes", "a" + strings.Repeat("가", 44)},
		{smsBody("LMS", strings.Repeat("가", 1001), ""), "2 bytes", strings.Repeat("가", 1000)},
		{smsBody("LMS", "a", `,"subject":"`+strings.Repeat("가", 21)+`"`), "2 bytes", strings.Repeat("가", 20)},
		{smsBody("SMS", "a ✅", ""), "3022", "a ✅"},
		{smsBody("SMS", "a — b", ""), "3022", "a — b"},
		{smsBody("SMS", "뷁", ""), "3022", "뷁"},
		{strings.Replace(smsBody("SMS", "a", ""), "0212345678", "0299999999", 1), "3023", "a"},
	} {
		if status, said := s.signed(t, c.Now(), http.MethodPost, smsMessages, test.body, nil); status != 202 {
			t.Fatalf("%d %s", status, said)
		}
		all := s.Messages()
		got := all[len(all)-1]
		if (got.Lost == "") != (test.lost == "") || !strings.Contains(got.Lost, test.lost) || !strings.Contains(got.Text(), "\n"+test.shown+"\n") {
			t.Errorf("%s: lost %q\n%s", test.body, got.Lost, got.Text())
		}
		if reached := len(got.To) > 0; reached == strings.HasPrefix(test.lost, "3") {
			t.Errorf("%s: to %v", test.body, got.To)
		}
	}
}

func TestSENSResults(t *testing.T) {
	c := newClock()
	s := sensOf(t, Options{Clock: c.Now}, SENSAccount{Polls: 2, Page: 1, Results: map[string][]string{"01012345678": {"2003"}}})
	body := strings.Replace(smsBody("SMS", "a", ""), `[{`, `[{"to":"01087654321"},{`, 1)
	_, _ = s.signed(t, c.Now(), http.MethodPost, smsMessages, body, nil)
	id := s.Messages()[0].ID
	get := func(query string) (int, string) {
		return s.signed(t, c.Now(), http.MethodGet, smsMessages+"?"+query, "", nil)
	}
	for i, want := range []string{"", "", `"READY"`, `"PROCESSING"`, `"COMPLETED"`} {
		status, said := get("requestId=" + id)
		if (status == 404) != (want == "") || !strings.Contains(said, want) || status == 404 && said != "" {
			t.Errorf("asked %d times: %d %s", i, status, said)
		}
	}
	_, first := get("requestId=" + id)
	_, second := get("requestId=" + id + "&nextToken=p%2F1")
	if !strings.Contains(first, `"nextToken":"p/1"`) || !strings.Contains(first, `"statusCode":"0"`) || strings.Contains(second, "nextToken") || !strings.Contains(second, `"statusCode":"2003"`) {
		t.Errorf("pages\n%s\n%s", first, second)
	}
	if status, _ := get("requestId=" + id + "&nextToken=p%2F7"); status != 400 {
		t.Errorf("a token of nobody's: %d", status)
	}
	// The clock of the tests stands at 04:12:07 UTC, which is 13:12:07 in Korea.
	for query, want := range map[string]int{
		"requestStartTime=2026-11-20%2013:12:00&requestEndTime=2026-11-20%2013:13:00": 200,
		"requestStartTime=2026-11-20%2004:12:00&requestEndTime=2026-11-20%2004:13:00": 404,
		"requestStartTime=2026-10-20%2004:12:00&requestEndTime=2026-11-20%2014:13:00": 400,
		"requestStartTime=2026-11-20T13:12:00&requestEndTime=2026-11-20T13:13:00":     400,
		"to=01012345678": 400,
	} {
		if status, said := get(query); status != want {
			t.Errorf("%s: %d %s", query, status, said)
		}
	}
}

func TestSENSResultsOfTheNextMessages(t *testing.T) {
	c := newClock()
	s := sensOf(t, Options{Clock: c.Now}, SENSAccount{Prompt: true, Results: map[string][]string{"01012345678": {"2003", "2004"}}})
	ends := func() string {
		_, _ = s.signed(t, c.Now(), http.MethodPost, smsMessages, smsBody("SMS", "a", ""), nil)
		sent := s.Messages()
		_, said := s.signed(t, c.Now(), http.MethodGet, smsMessages+"?requestId="+sent[len(sent)-1].ID, "", nil)
		return said
	}
	if said := ends(); !strings.Contains(said, `"statusCode":"2003"`) {
		t.Error(said)
	}
	for range 2 {
		s.End("01012345678", "3018")
		for _, want := range []string{"3018", "0"} {
			if said := ends(); !strings.Contains(said, `"statusCode":"`+want+`"`) {
				t.Errorf("want %s: %s", want, said)
			}
		}
	}
}

func TestSENSModes(t *testing.T) {
	c := newClock()
	s := sensOf(t, Options{Clock: c.Now}, SENSAccount{})
	for _, test := range []struct {
		mode Mode
		want string
	}{
		{Status(429), `"errorCode":"410"`}, {StatusReason(429, "420"), `"errorCode":"420"`}, {Status(401), `"errorCode":"200"`},
		{Status(403), `"status":403`}, {Status(503), `"errorCode":"500"`}, {Status(504), `"errorCode":"510"`}, {Status(500), `"errorCode":"900"`},
	} {
		s.Fail(test.mode, 1)
		if status, said := s.signed(t, c.Now(), http.MethodPost, smsMessages, smsBody("SMS", "a", ""), nil); status != test.mode.status || !strings.Contains(said, test.want) {
			t.Errorf("%s: %d %s", test.mode, status, said)
		}
	}
	s.Fail(RefuseBody(), Forever)
	for body, want := range map[string]int{
		smsBody("SMS", "a", ""): 202, smsBody("LMS", "a\nb", ""): 202, smsBody("SMS", "a\nb\nc", ""): 400, smsBody("LMS", "a", `,"subject":"b"`): 400,
	} {
		if status, _ := s.signed(t, c.Now(), http.MethodPost, smsMessages, body, nil); status != want {
			t.Errorf("%s: %d", body, status)
		}
	}
}

// TestSENSEndsAsItIsTold: what is accepted ends with a result, as often as wanted,
// and the text message in the place of another is not meant by that.
func TestSENSEndsAsItIsTold(t *testing.T) {
	c := newClock()
	s := sensOf(t, Options{Clock: c.Now}, SENSAccount{Prompt: true, Channel: "@c", Templates: map[string]string{"t": "[#{a}] b"}})
	s.Fail(StatusReason(http.StatusAccepted, "2003"), 1)
	for _, want := range []string{"2003", "0"} {
		if status, said := s.signed(t, c.Now(), http.MethodPost, smsMessages, smsBody("SMS", "a", ""), nil); status != 202 {
			t.Fatalf("%d %s", status, said)
		}
		all := s.Messages()
		got := all[len(all)-1]
		_, told := s.signed(t, c.Now(), http.MethodGet, smsMessages+"?requestId="+got.ID, "", nil)
		if !strings.Contains(told, `"statusCode":"`+want+`"`) || (got.Lost == "") != (want == "0") {
			t.Errorf("want %s: lost %q, %s", want, got.Lost, told)
		}
	}
	s.Fail(StatusReason(http.StatusAccepted, "3019"), Forever)
	talk := `{"plusFriendId":"@c","templateCode":"t","messages":[{"to":"01012345678","content":"[x] b","useSmsFailover":true,"failoverConfig":{"from":"0212345678","content":"instead"}}]}`
	for n := 1; n <= 2; n++ {
		_, _ = s.signed(t, c.Now(), http.MethodPost, talkMessages, talk, nil)
		all, texts := s.Messages(), s.Failovers()
		if got := all[len(all)-1]; len(texts) != n || got.Lost != "" || !strings.Contains(got.Text(), "result is 3019") || !strings.Contains(got.Text(), "SMS · 7 of 90 bytes") {
			t.Errorf("%d: lost %q\n%s", n, got.Lost, got.Text())
		}
	}
	s.Fail(OK(), 0)
	_, _ = s.signed(t, c.Now(), http.MethodPost, talkMessages, talk, nil)
	if len(s.Failovers()) != 2 {
		t.Error("it goes on after its end")
	}
}
