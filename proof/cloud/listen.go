package cloud

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"bongsu/shared/fake"
)

// listener is one server of a cloud.
type listener struct {
	http   *http.Server
	conns  fake.Conns
	served chan error
}

// listen opens the Runtime API and the services. They are one server unless the
// services have TLS.
func (c *Cloud) listen() error {
	origin, err := c.serveOn(nil)
	if err != nil {
		return err
	}
	c.origin, c.services = origin, "http://"+origin
	if c.options.TLS == nil {
		return nil
	}
	origin, err = c.serveOn(c.options.TLS)
	c.services = "https://" + origin
	return err
}

func (c *Cloud) serveOn(secure *tls.Config) (origin string, err error) {
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("start the cloud: %w", err)
	}
	origin = on.Addr().String()
	if secure != nil {
		// Without a protocol to choose it is HTTP/1.1, as these services speak it.
		on = tls.NewListener(on, secure)
	}
	l := &listener{served: make(chan error, 1)}
	l.http = &http.Server{
		Handler:           http.HandlerFunc(c.serve),
		ReadHeaderTimeout: time.Minute,
		BaseContext:       func(net.Listener) context.Context { return c.ctx },
		ConnState:         l.conns.Note,
	}
	l.http.SetKeepAlivesEnabled(!c.options.Repeatable)
	go func() { l.served <- l.http.Serve(on) }()
	c.servers = append(c.servers, l)
	return origin, nil
}

func (l *listener) close() error {
	err := l.http.Close()
	if end := <-l.served; !errors.Is(end, http.ErrServerClosed) {
		err = errors.Join(err, end)
	}
	return err
}

// Hangup closes every connection to services and providers on which nothing is
// under way, as load balancers do after a while.
func (c *Cloud) Hangup() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.servers[len(c.servers)-1].conns.Hangup()
	for _, p := range c.providers {
		if p, ok := p.(interface{ Hangup() }); ok {
			p.Hangup()
		}
	}
}
