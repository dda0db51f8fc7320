package reach_test

import (
	"net/netip"
	"testing"

	"bongsu/shared/reach"
)

func TestOf(t *testing.T) {
	for want, all := range map[reach.Scope][]string{
		reach.Public: {"8.8.8.8", "52.95.1.1", "172.15.255.255", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1", "::ffff:8.8.8.8"},
		reach.Private: {
			"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "192.0.0.8", "198.18.0.1",
			"fc00::1", "fd12:3456::1", "fec0::1", "64:ff9b:1::1", "2001::1",
			"::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "2002:a00:1::1", "::ffff:0:10.0.0.1", "::10.0.0.1",
		},
		reach.Loopback: {"127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1", "64:ff9b::127.0.0.1"},
		reach.Forbidden: {
			"0.0.0.0", "0.1.2.3", "169.254.169.254", "169.254.170.2", "224.0.0.1", "255.255.255.255", "240.0.0.1",
			"::", "fe80::1", "fe80::1%eth0", "ff02::1", "fd00:ec2::254", "100::1",
			"::ffff:169.254.169.254", "64:ff9b::169.254.169.254", "2002:a9fe:a9fe::1",
		},
	} {
		for _, text := range all {
			if got := reach.Of(netip.MustParseAddr(text)); got != want {
				t.Errorf("%s: %d, want %d", text, got, want)
			}
		}
	}
	if got := reach.Of(netip.Addr{}); got != reach.Forbidden {
		t.Errorf("no address: %d", got)
	}
}

func TestNumeric(t *testing.T) {
	for host, want := range map[string]bool{
		"127.0.0.1": true, "127.1": true, "0x7f.1": true, "2130706433": true, "0x7f000001": true, "017700000001": true, "127.1.": true, "1.0x": true,
		"example.com": false, "1.example": false, "3com": false, "": false, "0xg": false, "device-1": false,
	} {
		if got := reach.Numeric(host); got != want {
			t.Errorf("%q: %t", host, got)
		}
	}
}
