package poll_test

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"bongsu/lambdas/poll"
	"bongsu/shared/alert"
	"bongsu/shared/config"
)

// TestPrivateAddressesAreNotAsked: however they are written, and whatever a name
// leads to.
func TestPrivateAddressesAreNotAsked(t *testing.T) {
	names := map[string][]string{
		"public-and-private.example": {"8.8.8.8", "10.0.0.5"}, "private.example": {"192.168.0.9"}, "mapped.example": {"::ffff:10.0.0.1"},
		"metadata.google.internal": {"169.254.169.254"}, "instance-data.ec2.internal": {"169.254.169.254"}, "imds6.example": {"fd00:ec2::254"},
		"localhost": {"::1", "127.0.0.1"}, "127.1": {"127.0.0.1"}, "0x7f.1": {"127.0.0.1"}, "2130706433": {"127.0.0.1"}, "0": {"0.0.0.0"},
		"nat64.example": {"64:ff9b::10.0.0.1"},
	}
	lookup := func(_ context.Context, host string) ([]netip.Addr, error) {
		var all []netip.Addr
		for _, a := range names[host] {
			all = append(all, netip.MustParseAddr(a))
		}
		if all == nil {
			return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		}
		return all, nil
	}
	f := poll.NewFetcher(poll.World{Lookup: lookup, Limit: time.Second})
	for _, host := range []string{
		"127.0.0.1", "127.1", "0x7f.1", "2130706433", "0", "0.0.0.0", "10.0.0.1", "172.16.3.4", "192.168.0.1", "100.64.0.1", "169.254.169.254", "169.254.170.2",
		"[::1]", "[::]", "[::ffff:10.0.0.1]", "[::ffff:7f00:1]", "[fe80::1]", "[fd00:ec2::254]", "[fc00::1]", "[64:ff9b::a00:1]", "localhost",
		"public-and-private.example", "private.example", "mapped.example", "metadata.google.internal", "instance-data.ec2.internal", "imds6.example", "nat64.example",
	} {
		a, err := f.Fetch(t.Context(), config.Poll{URL: "http://" + host + ":9/"})
		if err != nil || a.Fault != alert.PollRefused {
			t.Errorf("%s: %q (%s), error %v", host, a.Fault, a.Detail, err)
		}
	}
	// What private: true does not open: the platform's own, and the function itself.
	for _, host := range []string{"127.0.0.1", "[::1]", "169.254.169.254", "metadata.google.internal", "imds6.example", "localhost", "[fe80::1]"} {
		if a, _ := f.Fetch(t.Context(), config.Poll{URL: "http://" + host + ":9/", Private: true}); a.Fault != alert.PollRefused {
			t.Errorf("%s, private: %q (%s)", host, a.Fault, a.Detail)
		}
	}
	for _, home := range []bool{false, true} {
		// Where it is allowed the time is up when the name is found: nobody is asked.
		ctx, cancel := context.WithCancel(t.Context())
		w := poll.World{Home: home, Lookup: func(context.Context, string) ([]netip.Addr, error) {
			if !home {
				cancel()
			}
			return []netip.Addr{netip.MustParseAddr("8.8.8.8"), netip.MustParseAddr("2606:4700::1111")}, nil
		}}
		a, _ := poll.NewFetcher(w).Fetch(ctx, config.Poll{URL: "http://public.example/"})
		cancel()
		if (a.Fault == alert.PollRefused) != home {
			t.Errorf("a public address, home %t: %q (%s)", home, a.Fault, a.Detail)
		}
	}
	if a, _ := f.Fetch(t.Context(), config.Poll{URL: "http://nowhere.example/"}); a.Fault != alert.PollNoName {
		t.Errorf("a name that is not there: %q", a.Fault)
	}
	// Asked it is, and nobody answers at once.
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if a, _ := f.Fetch(ctx, config.Poll{URL: "http://private.example:9/", Private: true}); a.Fault == alert.PollRefused || a.Fault == "" {
		t.Errorf("private: true: %q (%s)", a.Fault, a.Detail)
	}
}

// TestANameIsLookedUpOnce: a second answer of the resolver has no say.
func TestANameIsLookedUpOnce(t *testing.T) {
	s := device(t)
	port := s.URL[strings.LastIndexByte(s.URL, ':'):]
	asked := 0
	w := home()
	w.Lookup = func(context.Context, string) ([]netip.Addr, error) {
		if asked++; asked > 1 {
			return []netip.Addr{netip.MustParseAddr("169.254.169.254")}, nil
		}
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}
	a, err := poll.NewFetcher(w).Fetch(t.Context(), config.Poll{URL: "http://device.example" + port + "/ok"})
	if err != nil || a.Fault != "" || asked != 1 {
		t.Errorf("%q (%s), looked up %d times, error %v", a.Fault, a.Detail, asked, err)
	}
}
