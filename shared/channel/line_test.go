package channel_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/fake"
	"bongsu/shared/secret"
)

// account opens a LINE channel before an account.
func account(t *testing.T, a fake.LINEAccount, to ...string) (*fake.LINE, stage) {
	t.Helper()
	p := must(fake.NewLINE(fake.Options{}, a))(t)
	return p, lineStage(t, p, p.Token(), to...)
}

func TestLineSplitsByRecipients(t *testing.T) {
	var users []string
	for i := range 1001 {
		users = append(users, fmt.Sprintf("U%032x", i))
	}
	l := channel.Line{To: append([]string{lineUser[:33], lineRoom}, lineGroup)}
	if diff := cmp.Diff([][]string{{lineRoom}, {lineGroup}, {lineUser}}, l.Split()); diff != "" {
		t.Error(diff)
	}
	l.To = append([]string{lineGroup}, users...)
	want := [][]string{{lineGroup}, users[:500], users[500:1000], users[1000:]}
	if diff := cmp.Diff(want, l.Split()); diff != "" {
		t.Error(diff)
	}
}

func TestLineReachesEachPart(t *testing.T) {
	p, s := account(t, fake.LINEAccount{}, lineUser, lineGroup, lineRoom, lineOther)
	for i, to := range s.settings.(channel.Splitter).Split() {
		d := channel.Delivery{ID: fmt.Sprint(i), To: to, Message: sample(t)}
		if receipt, err := s.channel.Send(t.Context(), d); err != nil || receipt.Reference == "" {
			t.Errorf("to %d of them: %+v, %v", len(to), receipt, err)
		}
	}
	var got [][]string
	for _, m := range p.Messages() {
		got = append(got, m.To)
	}
	if diff := cmp.Diff([][]string{{lineGroup}, {lineRoom}, {lineUser, lineOther}}, got); diff != "" {
		t.Error(diff)
	}
	if _, err := s.channel.Send(t.Context(), channel.Delivery{ID: "all", Message: sample(t)}); !channel.Permanent(err) || leaks(err, s.secrets) != "" {
		t.Errorf("three requests in one: %v", err)
	}
}

var uuidV5 = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// What may have been accepted is sent again, to the byte, and told once.
func TestLineTellsOnce(t *testing.T) {
	for _, mode := range []fake.Mode{fake.AcceptThenTimeout(), fake.AcceptThenStall(), fake.OK()} {
		t.Run(mode.String(), func(t *testing.T) {
			p, s := account(t, fake.LINEAccount{}, lineGroup)
			careful, is := s.channel.(channel.Careful)
			if !is {
				t.Fatal("does not know what it sent")
			}
			d := s.delivery(sample(t))
			d.Body = must(careful.Layout(d))(t)
			p.Fail(mode, 1)
			if _, err := s.channel.Send(t.Context(), d); mode != fake.OK() && !channel.Unsure(err) {
				t.Errorf("the first try: %v", err)
			}
			// Another version would lay out anew, but it is given what was sent.
			d.Message.Title = "something else"
			receipt, err := s.channel.Send(t.Context(), d)
			if err != nil || receipt.Warning != "" || !strings.HasPrefix(receipt.Reference, "4612309668420") {
				t.Errorf("the second try: %+v, %v", receipt, err)
			}
			got := p.Messages()
			if len(got) != 1 || !bytes.Equal(got[0].Body, d.Body) || !uuidV5.MatchString(got[0].Header.Get("X-Line-Retry-Key")) {
				t.Fatalf("%d messages, or not the body, or no key", len(got))
			}
			if refused := p.Refusals(); len(refused) != 1 || refused[0].Status != http.StatusConflict || strings.Contains(refused[0].Why, "another request") {
				t.Errorf("%d refused, or not as a repetition", len(refused))
			}
		})
	}
}

