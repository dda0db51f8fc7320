package font

import "testing"

func writer(t *testing.T) *Writer {
	t.Helper()
	w, err := NewWriter()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestEverySyllableAndSignHasAnOutline(t *testing.T) {
	w := writer(t)
	for char := rune(firstSyllable); char <= lastSyllable; char++ {
		if g, ok := w.load(char, 20*64); !ok || len(g.Segments) == 0 || g.Advance < 10 {
			t.Fatalf("%c (%U): %d segments, advance %v", char, char, len(g.Segments), g.Advance)
		}
	}
	for _, char := range "Az09%µ°℃₩±→↑↓≤≥…·–—²ㄱㅎㅏㅣ「」※□▲▼" {
		if g, ok := w.load(char, 20*64); !ok || len(g.Segments) == 0 {
			t.Errorf("%c (%U) has no outline", char, char)
		}
	}
}

func TestRareSyllablesLookLikeTheCommonOnes(t *testing.T) {
	w := writer(t)
	if common, rare := w.Glyph('됐', 20), w.Glyph('됬', 20); common.Advance != rare.Advance {
		t.Errorf("됐 advances %v, 됬 %v", common.Advance, rare.Advance)
	}
}

func TestACharacterThatIsMissingIsABox(t *testing.T) {
	w := writer(t)
	box := w.Glyph(Missing, 20)
	if len(box.Segments) == 0 {
		t.Fatal("the box itself is missing")
	}
	for _, char := range []rune{'漢', '😀', 0x10ffff, -1, 0} {
		if g := w.Glyph(char, 20); len(g.Segments) != len(box.Segments) || g.Advance != box.Advance {
			t.Errorf("%U is not written as a box", char)
		}
	}
}

func TestCompose(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"orders", "orders"},
		{"주문 지연", "주문 지연"},
		{"\u110c\u116e\u1106\u116e\u11ab", "주문"},
		{"\u1100\u1161\u11a8\u1100", "각\u1100"},
		{"a\u1161", "a\u1161"},
		{"\u1112\u1175\u11c2!", "힣!"},
		{"가\u11a7", "가\u11a7"},
	} {
		if got := Compose(test.in); got != test.want {
			t.Errorf("%+q: got %q, want %q", test.in, got, test.want)
		}
	}
}
