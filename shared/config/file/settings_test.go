package file

import (
	"testing"

	"bongsu/shared/channel"
)

// TestFaultsOfSettingsStandAtTheirKey: a kind names a key, an element of it, a
// key that is not there, or nothing.
func TestFaultsOfSettingsStandAtTheirKey(t *testing.T) {
	r := &reader{file: "f"}
	root, ok := r.parse([]byte("mail:\n  to: [a@example.com,\n    b]\n"))
	if !ok {
		t.Fatal(r.faults)
	}
	all, _ := r.section(root)
	mail, _ := all.get("mail")
	s, ok := r.section(mail)
	if !ok {
		t.Fatal(r.faults)
	}
	for _, c := range []struct{ key, want string }{
		{"to", "f:2:7: mail.to: P (H)"}, {"to[1]", "f:3:5: mail.to[1]: P (H)"}, {"to[7]", "f:2:7: mail.to[7]: P (H)"},
		{"from", "f:1:1: mail.from: P (H)"}, {"", "f:1:1: mail: P (H)"},
	} {
		r.faults = nil
		r.refused(channel.Fault{Key: c.key, Problem: "P", Hint: "H"}, s)
		if got := r.faults.Error(); got != c.want {
			t.Errorf("%q: got %s, want %s", c.key, got, c.want)
		}
	}
}
