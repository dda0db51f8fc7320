package alarm

import (
	"context"
	"errors"
	"slices"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/source"
)

// Drawer draws the picture of an alert; nil is an alert of which there is nothing
// to draw. It keeps to the context's time.
type Drawer interface {
	Draw(ctx context.Context, a alert.Alert) (*alert.Picture, error)
}

// Pictures has pictures drawn before alerts are told. Its zero value has none.
type Pictures struct {
	Drawer Drawer
	Routes config.Routes
	// Limit is how long a message may wait for its picture; zero is the usual.
	Limit time.Duration
}

const (
	// usualLimit is what a person does not miss.
	usualLimit = time.Second
	// maxPictures is how many are drawn for the alarms of one invocation, all
	// within the same limit.
	maxPictures = 3
)

// drawn is what became of the pictures of an invocation.
type drawn struct {
	done  int
	fails []error
	took  time.Duration
}

// args are what the log says of them, nothing where none was asked for.
func (d drawn) args() []any {
	if d.took == 0 {
		return nil
	}
	args := []any{"pictures", d.done, "pictures_took", d.took.Round(time.Millisecond).String()}
	if err := errors.Join(d.fails...); err != nil {
		args = append(args, "no_picture", err.Error())
	}
	return args
}

// add gives pictures to the events that show one. Whatever goes wrong costs the
// picture and nothing else.
func (p Pictures) add(ctx context.Context, events []source.Event) drawn {
	chosen := p.choose(events)
	if len(chosen) == 0 {
		return drawn{}
	}
	began := time.Now()
	limit := p.Limit
	if limit == 0 {
		limit = usualLimit
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	type answer struct {
		event   int
		picture *alert.Picture
		err     error
	}
	// A drawer that does not keep to its time is not waited for.
	answers := make(chan answer, len(chosen))
	for _, i := range chosen {
		a := events[i].Alert
		go func() {
			picture, err := p.Drawer.Draw(ctx, a)
			answers <- answer{i, picture, err}
		}()
	}
	var d drawn
	for range chosen {
		select {
		case got := <-answers:
			if got.err != nil {
				d.fails = append(d.fails, got.err)
			}
			if got.picture != nil {
				events[got.event].Alert.Picture = got.picture
				d.done++
			}
		case <-ctx.Done():
			d.fails = append(d.fails, ctx.Err())
		}
	}
	d.took = time.Since(began)
	return d
}

// choose are the events to draw. A message shows one picture, that of its worst
// alert, so that one of each route is enough.
func (p Pictures) choose(events []source.Event) []int {
	if p.Drawer == nil {
		return nil
	}
	best := map[string]int{}
	var routes []string
	for i, e := range events {
		if !pictured(e.Alert) || !p.Routes.Find(e.Alert.Route).ShowsPictures() {
			continue
		}
		at, known := best[e.Alert.Route]
		if !known {
			routes = append(routes, e.Alert.Route)
		}
		if !known || worse(e.Alert, events[at].Alert) {
			best[e.Alert.Route] = i
		}
	}
	slices.SortStableFunc(routes, func(a, b string) int {
		switch {
		case worse(events[best[a]].Alert, events[best[b]].Alert):
			return -1
		case worse(events[best[b]].Alert, events[best[a]].Alert):
			return 1
		}
		return 0
	})
	var chosen []int
	for _, route := range routes[:min(len(routes), maxPictures)] {
		chosen = append(chosen, best[route])
	}
	return chosen
}

// pictured reports whether an alert is of an alarm that fires and has metrics, its
// own or its children's.
func pictured(a alert.Alert) bool {
	return a.Kind == alert.Alarm && a.State == alert.Firing && (a.Measurement != nil || len(a.Children) > 0)
}

func worse(a, b alert.Alert) bool {
	return a.Severity == alert.Critical && b.Severity != alert.Critical
}
