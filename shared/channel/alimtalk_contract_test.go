package channel_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/channel"
	"bongsu/shared/fake"
)

func TestAlimTalkRefusals(t *testing.T) {
	s, p := talkAt(t, fake.SENSAccount{Prompt: true, Refused: map[string]string{other: "A101"}}, talk())
	receipt := must(s.channel.Send(t.Context(), s.delivery(sample(t))))(t)
	if !strings.Contains(receipt.Warning, "1 of 2") || leaks(errors.New(receipt.Warning+receipt.Reference), s.secrets) != "" {
		t.Errorf("%+v", receipt)
	}
	got := must(s.channel.(channel.Reporter).Report(t.Context(), receipt.Reference, []string{one, other}))(t)
	if diff := cmp.Diff(channel.Report{Failed: []channel.Failure{{To: other, Code: "alimtalk A101"}}}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	// Who is listed by now need not be whom it was sent to.
	changed := talk()
	changed.To = []string{"01099990000", one, "01099990001"}
	got = must(sensStage(t, p, changed).channel.(channel.Reporter).Report(t.Context(), receipt.Reference, []string{one, other}))(t)
	if diff := cmp.Diff(channel.Report{Failed: []channel.Failure{{To: other, Code: "alimtalk A101"}}}, got); diff != "" {
		t.Errorf("after a change of the recipients, -want +got:\n%s", diff)
	}
	s, _ = talkAt(t, fake.SENSAccount{Refused: map[string]string{one: "A102", other: "A102"}}, talk())
	_, err := s.channel.Send(t.Context(), s.delivery(sample(t)))
	e, ok := errors.AsType[*channel.Error](err)
	if !ok || !e.Permanent || e.Code != "alimtalk A102" || leaks(err, s.secrets) != "" {
		t.Errorf("got %#v", err)
	}
}

// TestFailover: whoever KakaoTalk does not reach gets a text message, and only if
// that fails too did the message not arrive.
func TestFailover(t *testing.T) {
	account := fake.SENSAccount{
		Prompt: true, TalkResults: map[string][]string{one: {"3019"}, other: {"3020"}}, Results: map[string][]string{other: {"2003"}},
	}
	s, p := talkAt(t, account, talk())
	receipt := must(s.channel.Send(t.Context(), s.delivery(sample(t))))(t)
	got := must(s.channel.(channel.Reporter).Report(t.Context(), receipt.Reference, []string{one, other}))(t)
	if diff := cmp.Diff(channel.Report{Failed: []channel.Failure{{To: other, Code: "2003", Again: true}}}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	texts := p.Failovers()
	if len(texts) != 2 || texts[0].Lost != "" || !strings.Contains(texts[0].Text(), "SMS · 79 of 90 bytes") || !strings.Contains(texts[0].Text(), "812 ms") {
		t.Errorf("got %+v", texts)
	}

	without := talk()
	without.Failover = ""
	without.Resolve(nil)
	s, p = talkAt(t, account, without)
	receipt = must(s.channel.Send(t.Context(), s.delivery(sample(t))))(t)
	got = must(s.channel.(channel.Reporter).Report(t.Context(), receipt.Reference, []string{one, other}))(t)
	want := []channel.Failure{{To: one, Code: "alimtalk 3019"}, {To: other, Code: "alimtalk 3020"}}
	if diff := cmp.Diff(want, got.Failed); diff != "" || len(p.Failovers()) != 0 {
		t.Errorf("%d texts, -want +got:\n%s", len(p.Failovers()), diff)
	}
}

// TestAnOtherTemplateIsRefused: whoever changes the text in the configuration has
// to have it approved.
func TestAnOtherTemplateIsRefused(t *testing.T) {
	p := must(fake.NewSENS(fake.Options{}, talkAccount(talk())))(t)
	changed := talk()
	changed.Template.Text = "!" + changed.Template.Text
	s := sensStage(t, p, changed)
	if _, err := s.channel.Send(t.Context(), s.delivery(sample(t))); !channel.Permanent(err) {
		t.Errorf("got %v", err)
	}
}
