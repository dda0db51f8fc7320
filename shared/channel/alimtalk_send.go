package channel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bongsu/shared/secret"
)

const (
	// talkTaken is the code of a message that SENS took, talkDelivered that of
	// one that KakaoTalk delivered.
	talkTaken     = "A000"
	talkDelivered = "0000"
	// talkCode begins every code of AlimTalk's: some mean another thing in SMS.
	talkCode = "alimtalk "
	// unstoppable is how codes begin after which no text message follows.
	unstoppable = "B"
)

// talkEntry is what SENS says of one message:
// https://api.ncloud-docs.com/docs/en/sens-alimtalk-get
type talkEntry struct {
	ID string `json:"messageId"`
	To string `json:"to"`
	// Taken is whether SENS took it, Code and Name what KakaoTalk did with it.
	Taken string `json:"requestStatusCode"`
	Desc  string `json:"requestStatusDesc"`
	Code  string `json:"messageStatusCode"`
	Name  string `json:"messageStatusName"`
	// Failover says that a text message follows if KakaoTalk fails, SMS is that one.
	Failover bool `json:"useSmsFailover"`
	SMS      *struct {
		Taken  string `json:"requestStatusCode"`
		Status string `json:"messageStatus"`
		Code   string `json:"messageStatusCode"`
	} `json:"failover"`
}

// Send posts a message, and once more saying less if its body is refused.
func (c *talkChannel) Send(ctx context.Context, d Delivery) (Receipt, error) {
	to, err := addressed(d, c.settings.Split())
	if err != nil {
		return Receipt{}, err
	}
	full, plain := c.settings.full(d.Message, to), c.settings.plain(d.Message, to)
	return renewing(ctx, c.World, func(s secret.Text) (Receipt, error) {
		receipt, err := c.hand(ctx, s, full, to)
		if !RefusedBody(err) || d.Divides {
			return receipt, err
		}
		return again(err, func() (Receipt, error) { return c.hand(ctx, s, plain, to) })
	})
}

// hand makes one request and reads the answer.
func (c *talkChannel) hand(ctx context.Context, s secret.Text, req talkRequest, to []string) (Receipt, error) {
	body, err := encode(req)
	if err != nil {
		return Receipt{}, &Error{Permanent: true, Err: err}
	}
	hidden := veiled(to)
	got, err := c.ask(ctx, s, http.MethodPost, c.path("messages"), body, hidden)
	switch {
	case err != nil:
		return Receipt{}, err
	case got.status < 200 || got.status > 299:
		return Receipt{}, c.refusal(got, c.hidden(s, hidden))
	}
	var said struct {
		RequestID string      `json:"requestId"`
		Code      string      `json:"statusCode"`
		Messages  []talkEntry `json:"messages"`
	}
	if err := json.Unmarshal([]byte(got.body), &said); err != nil || said.Code != "202" || said.RequestID == "" {
		return Receipt{}, &Error{Unsure: true, Err: fmt.Errorf("status %d, but the answer does not say that the message was accepted", got.status)}
	}
	return c.receipt(said.RequestID, said.Messages, to, c.hidden(s, hidden))
}

// receipt reads what was accepted for whom. Its reference has the request's id,
// and then of each message its id, or !code@n for one that was refused, n being
// the place among those it was sent to: no number stands in it.
func (c *talkChannel) receipt(request string, messages []talkEntry, to []string, hidden []secret.Text) (Receipt, error) {
	parts, refused := []string{escaped(request)}, []talkEntry{}
	for _, m := range messages {
		if m.Taken != talkTaken {
			refused = append(refused, m)
			place := slices.Index(to, m.To)
			parts = append(parts, "!"+escaped(m.Taken)+"@"+strconv.Itoa(place))
			continue
		}
		parts = append(parts, escaped(m.ID))
	}
	if len(refused) == 0 {
		return Receipt{Reference: strings.Join(parts, ",")}, nil
	}
	said := quote(scrub(refused[0].Taken+" "+refused[0].Desc, hidden...))
	if len(refused) == len(messages) {
		return Receipt{}, &Error{Permanent: true, Code: talkCode + refused[0].Taken, Err: fmt.Errorf("refused for every recipient: %s", said)}
	}
	return Receipt{
		Reference: strings.Join(parts, ","),
		Warning:   fmt.Sprintf("refused for %d of %d recipients: %s", len(refused), len(messages), said),
	}, nil
}

// Report asks what became of each message.
func (c *talkChannel) Report(ctx context.Context, reference string, to []string) (Report, error) {
	return renewing(ctx, c.World, func(s secret.Text) (Report, error) {
		var r Report
		for _, part := range strings.Split(reference, ",")[1:] {
			if code, refused := strings.CutPrefix(part, "!"); refused {
				r.noteRefused(code, to)
				continue
			}
			e, err := c.look(ctx, s, part, veiled(to))
			if err != nil {
				return Report{}, err
			}
			r.noteTalk(e)
		}
		return r, nil
	})
}

// look asks for one message; the provider may not know it yet.
func (c *talkChannel) look(ctx context.Context, s secret.Text, part string, hidden []secret.Text) (talkEntry, error) {
	id, err := url.QueryUnescape(part)
	if err != nil {
		return talkEntry{}, &Error{Permanent: true, Err: errors.New("the reference is none of ours")}
	}
	got, err := c.ask(ctx, s, http.MethodGet, c.path("messages/"+url.PathEscape(id)), nil, hidden)
	var e talkEntry
	switch {
	case err != nil:
		return e, err
	case got.status == http.StatusNotFound && got.body == "":
		return e, nil
	case got.status != http.StatusOK:
		return e, c.refusal(got, c.hidden(s, hidden))
	case json.Unmarshal([]byte(got.body), &e) != nil:
		return e, &Error{Err: errors.New("status 200, but the message cannot be read")}
	}
	return e, nil
}

// noteRefused takes up a recipient for whom the message was never accepted.
func (r *Report) noteRefused(part string, to []string) {
	code, place, _ := strings.Cut(part, "@")
	if n, err := strconv.Atoi(place); err == nil && n >= 0 && n < len(to) {
		r.Failed = append(r.Failed, Failure{To: to[n], Code: talkCode + code})
	}
}

// noteTalk takes up what is said of one message. Who gets the text message in
// its place got it.
func (r *Report) noteTalk(e talkEntry) {
	switch {
	case e.Taken != "" && e.Taken != talkTaken:
		r.Failed = append(r.Failed, Failure{To: e.To, Code: talkCode + e.Taken})
	case e.Code == talkDelivered:
	case e.Code == "" || e.Name == "processing":
		r.Pending = true
	case !e.Failover || strings.HasPrefix(e.Code, unstoppable):
		r.Failed = append(r.Failed, Failure{To: e.To, Code: talkCode + e.Code})
	case e.SMS == nil:
		r.Pending = true
	case e.SMS.Taken != "" && e.SMS.Taken != "202":
		r.Failed = append(r.Failed, Failure{To: e.To, Code: talkCode + e.Code})
	case e.SMS.Status != "COMPLETED":
		r.Pending = true
	case e.SMS.Code != "0":
		r.Failed = append(r.Failed, Failure{To: e.To, Code: e.SMS.Code, Again: outOfReach(e.SMS.Code)})
	}
}
