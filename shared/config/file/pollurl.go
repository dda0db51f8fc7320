package file

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"bongsu/shared/config"
	"bongsu/shared/reach"
)

const maxURL = 2000

// pollURL reads what is asked. No fault quotes it: it may hold a credential.
func (r *reader) pollURL(v value, p *config.Poll) {
	const hint = `e.g. "https://boiler.example.com/status"`
	text, ok := r.line(v)
	if !ok {
		return
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || len(text) > maxURL || u.Opaque != "" || u.Hostname() == "" || strings.ContainsAny(u.Host, " %\\"):
		r.fault(v, "is not a URL", hint)
		return
	case u.Scheme != "https" && u.Scheme != "http":
		r.fault(v, "is neither https nor http", hint)
		return
	case u.User != nil:
		r.fault(v, "holds a name or a password", "put Authorization: Basic … into a parameter, and name that with secret-header")
		return
	case u.Fragment != "" || strings.HasSuffix(text, "#"):
		r.fault(v, "has a part behind #, which is never sent", "remove it, or write # as %23")
		return
	case !isPort(u.Port()) || strings.HasSuffix(u.Host, ":"):
		r.fault(v, "has a port that is none", "1 to 65535, or leave it out")
		return
	}
	p.URL = text
	r.pollHost(v, u, *p)
}

func isPort(text string) bool {
	n, err := strconv.ParseUint(text, 10, 16)
	return text == "" || err == nil && n > 0
}

// pollHost checks what can be known of the host without asking anybody. What its
// name leads to is checked whenever it is asked.
func (r *reader) pollHost(v value, u *url.URL, p config.Poll) {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	scope := reach.Public
	ip, err := netip.ParseAddr(host)
	switch {
	case err == nil:
		scope = reach.Of(ip)
	case reach.Numeric(host):
		r.fault(v, "has a host that is a number, but not an address as everybody reads it", "write it in four parts, e.g. 192.168.0.7")
		return
	case host == "localhost" || strings.HasSuffix(host, ".localhost"):
		scope = reach.Loopback
	}
	switch {
	case scope == reach.Forbidden:
		r.fault(v, "leads to an address that is never asked", "link-local, multicast and unspecified addresses are the platform's own, or nobody's")
	case scope == reach.Private && !p.Private:
		r.fault(v, "leads into a private network", "write private: true if that is meant")
	case scope == reach.Loopback:
		r.warn(v, "leads to the machine itself: only `bongsu run` asks it", "in AWS that would be the function, which refuses")
	case u.Scheme == "http" && p.SecretHeader != "" && !p.Private:
		r.fault(v, "would send the secret header in the clear", "use https, or write private: true if nobody else is on that network")
	}
	if p.Private && scope == reach.Public && err == nil {
		r.warn(v, net.IP(ip.AsSlice()).String()+" is not private: private: true has no effect", "remove it")
	}
}
