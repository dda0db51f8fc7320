package clean_test

import (
	"testing"

	"bongsu/shared/clean"
)

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\nb\rc\td\x00e\x1b": "a\nb\nc de", " \n주문\u202egnp.exe\n": "주문gnp.exe", "\xff": "\uFFFD", "": "",
	} {
		if got := clean.Text(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestCutSaysSo(t *testing.T) {
	if got := clean.Cut("주문 지연", 4); got != "주문…" {
		t.Errorf("got %q", got)
	}
	if text, left := clean.Long("0123456789", 4); text != "012…" || left != 7 {
		t.Errorf("%q and %d more", text, left)
	}
	if text, left := clean.Long("0123", 4); text != "0123" || left != 0 {
		t.Errorf("%q and %d more", text, left)
	}
}
