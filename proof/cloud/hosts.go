package cloud

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"bongsu/proof/trust"
	"bongsu/shared/channel"
	"bongsu/shared/config"
)

// hosts are the providers that are known by their host and not by a secret URL, by
// the type of channel. To a function their fakes are the real ones: it goes
// through a proxy, as it would in a closed network, and trusts what the proofs
// have certified.
var hosts = map[string]string{
	"line": "api.line.me", "sens": "sens.apigw.ntruss.com", "alimtalk": "sens.apigw.ntruss.com", slackApp: "slack.com",
}

// slackApp stands for channels of type slack that post with a bot token.
const slackApp = "slack with a bot token"

// providerOf is the kind of provider that a channel speaks to.
func providerOf(ch config.Channel) string {
	if s, is := ch.Settings.(*channel.Slack); is && s.Channel != "" {
		return slackApp
	}
	return ch.Type
}

// proxy is that of all functions.
type proxy struct {
	*http.Server
	address string
	trust   trust.Trust
	piping  sync.WaitGroup
}

// openProxy starts the proxy once.
func (c *Cloud) openProxy() error {
	if c.proxy != nil {
		return nil
	}
	var names []string
	for _, host := range hosts {
		names = append(names, host)
	}
	made, err := trust.New(c.folder, names...)
	if err != nil {
		return fmt.Errorf("start the cloud: %w", err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("start the cloud: %w", err)
	}
	p := &proxy{address: l.Addr().String(), trust: made}
	p.Server = &http.Server{
		Handler:           http.HandlerFunc(c.tunnel),
		ReadHeaderTimeout: time.Minute,
		BaseContext:       func(net.Listener) context.Context { return c.ctx },
	}
	c.proxy = p
	p.piping.Go(func() { _ = p.Serve(l) }) // it ends with Close
	return nil
}

func (p *proxy) close() error {
	if p == nil {
		return nil
	}
	err := p.Close()
	p.piping.Wait()
	return err
}

// environment is how a function finds the proxy: by its own channel's name.
func (p *proxy) environment(channel string) []string {
	if p == nil || channel == "" {
		return nil
	}
	to := url.URL{Scheme: "http", User: url.UserPassword(channel, "proxy"), Host: p.address}
	return []string{"HTTPS_PROXY=" + to.String(), "SSL_CERT_FILE=" + p.trust.Own, "SSL_CERT_DIR=" + filepath.Join(p.trust.Own, "none")}
}

// tunnel joins a function with the fake of its channel's provider.
func (c *Cloud) tunnel(w http.ResponseWriter, r *http.Request) {
	login, _ := strings.CutPrefix(r.Header.Get("Proxy-Authorization"), "Basic ")
	user, err := base64.StdEncoding.DecodeString(login)
	channel, _, _ := strings.Cut(string(user), ":")
	c.mu.Lock()
	to, known := c.named[channel]
	c.mu.Unlock()
	if err != nil || r.Method != http.MethodConnect || !known || r.Host != to.host+":443" {
		http.Error(w, "this cloud has no "+r.Host, http.StatusBadGateway)
		return
	}
	var dialer net.Dialer
	far, err := dialer.DialContext(r.Context(), "tcp", to.address)
	if err != nil {
		http.Error(w, "the provider has ended", http.StatusBadGateway)
		return
	}
	defer func() { _ = far.Close() }()
	near, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer func() { _ = near.Close() }()
	if _, err := io.WriteString(near, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		return
	}
	done := make(chan struct{}, 2)
	pipe := func(to io.Writer, from io.Reader) {
		_, _ = io.Copy(to, from) // either side may hang up at any time
		done <- struct{}{}
	}
	c.proxy.piping.Go(func() { pipe(far, buffered) })
	c.proxy.piping.Go(func() { pipe(near, far) })
	select {
	case <-done:
	case <-c.ctx.Done():
	}
}

// namedProvider is a fake that stands at a host.
type namedProvider struct{ host, address string }
