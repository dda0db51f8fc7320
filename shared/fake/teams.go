package fake

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Teams stands in for a Workflows (Power Automate) webhook made from the
// template "Post card in a chat or channel".
// https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
type Teams struct {
	*server
	path, query string
}

// teamsMost is the size above which a flow fails after it has said yes: 28 KB,
// read as the smaller of the two things that may mean.
const teamsMost = 28_000

// NewTeams starts a flow. It takes four messages a second.
func NewTeams(o Options) (*Teams, error) {
	var id [16]byte
	_, _ = rand.Read(id[:]) // documented never to fail
	path := "/powerautomate/automations/direct/workflows/" + hex.EncodeToString(id[:]) + "/triggers/manual/paths/invoke"
	// The %2F has to come back exactly so.
	query := "api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=" + rand.Text() + "-_" + rand.Text()
	s, err := serve("teams", o, teamsDialect{path, query}, &pace{interval: time.Second / 4, burst: 4})
	if err != nil {
		return nil, err
	}
	return &Teams{s, path, query}, nil
}

// URL is the flow's URL. Its sig is the credential.
func (t *Teams) URL() string { return t.origin + t.path + "?" + t.query }

// teamsCodes are the codes of a flow's answers by status. A 429 has no body, and
// those of other 5xx are not documented.
func teamsCodes() map[int]string {
	return map[int]string{
		http.StatusBadRequest:   "TriggerInputSchemaMismatch",
		http.StatusUnauthorized: "DirectApiAuthorizationRequired",
		http.StatusNotFound:     "WorkflowNotFound",
		http.StatusBadGateway:   teamsNoResponse,
	}
}

// teamsNoResponse is said by a flow that posts its card and then never gets to
// its own answer.
const teamsNoResponse = "NoResponse"

type teamsDialect struct{ path, query string }

func (d teamsDialect) admit(r *http.Request) *answer {
	path := r.URL.EscapedPath()
	workflow, tail, _ := strings.Cut(strings.TrimPrefix(path, teamsPrefix), "/")
	want, wantTail, _ := strings.Cut(strings.TrimPrefix(d.path, teamsPrefix), "/")
	switch {
	case !strings.HasPrefix(path, teamsPrefix), tail != wantTail, r.Method != http.MethodPost:
		return &answer{status: http.StatusNotFound, why: "no POST to …/workflows/{id}/triggers/manual/paths/invoke"}
	case workflow != want:
		a := teamsError(http.StatusNotFound, "WorkflowNotFound", "the workflow could not be found")
		return &a
	}
	got := parameters(r.URL.RawQuery)
	for key, value := range parameters(d.query) {
		if got[key] != value {
			a := teamsError(http.StatusUnauthorized, "DirectApiAuthorizationRequired", "the request must be authenticated by a shared access scheme")
			a.why = fmt.Sprintf("the query's %s is missing or is not what it was, byte for byte", key)
			return &a
		}
	}
	return nil
}

const teamsPrefix = "/powerautomate/automations/direct/workflows/"

// parameters splits a query without decoding it.
func parameters(query string) map[string]string {
	m := map[string]string{}
	for p := range strings.SplitSeq(query, "&") {
		key, value, _ := strings.Cut(p, "=")
		m[key] = value
	}
	return m
}

func teamsError(status int, code, message string) answer {
	type inner struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	body, err := json.Marshal(map[string]inner{"error": {code, message}})
	if err != nil {
		return answer{status: status, why: err.Error()}
	}
	return answer{status: status, header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, body: string(body), why: message}
}

func (teamsDialect) failure(m Mode) answer {
	a := answer{status: m.status, header: http.Header{}}
	code := m.reasonOr(teamsCodes())
	if code != "" {
		a = teamsError(m.status, code, "the request failed")
	}
	for k, v := range m.header(0) {
		a.header[k] = v
	}
	a.posts = m.status == http.StatusBadGateway && code == teamsNoResponse
	return a
}

func (d teamsDialect) throttled(time.Duration) answer {
	return d.failure(Status(http.StatusTooManyRequests))
}

func (teamsDialect) refusal() answer {
	a := teamsError(http.StatusBadRequest, "TriggerInputSchemaMismatch", "the input body for trigger 'manual' did not match its schema definition")
	a.why = "made to refuse rich bodies"
	return a
}

// rich is a card with anything but text and buttons.
func (teamsDialect) rich(_ *http.Request, body []byte) bool {
	o, err := readObject(body)
	if err != nil {
		return false
	}
	for _, a := range children(o, "attachments") {
		for _, e := range children(child(a, "content"), "body") {
			if str(e, "type") != "TextBlock" {
				return true
			}
		}
	}
	return false
}

func (teamsDialect) deliver(*Received) {}

func (teamsDialect) accepted(Received) answer { return answer{status: http.StatusAccepted} }

func (teamsDialect) judge(r *http.Request, body []byte) (Received, *answer) {
	no := func(why string) (Received, *answer) {
		a := teamsError(http.StatusBadRequest, "TriggerInputSchemaMismatch", why)
		return Received{}, &a
	}
	media, charset := mediaType(r)
	if media != "application/json" {
		return no("the content type is not application/json")
	}
	o, err := readObject(body)
	if err != nil {
		return no(err.Error())
	}
	if why := checkTrigger(o); why != "" {
		return no(why)
	}
	m := Received{Lost: lateFailure(o, len(body))}
	p := teamsPage{garbled: charset != "utf-8"}
	p.message(o)
	if m.Lost == "" {
		m.Lines = p.lines
	}
	m.Mentions, m.Formatting = p.mentions, p.formatting
	return m, nil
}

// lateFailure says why the flow fails after its 202; the sender never learns.
func lateFailure(o object, size int) string {
	if size > teamsMost {
		return fmt.Sprintf("%d bytes, at most %d", size, teamsMost)
	}
	attachments := children(o, "attachments")
	if len(attachments) == 0 {
		return "attachments is missing or empty: the flow loops over it"
	}
	var f cardFaults
	for i, a := range attachments {
		path := fmt.Sprintf("attachments[%d]", i)
		if t := str(a, "contentType"); t != "application/vnd.microsoft.card.adaptive" {
			f.add(path+".contentType", "%q is not that of an adaptive card", t)
			continue
		}
		f.card(child(a, "content"), path+".content")
	}
	return f.String()
}
