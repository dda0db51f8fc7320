package fake

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

var slackRoomID = regexp.MustCompile(`^[CG][A-Z0-9]{8,}$`)

// slackUploads is where files are sent to.
const slackUploads = "/upload/v1/"

// slackMethod is a method of the API that this fake knows.
type slackMethod struct {
	scope string
	// json says that it takes JSON, not only a form.
	json bool
	// minute is how many calls a minute it takes; zero is as many as there are.
	minute int
}

var slackMethods = map[string]slackMethod{
	"auth.test":                    {},
	"conversations.info":           {scope: "channels:read", minute: slackTier3},
	"chat.postMessage":             {scope: "chat:write", json: true},
	"chat.update":                  {scope: "chat:write", json: true, minute: slackTier3},
	"files.getUploadURLExternal":   {scope: "files:write", minute: slackTier4},
	"files.completeUploadExternal": {scope: "files:write", json: true, minute: slackTier4},
}

type slackAppDialect struct{ desk *slackDesk }

// methodOf is the method that a request calls; empty for the upload of a file.
func methodOf(r *http.Request) string { return strings.TrimPrefix(r.URL.Path, "/api/") }

func slackSays(v any) answer {
	text, err := json.Marshal(v)
	if err != nil {
		return answer{status: http.StatusInternalServerError, why: err.Error()}
	}
	return answer{status: http.StatusOK, header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, body: string(text)}
}

// slackNo is an error: Slack says them with status 200.
func slackNo(code, why string) *answer {
	said := object{"ok": false, "error": code}
	if code == "invalid_blocks" {
		said["response_metadata"] = object{"messages": []string{"[ERROR] " + why}}
	}
	a := slackSays(said)
	a.why = strings.TrimSpace(code + " " + why)
	return &a
}

// slackTooMany is the one error with a status of its own.
func slackTooMany(wait time.Duration) *answer {
	a := slackNo("ratelimited", wait.String()+" too early")
	a.status = http.StatusTooManyRequests
	a.header.Set("Retry-After", wholeSeconds(wait))
	return a
}

func (d slackAppDialect) admit(r *http.Request) *answer {
	if strings.HasPrefix(r.URL.Path, slackUploads) && r.Method == http.MethodPost {
		return nil
	}
	name := methodOf(r)
	method, known := slackMethods[name]
	if !known || !strings.HasPrefix(r.URL.Path, "/api/") || r.Method != http.MethodPost {
		return slackNo("unknown_method", r.Method+" "+r.URL.Path)
	}
	b := d.desk
	b.mu.Lock()
	defer b.mu.Unlock()
	token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch {
	case !bearer:
		return slackNo("not_authed", "")
	case slices.Contains(b.revoked, token):
		return slackNo("token_revoked", "")
	case token != b.token:
		return slackNo("invalid_auth", "")
	case method.scope != "" && !slices.Contains(b.workspace.Scopes, method.scope):
		a := slackSays(object{"ok": false, "error": "missing_scope", "needed": method.scope, "provided": strings.Join(b.workspace.Scopes, ",")})
		a.why = "missing_scope"
		return &a
	}
	if codes := b.broken[name]; len(codes) > 0 {
		b.broken[name] = codes[1:]
		if codes[0] == "ratelimited" {
			return slackTooMany(time.Second)
		}
		return slackNo(codes[0], "made to fail")
	}
	if method.minute > 0 {
		if wait := b.pace(name, time.Minute/time.Duration(method.minute), method.minute); wait > 0 {
			return slackTooMany(wait)
		}
	}
	return nil
}

func (d slackAppDialect) failure(m Mode) answer {
	if m.status == http.StatusTooManyRequests {
		a := *slackTooMany(time.Second)
		a.header.Set("Retry-After", m.header(time.Second).Get("Retry-After"))
		return a
	}
	a := *slackNo(m.reasonOr(map[int]string{
		http.StatusForbidden: "invalid_auth", http.StatusInternalServerError: "internal_error", http.StatusServiceUnavailable: "service_unavailable",
	}), "")
	if m.status == http.StatusOK && m.reason == "" {
		a.body = "" // nothing that says yes or no
	}
	a.status = m.status
	for key, values := range m.header(0) {
		a.header[key] = values
	}
	return a
}

func (d slackAppDialect) throttled(wait time.Duration) answer { return *slackTooMany(wait) }

func (slackAppDialect) refusal() answer {
	return *slackNo("invalid_blocks", "made to refuse rich bodies")
}

func (slackAppDialect) rich(r *http.Request, body []byte) bool {
	o, err := readObject(body)
	return err == nil && strings.HasPrefix(methodOf(r), "chat.") && len(children(o, "blocks"))+len(children(o, "attachments")) > 0
}

// arguments are what a method is called with. A method that takes no JSON does not
// see it.
func (m slackMethod) arguments(r *http.Request, body []byte) (object, *answer) {
	media, _ := mediaType(r)
	switch {
	case media == "application/json" && m.json:
		o, err := readObject(body)
		if err != nil {
			return nil, slackNo("invalid_json", err.Error())
		}
		return o, nil
	case media == "application/json":
		return object{}, nil
	case media != "application/x-www-form-urlencoded":
		return nil, slackNo("invalid_post_type", media)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, slackNo("invalid_form_data", err.Error())
	}
	o := object{}
	for key, values := range form {
		o[key] = values[0]
	}
	return o, nil
}

// scopes are on every answer to a token.
func (d slackAppDialect) signed(a answer) answer {
	a.header.Set("X-OAuth-Scopes", strings.Join(d.desk.workspace.Scopes, ","))
	return a
}