func TestLineConflictWithoutAName(t *testing.T) {
	p, s := account(t, fake.LINEAccount{}, lineGroup)
	p.Fail(fake.Status(http.StatusConflict), 1)
	if receipt, err := s.channel.Send(t.Context(), s.delivery(sample(t))); err != nil || receipt != (channel.Receipt{}) {
		t.Errorf("%+v, %v", receipt, err)
	}
}

// The plain form has the key of the full one, which that leaves unused when it is
// refused: whichever of them was accepted, neither is taken again.
func TestLinePlainFormIsToldOnceToo(t *testing.T) {
	p, s := account(t, fake.LINEAccount{}, lineGroup)
	p.Fail(fake.RefuseBody(), fake.Forever)
	for range 2 {
		if receipt, err := s.channel.Send(t.Context(), s.delivery(sample(t))); err != nil || receipt.Warning == "" {
			t.Errorf("%+v, %v", receipt, err)
		}
	}
	p.Fail(fake.OK(), 0)
	if _, err := s.channel.Send(t.Context(), s.delivery(sample(t))); err != nil {
		t.Error(err)
	}
	if n := len(p.Messages()); n != 1 {
		t.Errorf("told %d times", n)
	}
}

func TestLineTooMany(t *testing.T) {
	for mode, want := range map[fake.Mode]channel.Error{
		fake.Status(http.StatusTooManyRequests):                      {},
		fake.StatusReason(http.StatusTooManyRequests, "concurrency"): {},
		fake.StatusReason(http.StatusTooManyRequests, "quota"):       {Permanent: true, Code: channel.CodeQuota},
	} {
		t.Run(mode.String(), func(t *testing.T) {
			p, s := account(t, fake.LINEAccount{}, lineGroup)
			p.Fail(mode, fake.Forever)
			_, err := s.channel.Send(t.Context(), s.delivery(sample(t)))
			e, ok := errors.AsType[*channel.Error](err)
			if !ok {
				t.Fatal(err)
			}
			if want.Err = e.Err; *e != want {
				t.Errorf("got %+v, want %+v", *e, want)
			}
		})
	}
}

