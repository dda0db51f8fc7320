package cloud

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
)

const maxRequest = 16 << 20

// Operator is the access key of a person who may do everything; any secret goes
// with it.
const Operator = "operator"

// Endpoint is where the region's services answer.
func (c *Cloud) Endpoint() string { return c.services }

// caller is who sends a request, by the credentials that its process was given.
type caller struct {
	env  *environment
	role *role
}

// request is one request to AWS.
type request struct {
	service, action string
	body            []byte
	// xml says that the service answers in XML.
	xml bool
}

// serve is every endpoint of the region, and the Runtime API of every process.
func (c *Cloud) serve(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, environments) {
		c.runtime(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		refuse(w, request{}, &refusal{413, "RequestEntityTooLarge", err.Error()})
		return
	}
	asked := requestOf(r, body)
	who, no := c.identify(r)
	if no != nil {
		refuse(w, asked, no)
		return
	}
	defer c.enter(who.env)()
	switch rule := c.suffer(who.env, asked.service+":"+asked.action, body); rule.Effect {
	case None:
		c.answer(w, r, who, asked)
	case Reset:
		abort(w)
	case Lose:
		c.answer(lost{w.Header()}, r, who, asked)
		abort(w)
	case KillBefore:
		c.befall(who.env, fate{kill: true})
		abort(w)
	case KillAfter:
		c.answer(lost{w.Header()}, r, who, asked)
		c.befall(who.env, fate{kill: true})
		abort(w)
	case StallBefore:
		if c.befall(who.env, fate{stall: rule.For}) {
			c.answer(w, r, who, asked)
			return
		}
		abort(w)
	case StallAfter:
		kept := httptest.NewRecorder()
		c.answer(kept, r, who, asked)
		if c.befall(who.env, fate{stall: rule.For}) {
			maps.Copy(w.Header(), kept.Header())
			w.WriteHeader(kept.Code)
			_, _ = w.Write(kept.Body.Bytes()) // the process may be gone
			return
		}
		abort(w)
	default:
		refuse(w, asked, rule.Effect.refusal())
	}
}

func requestOf(r *http.Request, body []byte) request {
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		service, action, _ := strings.Cut(target, ".")
		names := map[string]string{
			"AmazonSQS": "sqs", "DynamoDB_20120810": "dynamodb", "AmazonSSM": "ssm", "GraniteServiceVersion20100801": "cloudwatch",
		}
		if known, ok := names[service]; ok {
			service = known
		}
		return request{service: service, action: action, body: body}
	}
	if invocations.MatchString(r.URL.Path) {
		return request{service: "lambda", action: "InvokeFunction", body: body}
	}
	if isS3(r) {
		return request{service: "s3", action: s3Action(r.Method), body: body, xml: true}
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return request{body: body}
	}
	return request{service: "sns", action: form.Get("Action"), body: body, xml: true}
}

// identify finds the process by its session, and the role by its key.
func (c *Cloud) identify(r *http.Request) (caller, *refusal) {
	_, credential, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	key, _, _ := strings.Cut(credential, "/")
	c.mu.Lock()
	defer c.mu.Unlock()
	if key == Operator {
		everything := policy{{allow: true, actions: []string{"*"}, others: []string{"*"}}}
		return caller{role: &role{name: Operator, policy: everything}}, nil
	}
	who := caller{env: c.envs[r.Header.Get("X-Amz-Security-Token")], role: c.stack.roles[key]}
	if who.env == nil || who.role == nil {
		return caller{}, &refusal{403, "UnrecognizedClientException", "The security token included in the request is invalid."}
	}
	return who, nil
}

func (c *Cloud) answer(w http.ResponseWriter, r *http.Request, who caller, asked request) {
	c.mu.Lock()
	c.stats.Requests[asked.service+":"+asked.action]++
	var out any
	var no *refusal
	switch asked.service {
	case "sqs":
		out, no = c.sqs(who.role, asked.action, asked.body)
	case "ssm":
		out, no = c.ssm(who.role, asked.action, asked.body)
	case "dynamodb":
		if no = c.mayTable(who.role, asked); no == nil {
			c.mu.Unlock()
			c.dynamodb(w, r, asked)
			return
		}
	case "sns":
		var to string
		if to, no = c.publishing(who.role, asked); no == nil {
			c.mu.Unlock()
			forward(w, r, to, asked.body)
			return
		}
	case "cloudwatch":
		out, no = c.cloudwatch(who.role, asked.action, asked.body)
	case "s3":
		c.s3(w, r, who.role, asked)
		c.mu.Unlock()
		c.wake()
		return
	case "lambda":
		if r.Header.Get("X-Amz-Invocation-Type") == "RequestResponse" {
			c.call(w, r, who.role, asked)
			return
		}
		if no = c.accept(who.role, r, asked.body); no == nil {
			c.mu.Unlock()
			c.wake()
			w.WriteHeader(http.StatusAccepted)
			return
		}
	default:
		no = &refusal{400, "UnknownOperationException", "this cloud does not know " + asked.service + ":" + asked.action}
	}
	c.mu.Unlock()
	c.wake()
	if no != nil {
		refuse(w, asked, no)
		return
	}
	reply(w, http.StatusOK, out)
}

// forward hands a request on to a fake of a provider, and its answer back. If
// that breaks off, so does this.
func forward(w http.ResponseWriter, r *http.Request, to string, body []byte) {
	target, err := url.Parse(to)
	if err != nil {
		abort(w)
		return
	}
	proxy := httputil.ReverseProxy{
		Rewrite:      func(p *httputil.ProxyRequest) { p.SetURL(target) },
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { abort(w) },
	}
	proxy.ServeHTTP(w, withBody(r, body))
}

func reply(w http.ResponseWriter, status int, out any) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(out) // the process may be gone
}

// refuse answers with an error as the service would.
func refuse(w http.ResponseWriter, asked request, no *refusal) {
	if !asked.xml {
		reply(w, no.status, map[string]string{"__type": no.code, "message": no.message})
		return
	}
	type inner struct{ Type, Code, Message string }
	body, err := xml.Marshal(struct {
		XMLName xml.Name `xml:"ErrorResponse"`
		Error   inner
	}{Error: inner{"Sender", no.code, no.message}})
	if err != nil {
		body = nil
	}
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(no.status)
	_, _ = w.Write(body) // the process may be gone
}

func denied(role *role, action, resource string) *refusal {
	no := &refusal{400, "AccessDeniedException", fmt.Sprintf("%s is not authorized to perform: %s on resource: %s", role.name, action, resource)}
	if strings.HasPrefix(action, "sns:") {
		no.status, no.code = 403, "AuthorizationError"
	}
	return no
}

// abort resets the connection without an answer.
func abort(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // without it the other side sees an orderly end
	}
	_ = conn.Close()
}

// lost is an answer that nobody gets.
type lost struct{ header http.Header }

func (l lost) Header() http.Header       { return l.header }
func (lost) Write(p []byte) (int, error) { return len(p), nil }
func (lost) WriteHeader(int)             {}
