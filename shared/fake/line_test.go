package fake

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestColumnsOf(t *testing.T) {
	for in, want := range map[string]int{
		"": 0, "abc": 3, "봉수": 4, "ｱ": 1, "Ａ": 2, "e\u0301": 1, "🔥": 2, "→ ·": 3, "a\u200bb": 2,
	} {
		if n := columnsOf(in); n != want {
			t.Errorf("%q takes %d, want %d", in, n, want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		in              string
		columns, indent int
		want            []string
	}{
		{"", 10, 0, []string{""}},
		{"one two three", 9, 0, []string{"one two", "three"}},
		{"one two three", 7, 2, []string{"one two", "  three"}},
		{"가나다라마바", 5, 0, []string{"가나", "다라", "마바"}},
		{"가나 다라 마바", 10, 0, []string{"가나 다라", "마바"}},
		{"abcdefgh", 3, 0, []string{"abc", "def", "gh"}},
		{"한", 1, 0, []string{"한"}},
	} {
		if d := cmp.Diff(tt.want, Wrap(tt.in, tt.columns, tt.indent)); d != "" {
			t.Errorf("%q in %d: %s", tt.in, tt.columns, d)
		}
	}
}

func TestRender(t *testing.T) {
	r := Received{Lines: []Line{
		{Text: "제목", Weight: Strong},
		{Bar: "#d32f2f", Text: "상태  정상 → 경보 (ALARM)", Indent: 6},
		{Bar: "#d32f2f"},
		{Text: "\x1b[31mevil\x07", Weight: Faint},
	}, Lost: "too large"}
	if d := cmp.Diff("✗ accepted, but nobody will see it: too large\n제목\n▌ 상태  정상 → 경보 (ALARM)\n▌\n␛[31mevil␇\n", r.Text()); d != "" {
		t.Error(d)
	}
	r.Lost = ""
	bar := "\x1b[38;2;211;47;47m▌\x1b[0m"
	want := "\x1b[1m제목\x1b[0m\n" + bar + " 상태  정상 → 경보\n" + bar + "       (ALARM)\n" + bar + "\n\x1b[2m␛[31mevil␇\x1b[0m\n"
	if d := cmp.Diff(want, r.Render(20, true)); d != "" {
		t.Error(d)
	}
}
