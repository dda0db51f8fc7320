package channel

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"bongsu/shared/secret"
)

// sensHosts are the API gateways of NAVER Cloud's clouds:
// https://api.ncloud-docs.com/docs/en/sens-sms-send
var sensHosts = map[string]string{
	"":    "https://sens.apigw.ntruss.com",
	"gov": "https://sens.apigw.gov-ntruss.com",
	"fin": "https://sens.apigw.fin-ntruss.com",
}

func checkCloud(cloud string) []Fault {
	if _, known := sensHosts[cloud]; !known {
		return []Fault{{"cloud", "is neither gov nor fin", "leave it out for NAVER Cloud's public one"}}
	}
	return nil
}

// sensKey is the pair that signs requests.
type sensKey struct {
	Access string `json:"accessKey"`
	Secret string `json:"secretKey"`
}

// sensKeyOf reads the secret. Its errors never show it.
func sensKeyOf(s secret.Text) (sensKey, error) {
	const form = `the secret should be a JSON document: {"accessKey":"…","secretKey":"…"}`
	var k sensKey
	switch {
	case s.Empty():
		return k, errors.New("the secret is empty")
	case json.Unmarshal([]byte(s.Reveal()), &k) != nil:
		return sensKey{}, errors.New(form)
	case k.Access == "" || k.Secret == "":
		return sensKey{}, errors.New(form + ", and lacks one of them")
	case strings.ContainsFunc(k.Access+k.Secret, func(r rune) bool { return r <= ' ' || r > '~' }):
		return sensKey{}, errors.New("the secret's accessKey or secretKey has a space or another odd character in it: copy both anew from the NAVER Cloud console (My Account, API Key)")
	}
	return k, nil
}

// sign makes version 2 of NAVER Cloud's signature. It covers the path with its
// query, byte for byte, and neither the host nor the body:
// https://api.ncloud-docs.com/docs/en/common-ncpapi
func (k sensKey) sign(method, path, milliseconds string) string {
	mac := hmac.New(sha256.New, []byte(k.Secret))
	_, _ = mac.Write([]byte(method + " " + path + "\n" + milliseconds + "\n" + k.Access)) // documented never to fail
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// sensAPI is SENS as one account's key opens it.
type sensAPI struct {
	World
	cloud string
}

func (a sensAPI) now() time.Time {
	if a.Now == nil {
		return time.Now()
	}
	return a.Now()
}

// sensMost is how much of an answer is read: a list may have 1,000 messages of
// 2,000 bytes.
const sensMost = 8 << 20

// ask makes a signed request. What is hidden stands in no error.
func (a sensAPI) ask(ctx context.Context, s secret.Text, method, path string, body []byte, hidden []secret.Text) (answer, error) {
	k, err := sensKeyOf(s)
	if err != nil {
		return answer{}, &Error{Permanent: true, RefusedSecret: true, Err: err}
	}
	milliseconds := strconv.FormatInt(a.now().UnixMilli(), 10)
	signature := k.sign(method, path, milliseconds)
	c := call{
		method: method, to: secret.New(cmp.Or(a.Base, sensHosts[a.cloud]) + path), body: body,
		header: http.Header{
			"X-Ncp-Apigw-Timestamp":    {milliseconds},
			"X-Ncp-Iam-Access-Key":     {k.Access},
			"X-Ncp-Apigw-Signature-V2": {signature},
		},
		hidden: a.hidden(s, append(slices.Clone(hidden), secret.New(signature))),
		most:   sensMost,
		// SENS takes the same message twice, and bills it twice.
		once: true,
	}
	return c.send(ctx, a.HTTP)
}

// hidden adds a secret's parts to what else must not be seen.
func (sensAPI) hidden(s secret.Text, others []secret.Text) []secret.Text {
	all := append([]secret.Text{s}, others...)
	if k, err := sensKeyOf(s); err == nil {
		all = append(all, secret.New(k.Secret), secret.New(k.Access))
	}
	return all
}

// veiled are phone numbers as no error may show them, however they begin.
func veiled(numbers []string) []secret.Text {
	var hidden []secret.Text
	for _, n := range numbers {
		hidden = append(hidden, secret.New(strings.TrimPrefix(n, "0")))
	}
	return hidden
}

// sensRefused is an answer of SENS, or of the gateway before it, that is no success.
type sensRefused struct {
	// Error is a word of SENS's, or the gateway's object.
	Error   json.RawMessage `json:"error"`
	Message string          `json:"message"`
}

// gatewayRefused is the gateway's own: https://api.ncloud-docs.com/docs/en/common-ncpapi
type gatewayRefused struct {
	Code    string `json:"errorCode"`
	Message string `json:"message"`
	Details string `json:"details"`
}

// gatewayQuota is the gateway's code for a quota that is used up.
const gatewayQuota = "420"

// skewed is how far SENS lets a request's time be off, less what the way takes.
const skewed = 4 * time.Minute

// refusal makes an error of an answer that is not a success.
func (a sensAPI) refusal(got answer, hidden []secret.Text) *Error {
	var said sensRefused
	var gate gatewayRefused
	if json.Unmarshal([]byte(got.body), &said) == nil {
		if json.Unmarshal(said.Error, &gate) == nil && gate.Message != "" {
			got.body = strings.Trim(gate.Message+"; "+gate.Details, "; ")
		} else if said.Message != "" {
			got.body = said.Message
		}
	}
	e := refusal(got, hidden...)
	if gate.Code == gatewayQuota {
		e.Code = CodeQuota
	}
	switch got.status {
	case http.StatusUnauthorized:
		if off, known := a.skew(got); known && off.Abs() > skewed {
			return &Error{Err: fmt.Errorf("this clock is %s off the provider's, who refuses what is signed more than 5 minutes off (%w)", off.Round(time.Second), e.Err)}
		}
		e.Err = fmt.Errorf("the key is refused: is the access key active, and does its secret key belong to it? (%w)", e.Err)
	case http.StatusForbidden:
		e.Err = fmt.Errorf("the key may not use this service: do both belong to one account, and may its user send? (%w)", e.Err)
	case http.StatusNotFound:
		e.Err = fmt.Errorf("there is no such service: check the key service (%w)", e.Err)
	}
	return e
}

// skew is by how much our clock is ahead of the provider's, false if it does not
// say its time.
func (a sensAPI) skew(got answer) (time.Duration, bool) {
	theirs, err := http.ParseTime(got.header.Get("Date"))
	return a.now().Sub(theirs), err == nil
}

// probe asks something harmless that only the right key and service can.
func (a sensAPI) probe(ctx context.Context, path string) (answer, error) {
	return renewing(ctx, a.World, func(s secret.Text) (answer, error) {
		got, err := a.ask(ctx, s, http.MethodGet, path, nil, nil)
		switch {
		case err != nil:
			return answer{}, err
		case got.status == http.StatusOK, got.status == http.StatusNotFound && got.body == "":
			return got, nil
		}
		return answer{}, fmt.Errorf("dead: %w", a.refusal(got, a.hidden(s, nil)))
	})
}
