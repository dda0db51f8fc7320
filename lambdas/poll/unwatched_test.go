package poll_test

import (
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/watched"
)

// tick does what the tick does with what was told to be wrong, by a configuration.
func (p *plant) tick(t *testing.T, polls ...config.Poll) (told []alert.Alert) {
	t.Helper()
	p.Jobs = nil
	p.now = p.now.Add(15 * time.Minute)
	g := watched.Guardian{Store: p.World, Teller: p.Handler.Teller, Watches: config.Slice{Polls: polls}.Watches, Now: func() time.Time { return p.now }}
	due, err := p.Due(t.Context(), p.now, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range due {
		if !watched.IsDue(d) {
			t.Fatalf("%+v", d)
		}
		next, err := g.Due(t.Context(), d)
		if err == nil && next.At.IsZero() {
			err = p.DropDue(t.Context(), d.ID)
		} else if err == nil {
			err = p.SaveDue(t.Context(), next)
		}
		if err != nil {
			t.Error(err)
		}
	}
	for _, job := range p.Jobs {
		told = append(told, job.Alerts...)
	}
	return told
}

// TestAFieldThatIsTakenOut: no run will ever say that it is well again.
func TestAFieldThatIsTakenOut(t *testing.T) {
	c := boiler()
	c.Fields = append(c.Fields, config.PollField{Name: "flow", Path: "data.flow", Below: new(1.0)})
	p := newPlant(t, c)
	both := `{"data": {"temp": 95, "flow": 0}}`
	if told, err := p.run(both); err != nil || told != "boiler temp firing above/critical, boiler flow firing below/critical" {
		t.Fatalf("%q, %v", told, err)
	}
	if told := p.tick(t, p.Polls...); told != nil {
		t.Errorf("while it is watched: %+v", told)
	}
	whole := p.Polls
	p.Polls = []config.Poll{whole[0]}
	p.Polls[0].Fields = whole[0].Fields[:1]
	told := p.tick(t, p.Polls...)
	if len(told) != 1 || told[0].Subject != "boiler flow" || told[0].State != alert.Recovered || !told[0].Poll.Unwatched || told[0].Poll.Was != alert.PollBelow {
		t.Fatalf("%+v", told)
	}
	if told := p.tick(t, p.Polls...); told != nil {
		t.Errorf("again: %+v", told)
	}
	// The other one goes on as if nothing had been.
	if told, err := p.run(both); err != nil || told != "" {
		t.Errorf("%q, %v", told, err)
	}
	// Watched again, it is told again.
	p.Polls[0].Fields = append(p.Polls[0].Fields[:1:1], config.PollField{Name: "flow", Path: "data.flow", Below: new(1.0)})
	if told, err := p.run(both); err != nil || told != "boiler flow firing below/critical" {
		t.Errorf("%q, %v", told, err)
	}
}

// TestAPollThatIsTakenOut: all of it, the function with it.
func TestAPollThatIsTakenOut(t *testing.T) {
	p := newPlant(t, boiler())
	if _, err := p.run(temp("95")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := p.run("down"); err != nil {
			t.Fatal(err)
		}
	}
	if told := p.tick(t); len(told) != 2 {
		t.Errorf("%+v", told)
	}
	if due, err := p.Due(t.Context(), p.now.Add(1000*time.Hour), 10); err != nil || len(due) != 0 {
		t.Errorf("%+v, %v", due, err)
	}
}

// TestWhatIsOverIsNotGuarded any longer.
func TestWhatIsOverIsNotGuarded(t *testing.T) {
	p := newPlant(t, boiler())
	for _, answer := range []string{temp("95"), temp("50"), temp("50")} {
		if _, err := p.run(answer); err != nil {
			t.Fatal(err)
		}
	}
	if told := p.tick(t, p.Polls...); told != nil {
		t.Errorf("%+v", told)
	}
	if due, err := p.Due(t.Context(), p.now.Add(1000*time.Hour), 10); err != nil || len(due) != 0 {
		t.Errorf("%+v, %v", due, err)
	}
}
