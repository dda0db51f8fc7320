// Package door lets a person hand payloads to the running product over HTTP, on
// loopback only.
package door

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"bongsu/cmd/bongsu/internal/intake"
	"bongsu/cmd/bongsu/internal/sample"
	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/queue"
)

// Stack is the product behind the door.
type Stack interface {
	Put(ctx context.Context, p intake.Part) error
	// Digest tells a digest by its name.
	Digest(ctx context.Context, name string) error
	Config() config.Config
	// Now is the time that the product lives by.
	Now() time.Time
}

// Door is an open door.
type Door struct {
	server *http.Server
	url    string
	served chan error
}

// Open listens on the first of these loopback addresses that is free.
func Open(stack Stack, addresses []string) (*Door, error) {
	var errs []error
	for _, address := range addresses {
		if err := CheckLoopback(address); err != nil {
			return nil, err
		}
		l, err := net.Listen("tcp", address)
		if err != nil {
			errs = append(errs, fmt.Errorf("listen for HTTP on %s: %w; choose another port, or 0 for any free one", address, err))
			continue
		}
		d := &Door{url: "http://" + l.Addr().String() + "/", served: make(chan error, 1)}
		d.server = &http.Server{Handler: Handler(stack, d.url), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute}
		go func() { d.served <- d.server.Serve(l) }()
		return d, nil
	}
	return nil, errors.Join(errs...)
}

// URL is where to post to.
func (d *Door) URL() string { return d.url }

// Close ends all requests.
func (d *Door) Close() error {
	err := d.server.Close()
	if end := <-d.served; !errors.Is(end, http.ErrServerClosed) {
		err = errors.Join(err, end)
	}
	return err
}

// CheckLoopback refuses a host:port that others could reach.
func CheckLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("address %q: write it like 127.0.0.1:8787", address)
	}
	if !loopback(host) {
		return fmt.Errorf("address %q is not on loopback, and anybody could post to it: write it like 127.0.0.1:8787", address)
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Handler answers requests. url is its own address, for its help.
func Handler(stack Stack, url string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /{$}", func(w http.ResponseWriter, r *http.Request) { post(w, r, stack) })
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, help(url)) })
	mux.HandleFunc("GET /firing.json", func(w http.ResponseWriter, _ *http.Request) {
		show(w, stack, func(a sample.Alarm) []byte { return a.Firing })
	})
	mux.HandleFunc("GET /recovered.json", func(w http.ResponseWriter, _ *http.Request) {
		show(w, stack, func(a sample.Alarm) []byte { return a.Recovered })
	})
	mux.HandleFunc("POST /digest/{name}", func(w http.ResponseWriter, r *http.Request) {
		if err := stack.Digest(r.Context(), r.PathValue("name")); err != nil {
			say(w, http.StatusNotFound, err.Error()+"\n")
			return
		}
		say(w, http.StatusAccepted, "summed up until now\n")
	})
	return ownOnly(mux)
}

// ownOnly keeps web pages out: a browser names where they come from, and the
// host by which they found us.
func ownOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = strings.Trim(r.Host, "[]")
		}
		if r.Header.Get("Origin") != "" || !loopback(host) {
			say(w, http.StatusForbidden, "only for programs on this machine, e.g. curl\n")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text) // the client may be gone
}

func show(w http.ResponseWriter, stack Stack, which func(sample.Alarm) []byte) {
	a, err := sample.AlarmNow(stack.Now())
	if err != nil {
		say(w, http.StatusInternalServerError, err.Error()+"\n")
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(which(a)) // the client may be gone
}

// post puts a payload on the queue of its source and answers what it says.
func post(w http.ResponseWriter, r *http.Request, stack Stack) {
	payload, err := io.ReadAll(http.MaxBytesReader(w, r.Body, queue.MaxMessageBytes))
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		say(w, http.StatusRequestEntityTooLarge, "more than the 1 MiB that SQS takes\n")
		return
	}
	if err != nil {
		say(w, http.StatusBadRequest, "the request broke off\n")
		return
	}
	if len(payload) == 0 {
		say(w, http.StatusBadRequest, "nothing was posted: give a body, e.g. curl -d 'the backup failed'\n")
		return
	}
	c := stack.Config()
	payload, lines := recent(payload, c, stack.Now().UTC())
	for _, p := range intake.Split(payload) {
		p.Device, p.Logs = p.Device && c.Presence != nil, p.Logs && len(c.Logs) > 0
		if err := stack.Put(r.Context(), p); err != nil {
			say(w, http.StatusInternalServerError, err.Error()+"\n")
			return
		}
		lines = append(lines, understood(p, c, stack.Now().UTC())...)
	}
	say(w, http.StatusAccepted, strings.Join(lines, "\n")+"\n")
}

// tooOld is the age at which deliver gives an alert up.
const tooOld = 24 * time.Hour

// recent moves the times of an old payload to now, and says so: whoever posts a
// captured event wants to see its message, not that it is no news any more.
func recent(payload []byte, c config.Config, now time.Time) (moved []byte, said []string) {
	newest := intake.Read(payload, c, now).Newest
	age := now.Sub(newest)
	if newest.IsZero() || age < tooOld {
		return payload, nil
	}
	moved = sample.Moved(payload, age)
	line := fmt.Sprintf("it is of %s; its times are moved to now, because after %s nothing is told any more", newest.Format(time.RFC3339), tooOld)
	if now.Sub(intake.Read(moved, c, now).Newest) >= tooOld {
		moved = payload
		line = fmt.Sprintf("it is of %s; after %s nothing is told any more, so it will be given up", newest.Format(time.RFC3339), tooOld)
	}
	return moved, []string{line}
}

// understood says what a part tells to whom, or why nothing.
func understood(p intake.Part, c config.Config, now time.Time) []string {
	news := p.Read(c, now)
	var lines []string
	for _, a := range news.Alerts {
		var to []string
		for _, target := range c.AlarmSlice().Routes.Of(a.Route) {
			name := target.Channel
			if target.After > 0 && a.State != alert.Recovered {
				name += fmt.Sprintf(" (after %s)", target.After)
			}
			to = append(to, name)
		}
		line := fmt.Sprintf("%s %s, %s, goes to %s", a.Kind, a.State, oneLine(a.Subject), strings.Join(to, ", "))
		if a.Device != nil {
			line += fmt.Sprintf(" unless it is back within %s", a.Device.Checked.Sub(a.At))
		}
		lines = append(lines, line)
	}
	for _, reason := range news.Silent {
		lines = append(lines, "nothing to tell: "+oneLine(reason))
	}
	return slices.Compact(lines)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func help(url string) string {
	return strings.ReplaceAll(`Bongsu is up. Post it any payload: an alarm's message, an SNS or SQS envelope, an
EventBridge event, a lifecycle event of AWS IoT, what CloudWatch Logs hands to a
subscribed function, a plain line of text.

  curl -d 'the backup failed' URL
  curl -s URLfiring.json | curl --data-binary @- URL
  curl -s URLrecovered.json | curl --data-binary @- URL
  curl --data-binary @events/alarm/http-latency-p95.json URL
  curl -X POST URLdigest/NAME

The answer says what was understood, or why nothing is told.
`, "URL", url)
}
