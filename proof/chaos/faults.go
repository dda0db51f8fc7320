package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"bongsu/proof/cloud"
	"bongsu/shared/fake"
)

// ledger is what was done to the functions and providers that can excuse a
// message told twice.
type ledger struct {
	mu sync.Mutex
	// kills are the moments at which a function was killed.
	kills map[string][]time.Time
	// unanswered are the providers' yeses that were kept from the asking function.
	unanswered map[string][]arming
	// removed are the IDs of messages that somebody deleted.
	removed []string
}

// arming is a provider made to take its next message and not to say so.
type arming struct {
	// messages and refusals are how many it had by then; messages is -1 where only
	// the time of the yes is known.
	messages, refusals int
	at                 time.Time
}

func (l *ledger) killed(function string, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kills[function] = append(l.kills[function], at)
}

func (l *ledger) silenced(channel string, a arming) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unanswered[channel] = append(l.unanswered[channel], a)
}

// poison is something that no function can read.
type poison struct{ queue, token string }

// rule adds a rule for one function that notes its strikes.
func (w *world) rule(r cloud.Rule) {
	function, action, effect := r.Function, r.Action, r.Effect
	// A rule asks Only last, so that whenever it asks, it strikes.
	r.Only = func([]byte) bool {
		switch effect {
		case cloud.KillBefore, cloud.KillAfter:
			w.ledger.killed(function, w.Now())
		case cloud.Lose:
			if action == "sns:Publish" {
				w.ledger.silenced("mail", arming{messages: -1, at: w.Now()})
			}
		}
		return true
	}
	w.Fail(r)
}

// gaps are the moments of a function's work at which it is killed on purpose, or
// loses sight of what it did.
func gaps() []cloud.Rule {
	return []cloud.Rule{
		{Action: cloud.AtInvoke, Effect: cloud.KillBefore},
		{Action: "dynamodb:PutItem", Effect: cloud.KillBefore},
		{Action: "dynamodb:PutItem", Effect: cloud.KillAfter},
		{Action: "dynamodb:UpdateItem", Effect: cloud.KillBefore},
		{Action: "dynamodb:UpdateItem", Effect: cloud.KillAfter},
		{Action: "dynamodb:PutItem", Effect: cloud.Lose},
		{Action: "sqs:SendMessage*", Effect: cloud.KillBefore},
		{Action: "sqs:SendMessage*", Effect: cloud.KillAfter},
		{Action: "sqs:SendMessage*", Effect: cloud.Lose},
		{Action: cloud.AtResponse, Effect: cloud.KillBefore},
	}
}

// stall is for how long a function is left where it is while others go on: less
// than its time-out, and than the lease of what it has in hand.
const stall = 20 * time.Second

// breakAll replaces all faults by new ones.
func (w *world) breakAll() {
	w.Heal()
	w.stalling = w.chance.IntN(2) == 0
	w.Disturb("", cloud.Trouble{Disorder: w.chance.IntN(2) == 0, Again: 0.1})
	for _, f := range w.victims() {
		if w.chance.IntN(2) == 0 {
			g := gaps()[w.chance.IntN(len(gaps()))]
			g.Function, g.Chance = f, 0.2
			w.rule(g)
		}
		for _, r := range []cloud.Rule{
			{Action: "*", Effect: cloud.KillBefore, Chance: 0.01},
			{Action: "*", Effect: cloud.KillAfter, Chance: 0.01},
			{Action: "dynamodb:*", Effect: cloud.Throttle, Chance: 0.02},
			{Action: "dynamodb:*", Effect: cloud.Fault, Chance: 0.02},
			{Action: "dynamodb:*", Effect: cloud.Reset, Chance: 0.02},
			{Action: "dynamodb:*", Effect: cloud.Lose, Chance: 0.02},
			{Action: "sqs:*", Effect: cloud.Throttle, Chance: 0.02},
			{Action: "sqs:*", Effect: cloud.Fault, Chance: 0.02},
			{Action: "sqs:*", Effect: cloud.Lose, Chance: 0.02},
			{Action: "ssm:*", Effect: cloud.Throttle, Chance: 0.1},
			{Action: "ssm:*", Effect: cloud.Fault, Chance: 0.1},
		} {
			r.Function = f
			w.rule(r)
		}
		if w.stalling {
			w.rule(cloud.Rule{Function: f, Action: "*", Effect: cloud.StallBefore, Chance: 0.02, For: stall})
			w.rule(cloud.Rule{Function: f, Action: "*", Effect: cloud.StallAfter, Chance: 0.02, For: stall})
		}
	}
	if w.chance.IntN(4) == 0 {
		w.faults["mail: accepted, answer lost"]++
		w.rule(cloud.Rule{Function: "Deliver-mail", Action: "sns:Publish", Effect: cloud.Lose, Times: 1})
	}
	w.breakProviders()
	queues := []string{"AlarmQueue", "PresenceQueue", "HoldQueue"}
	for _, c := range channels() {
		queues = append(queues, "To-"+c)
	}
	for _, q := range queues {
		if w.chance.IntN(3) == 0 {
			p := poison{q, fmt.Sprintf("poison-%04d", len(w.poisons))}
			w.poisons = append(w.poisons, p)
			w.Send(q, p.token)
		}
	}
}

