package poll

import (
	"context"
	"net"
	"net/netip"
	"time"

	"bongsu/shared/reach"
)

// dialer connects to addresses that may be asked. It looks a name up once and
// connects to the very address that it has checked: a name that leads elsewhere
// the next time leads nowhere.
type dialer struct {
	lookup func(ctx context.Context, host string) ([]netip.Addr, error)
	// private networks may be asked; home is somebody's own machine, which asks
	// itself and its networks, and nobody else.
	private, home bool
}

// refusal says that an address may not be asked.
type refusal struct{ addr netip.Addr }

// Error names the address.
func (r *refusal) Error() string { return "address " + r.addr.String() + " may not be asked" }

// Lookup asks the system's resolver.
func Lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}

// dial stands in the place of net/http's own.
func (d dialer) dial(ctx context.Context, _, to string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(to)
	if err != nil {
		return nil, err
	}
	var addrs []netip.Addr
	if one, err := netip.ParseAddr(host); err == nil {
		addrs = []netip.Addr{one}
	} else if addrs, err = d.lookup(ctx, host); err != nil {
		return nil, err
	}
	// One address that may not be asked makes the name suspect.
	for _, a := range addrs {
		if !d.allows(a) {
			return nil, &refusal{a.Unmap()}
		}
	}
	err = &net.DNSError{Err: "no address", Name: host, IsNotFound: true}
	for i, a := range addrs {
		var conn net.Conn
		if conn, err = d.one(ctx, net.JoinHostPort(a.Unmap().String(), port), len(addrs)-i); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

// one connects to an address, and leaves time for the others that are left.
func (d dialer) one(ctx context.Context, to string, left int) (net.Conn, error) {
	if until, ok := ctx.Deadline(); ok {
		share, cancel := context.WithTimeout(ctx, time.Until(until)/time.Duration(left))
		defer cancel()
		ctx = share
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", to)
}

func (d dialer) allows(a netip.Addr) bool {
	switch reach.Of(a) {
	case reach.Public:
		return !d.home
	case reach.Private:
		return d.private || d.home
	case reach.Loopback:
		// In AWS that is the function itself, and Lambda's own door to it.
		return d.home
	}
	return false
}