func TestLineQuota(t *testing.T) {
	_, s := account(t, fake.LINEAccount{Name: "당직", Quota: 1000, Known: map[string]int{lineGroup: 312}}, lineGroup)
	probe := func() string {
		said, err := s.channel.(channel.Prober).Probe(t.Context())
		if err != nil {
			return "error: " + err.Error()
		}
		return said
	}
	var got []string
	for i := range 4 {
		got = append(got, probe())
		d := s.delivery(sample(t))
		d.ID = fmt.Sprint(i)
		_, err := s.channel.Send(t.Context(), d)
		if e, ok := errors.AsType[*channel.Error](err); (i == 3) != (ok && e.Code == channel.CodeQuota) {
			t.Errorf("message %d: %v", i, err)
		}
	}
	want := []string{
		"alive: 당직; 0 of 1,000 messages used this month", "alive: 당직; 312 of 1,000 messages used this month",
		"alive: 당직; 624 of 1,000 messages used this month", "alive: 당직; 936 of 1,000 messages used this month",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	p, s := account(t, fake.LINEAccount{}, lineGroup)
	if said := must(s.channel.(channel.Prober).Probe(t.Context()))(t); said != "alive: Bongsu; 0 messages used this month, without a limit" {
		t.Error(said)
	}
	p.Reissue()
	if _, err := s.channel.(channel.Prober).Probe(t.Context()); err == nil || !strings.Contains(err.Error(), "dead: status 401") || leaks(err, s.secrets) != "" {
		t.Errorf("a token that is gone: %v", err)
	}
	if len(p.Messages()) != 0 {
		t.Error("the probe sent something")
	}
}

func TestLineQuotaUsedUp(t *testing.T) {
	_, s := account(t, fake.LINEAccount{Quota: 1, Known: map[string]int{lineGroup: 1}}, lineGroup)
	if _, err := s.channel.Send(t.Context(), s.delivery(sample(t))); err != nil {
		t.Fatal(err)
	}
	if said, err := s.channel.(channel.Prober).Probe(t.Context()); err == nil || !strings.Contains(err.Error(), "1 of 1") {
		t.Errorf("%q, %v", said, err)
	}
}

func TestLineUnknownRecipient(t *testing.T) {
	p, s := account(t, fake.LINEAccount{Known: map[string]int{lineRoom: 2}}, lineGroup)
	_, err := s.channel.Send(t.Context(), s.delivery(sample(t)))
	if !channel.Permanent(err) || channel.RefusedBody(err) || !strings.Contains(err.Error(), "check the ids under `to`") || leaks(err, s.secrets) != "" {
		t.Errorf("got %v", err)
	}
	if n := len(p.Refusals()); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// A provider may well quote what it refuses.
func TestLineErrorsShowNobody(t *testing.T) {
	p, s := account(t, fake.LINEAccount{}, lineUser, lineOther)
	for _, said := range []string{lineUser + " and " + lineOther + " are unknown", "The property, 'to', is not " + lineOther, p.Token() + " is no token", "Bearer " + p.Token()[:40]} {
		for _, status := range []int{400, 401, 403, 429, 500} {
			p.Fail(fake.StatusReason(status, said), fake.Forever)
			_, err := s.channel.Send(t.Context(), s.delivery(sample(t)))
			if err == nil || leaks(err, s.secrets) != "" {
				t.Errorf("%d: %v", status, err)
			}
		}
	}
}

func TestLineReplacedToken(t *testing.T) {
	p := must(fake.NewLINE(fake.Options{}, fake.LINEAccount{}))(t)
	t.Cleanup(func() { _ = p.Close() })
	cached := p.Token()
	c := must((&channel.Line{To: []string{lineGroup}}).Open(channel.World{
		HTTP: channel.NewHTTPClient(), Base: p.Endpoint(),
		Secret: func(context.Context) (secret.Text, error) {
			if cached == "" {
				cached = p.Token()
			}
			return secret.New(cached), nil
		},
		Forget: func() { cached = "" },
	}))(t)
	p.Reissue()
	if _, err := c.Send(t.Context(), channel.Delivery{ID: "x", Message: sample(t)}); err != nil || len(p.Messages()) != 1 {
		t.Errorf("%v, %d messages", err, len(p.Messages()))
	}
}

func TestLinePicture(t *testing.T) {
	m := sample(t)
	m.Picture = &alert.Picture{URL: "https://example.com/g.png", Preview: "https://example.com/g-small.png"}
	p, s := account(t, fake.LINEAccount{}, lineGroup)
	if receipt, err := s.channel.Send(t.Context(), s.delivery(m)); err != nil || receipt.Warning != "" {
		t.Fatalf("%+v, %v", receipt, err)
	}
	if text := p.Messages()[0].Text(); !strings.HasSuffix(text, "[image] https://example.com/g.png\n") {
		t.Error(text)
	}
	// One that LINE could not fetch costs the message nothing but its looks.
	d := s.delivery(m)
	d.ID, d.Message.Picture = "other", &alert.Picture{URL: "http://127.0.0.1/g.png", Preview: "http://127.0.0.1/s.png"}
	if receipt, err := s.channel.Send(t.Context(), d); err != nil || !strings.Contains(receipt.Warning, "HTTPS") {
		t.Errorf("%+v, %v", receipt, err)
	}
	d.ID, d.Message.Picture = "third", &alert.Picture{URL: "https://example.com/" + strings.Repeat("x", 2000), Preview: "https://example.com/s.png"}
	if receipt, err := s.channel.Send(t.Context(), d); err != nil || receipt.Warning != "" {
		t.Errorf("%+v, %v", receipt, err)
	}
}

func TestLineSilent(t *testing.T) {
	for _, silent := range []bool{false, true} {
		body := string(must((&channel.Line{To: []string{lineGroup}, Silent: silent}).Body(sample(t)))(t))
		if strings.Contains(body, `"notificationDisabled":true`) != silent {
			t.Errorf("silent %v: %s", silent, body)
		}
	}
}
