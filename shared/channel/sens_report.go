package channel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"bongsu/shared/secret"
)

// kst is the zone in which SENS writes times and is asked for them.
var kst = time.FixedZone("KST", 9*60*60)

const (
	// probed is how far back a probe looks.
	probed = time.Minute
	// around is how much earlier and later than by our clock an earlier try may
	// have been accepted: as far as a signature may be off.
	around = 5 * time.Minute
	// maxPages is how many pages of a list are read, of 1,000 messages each.
	maxPages = 50
)

// between asks for the messages that were requested within a span of time.
func between(from, to time.Time) string {
	at := func(t time.Time) string { return escaped(t.In(kst).Format(time.DateTime)) }
	return "requestStartTime=" + at(from) + "&requestEndTime=" + at(to)
}

// escaped is a value of a query. A space is %20, which nobody reads as a plus.
func escaped(value string) string {
	return strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
}

// sensEntry is a message in a list of SENS, one for each recipient:
// https://api.ncloud-docs.com/docs/en/sens-sms-list
type sensEntry struct {
	RequestID string `json:"requestId"`
	Content   string `json:"content"`
	From      string `json:"from"`
	To        string `json:"to"`
	// Status is READY, PROCESSING or COMPLETED, which does not mean delivered.
	Status string `json:"status"`
	Code   string `json:"statusCode"`
	Name   string `json:"statusName"`
}

// failed reports whether it is known not to have arrived.
func (e sensEntry) failed() bool {
	return e.Status == "COMPLETED" && (e.Name != "success" || e.Code != "0")
}

// list reads all pages of a list. There is none while the provider has nothing
// to say: it answers 404 without a body.
func (c *sensChannel) list(ctx context.Context, s secret.Text, query string, hidden []secret.Text) ([]sensEntry, error) {
	var all []sensEntry
	next := ""
	for range maxPages {
		path := c.path("messages?" + query)
		if next != "" {
			path += "&nextToken=" + escaped(next)
		}
		got, err := c.ask(ctx, s, http.MethodGet, path, nil, hidden)
		switch {
		case err != nil:
			return nil, err
		case got.status == http.StatusNotFound && got.body == "":
			return all, nil
		case got.status != http.StatusOK:
			return nil, c.refusal(got, c.hidden(s, hidden))
		}
		var page struct {
			Messages []sensEntry `json:"messages"`
			Next     string      `json:"nextToken"`
		}
		if json.Unmarshal([]byte(got.body), &page) != nil {
			return nil, &Error{Err: errors.New("status 200, but the list cannot be read")}
		}
		all = append(all, page.Messages...)
		if next = page.Next; next == "" {
			return all, nil
		}
	}
	return nil, &Error{Err: fmt.Errorf("the list has more than %d pages", maxPages)}
}

// found is what became of an earlier try.
type found struct {
	// requests are the ids under which it was accepted, to those it was for.
	requests []string
	to       map[string]bool
}

// find looks for an earlier try, in full or as plain text. A picture does not
// count: it may have been had then and not now, or the other way round. What did
// not arrive does not count either: it told nobody, and may be the very message
// that is now sent again.
func (c *sensChannel) find(ctx context.Context, s secret.Text, tried time.Time, req sensRequest, plain string) (found, error) {
	f := found{to: map[string]bool{}}
	numbers := req.numbers()
	listed, err := c.list(ctx, s, between(tried.Add(-around), c.now().Add(around)), veiled(numbers))
	if err != nil {
		return f, err
	}
	for _, e := range listed {
		same := strings.TrimSpace(e.Content) == strings.TrimSpace(req.Content) || strings.TrimSpace(e.Content) == strings.TrimSpace(plain)
		if !same || e.failed() || e.From != req.From || f.to[e.To] || !slices.Contains(numbers, e.To) {
			continue
		}
		f.to[e.To] = true
		if !slices.Contains(f.requests, e.RequestID) {
			f.requests = append(f.requests, e.RequestID)
		}
	}
	return f, nil
}

// Report asks what became of a message.
func (c *sensChannel) Report(ctx context.Context, reference string, to []string) (Report, error) {
	return renewing(ctx, c.World, func(s secret.Text) (Report, error) {
		var r Report
		for id := range strings.SplitSeq(reference, ",") {
			listed, err := c.list(ctx, s, "requestId="+escaped(id), veiled(to))
			if err != nil {
				return Report{}, err
			}
			r.Pending = r.Pending || len(listed) == 0
			for _, e := range listed {
				r.note(e)
			}
		}
		return r, nil
	})
}

// note takes up what is said of one recipient.
func (r *Report) note(e sensEntry) {
	switch {
	case e.Status != "COMPLETED":
		r.Pending = true
	case e.failed():
		r.Failed = append(r.Failed, Failure{To: e.To, Code: e.Code, Again: outOfReach(e.Code)})
	}
}

// outOfReach reports whether a result is about the phone or its network at that
// moment, 2xxx, or about the provider's own way there, S0xx:
// https://api.ncloud-docs.com/docs/en/sens-overview
func outOfReach(code string) bool {
	return len(code) == 4 && (code[0] == '2' || strings.HasPrefix(code, "S0"))
}