// trouble is one way in which a provider fails.
type trouble struct {
	mode fake.Mode
	// times is how often; zero leaves it to chance.
	times int
	// slow says that it costs a client's patience.
	slow bool
	// taken says that the provider takes the message and the function never learns.
	taken bool
	// revoked says that the credential is replaced, but not where it can be read yet.
	revoked bool
}

// troubles are drawn from; what stands twice is twice as likely.
func (w *world) troubles(r reader) []trouble {
	one := func(codes ...int) fake.Mode { return fake.Status(codes[w.chance.IntN(len(codes))]) }
	often := fake.Status(http.StatusTooManyRequests)
	all := []trouble{
		{}, {}, {}, {mode: often}, {mode: often},
		{mode: often.After(time.Duration(1+w.chance.IntN(1200)) * time.Second)},
		{mode: often.After(time.Duration(1+w.chance.IntN(20)) * time.Second)},
		{mode: one(500, 502, 503)}, {mode: one(500, 502, 503)},
		{mode: one(403, 404, 410), times: 1}, {mode: fake.Status(http.StatusNotFound), times: fake.Forever},
		{mode: fake.RefuseBody()}, {mode: fake.Slow()}, {mode: fake.Garbage()}, {mode: fake.Reset()},
		{mode: fake.Timeout(), times: 1, slow: true},
	}
	switch r.channel {
	case "slack":
		// What is in between says yes in the provider's place.
		all = append(all, trouble{mode: fake.StatusReason(http.StatusOK, "<html>please sign in</html>")})
	case "line":
		all = append(all, trouble{mode: fake.StatusReason(http.StatusTooManyRequests, "quota")})
	}
	if r.revocable {
		all = append(all, trouble{revoked: true})
	}
	if r.slow {
		all = append(
			all, trouble{mode: fake.AcceptThenTimeout(), times: 1, slow: true, taken: true},
			trouble{mode: fake.AcceptThenStall(), times: 1, slow: true, taken: true},
		)
	}
	return slices.DeleteFunc(all, func(t trouble) bool { return t.slow && (w.slow == 0 || w.stalling) })
}

// breakProviders gives every provider its own trouble.
func (w *world) breakProviders() {
	done := map[string]bool{}
	for _, r := range readers() {
		if done[r.channel] {
			continue
		}
		done[r.channel] = true
		p := w.Provider(r.channel)
		all := w.troubles(r)
		t := all[w.chance.IntN(len(all))]
		if t.times == 0 && t.mode != fake.OK() {
			t.times = 1 + w.chance.IntN(6)
		}
		if secret := cloud.Secret(p); secret != "" {
			if t.revoked {
				secret = revoked(secret)
				w.faults[r.channel+": credential revoked, replaced later"]++
			}
			w.SetParameter("/bongsu/"+r.channel, secret)
		}
		if t.slow {
			w.slow--
		}
		if t.taken {
			w.ledger.silenced(r.channel, arming{len(p.Messages()), len(p.Refusals()), w.Now()})
		}
		if t.times != 0 {
			w.faults[r.channel+": "+t.mode.String()]++
		}
		p.Fail(t.mode, t.times)
		if app, edits := p.(*fake.SlackApp); edits {
			w.meddle(app)
		}
	}
}

// meddle does to messages what people and time do: some are deleted, some can't be
// changed any more.
func (w *world) meddle(app *fake.SlackApp) {
	posts := slices.DeleteFunc(app.Messages(), func(m fake.Received) bool { return m.Edits || m.Thread != "" })
	switch w.chance.IntN(6) {
	case 0:
		w.faults["app: messages closed to changes"]++
		app.CloseEdits()
	case 1:
		if len(posts) == 0 {
			return
		}
		w.faults["app: newest message deleted"]++
		newest := posts[len(posts)-1].ID
		w.ledger.removed = append(w.ledger.removed, newest)
		app.Remove(newest)
	}
}

// revoked is a credential of the same form that nobody knows.
func revoked(secret string) string {
	if before, query, ok := strings.Cut(secret, "&sig="); ok {
		return before + "&sig=x" + query[1:]
	}
	return secret[:len(secret)-4] + "gone"
}

// heal ends all faults.
func (w *world) heal() {
	w.Heal()
	w.Disturb("", cloud.Trouble{})
	for _, channel := range channels() {
		p := w.Provider(channel)
		p.Fail(fake.OK(), 0)
		if secret := cloud.Secret(p); secret != "" {
			w.SetParameter("/bongsu/"+channel, secret)
		}
	}
}
