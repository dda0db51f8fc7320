// Package reach tells whether an IP address is one of the Internet, of a
// private network, or one that nobody is to be led to. It resolves no names.
package reach

import (
	"net/netip"
	"slices"
	"strings"
)

// Scope says from where an address can be reached.
type Scope int

const (
	// Public is an address of the Internet.
	Public Scope = iota
	// Private is one of a private network.
	Private
	// Loopback is the machine itself.
	Loopback
	// Forbidden is one that no host of any network has, or that the platform
	// answers on: link-local addresses (instance metadata, the credentials of
	// containers), multicast, the unspecified address.
	Forbidden
)

// Of classifies an address. One that carries an IPv4 address within it is what
// that address is.
func Of(a netip.Addr) Scope {
	a = inner(a.Unmap().WithZone(""))
	switch {
	case !a.IsValid(), in(a, forbidden):
		return Forbidden
	case a.IsLoopback():
		return Loopback
	case in(a, private):
		return Private
	}
	return Public
}

// Source of both: the IANA special-purpose address registries, and for the
// fd00:ec2 network the EC2 user guide, "Access instance metadata".
var (
	forbidden = prefixes("0.0.0.0/8 169.254.0.0/16 224.0.0.0/4 240.0.0.0/4 ::/128 fe80::/10 ff00::/8 fd00:ec2::/32 100::/64")
	private   = prefixes("10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 192.0.0.0/24 198.18.0.0/15 " +
		"fc00::/7 fec0::/10 64:ff9b:1::/48 2001::/23")
)

func prefixes(list string) []netip.Prefix {
	var all []netip.Prefix
	for text := range strings.FieldsSeq(list) {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}

func in(a netip.Addr, list []netip.Prefix) bool {
	return slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(a) })
}

// carriers are the IPv6 networks whose addresses lead to an IPv4 address, and at
// which byte that stands: NAT64, 6to4, IPv4-translated, IPv4-compatible.
var carriers = []struct {
	prefix netip.Prefix
	at     int
}{
	{netip.MustParsePrefix("64:ff9b::/96"), 12}, {netip.MustParsePrefix("2002::/16"), 2},
	{netip.MustParsePrefix("::ffff:0:0:0/96"), 12}, {netip.MustParsePrefix("::/96"), 12},
}

// inner gives the IPv4 address that an IPv6 address carries, or the address.
func inner(a netip.Addr) netip.Addr {
	if !a.Is6() || a.IsLoopback() || a.IsUnspecified() {
		return a
	}
	for _, c := range carriers {
		if c.prefix.Contains(a) {
			bytes := a.As16()
			return netip.AddrFrom4([4]byte(bytes[c.at : c.at+4]))
		}
	}
	return a
}

// Numeric reports whether a host is meant as an IPv4 address, as browsers and
// resolvers read one: its last part is a number (127.1, 0x7f.1, 2130706433).
// Source: WHATWG URL, "ends in a number".
func Numeric(host string) bool {
	host = strings.TrimSuffix(host, ".")
	last := strings.ToLower(host[strings.LastIndexByte(host, '.')+1:])
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}
