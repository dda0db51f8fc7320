package euckr

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/korean"
)

func TestEncodable(t *testing.T) {
	for in, want := range map[string]string{
		"":                       "",
		"[긴급] orders 5xx\n13:12": "[긴급] orders 5xx\n13:12",
		"“따옴표” … → ℃ ① ™ €":                    "“따옴표” … → ℃ ① ™ €",
		"a — b – c ― d":                        "a - b - c - d",
		"₩1,000 ¥500 £3":                       "￦1,000 ￥500 ￡3",
		"a\u00a0b\u2009c\td":                   "a b c d",
		"주문・결제 ･ • 점":                          "주문·결제 · · 점",
		"café Ünïcode naïve":                   "cafe Unicode naive",
		"e\u0301 cafe\u0301":                   "e cafe",
		"뷁 똠양꿍 햏":                              "붸ㄺ 또ㅁ양꿍 해ㅎ",
		"\u1112\u1161\u11ab\u1100\u1173\u11af": "한글",
		"\u1112\u1161\u11f9":                   "하?",
		"ｶﾞｷﾞ ﾊﾟｿｺﾝ":                           "ガギ パソコン",
		"ﾡﾢ":                                   "ㄱㄲ",
		"ＡＢＣ":                                  "ＡＢＣ",
		"✅배포 완료 ⚠️ 지연":                         "정상 배포 완료 주의 지연",
		"끝✅":                                   "끝 정상",
		"🔴 db 🟢":                               "긴급 db 정상",
		"👨‍👩‍👧 가족 👍🏽 좋음":                       " 가족  좋음",
		"🇰🇷 서울 1️⃣":                            "KR 서울 1",
		"x²⁰ ½ ⑳ ﬁn":                           "x²0 ½ 20 fin",
		"a\u202eb\u2066c\ufeffd\u200be":        "abcde",
		"a\x00b\x1b[31mc\x7f":                  "ab[31mc",
		"a\r\nb\u2028c":                        "a\nb\nc",
		"\xed\xa0\x80lone \xff":                "?lone ?",
		"สวัสดี":                               "????",
		"Привет Ελλάδα":                        "Привет Ελλαδα",
		"\U0010ffff\ue000":                     "",
		"∗＿∼ˋ ‹at› «b»":                        "*＿∼` 〈at〉 《b》",
	} {
		if got := Encodable(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
		carriedAll(t, Encodable(in))
	}
}

// carriedAll compares with the encoder itself.
func carriedAll(t *testing.T, s string) {
	t.Helper()
	encoded, err := korean.EUCKR.NewEncoder().String(s)
	if err != nil {
		t.Errorf("%q is not encodable: %v", s, err)
		return
	}
	if len(encoded) != Bytes(s) {
		t.Errorf("%q takes %d bytes, counted %d", s, len(encoded), Bytes(s))
	}
	for i := 0; i < len(encoded); i++ {
		switch lead := encoded[i]; {
		case lead < 0x80 && (lead >= ' ' && lead != 0x7f || lead == '\n'):
		case lead >= 0xa1 && i+1 < len(encoded) && encoded[i+1] >= 0xa1:
			i++
		default:
			t.Errorf("%q has the byte %#x at %d, outside KS X 1001", s, lead, i)
			return
		}
	}
}

func TestEverySyllable(t *testing.T) {
	whole := 0
	for r := '가'; r <= '힣'; r++ {
		got := Encodable(string(r))
		carriedAll(t, got)
		if got == string(r) {
			whole++
		} else if n := utf8.RuneCountInString(got); n < 2 || n > 3 || strings.Contains(got, "?") {
			t.Errorf("%c became %q", r, got)
		}
	}
	if whole != 2350 {
		t.Errorf("%d syllables are carried as they are, KS X 1001 has 2,350", whole)
	}
}

func FuzzEncodable(f *testing.F) {
	for _, s := range []string{"뷁 ✅x — é", "ｶﾞ\u3099", "🇰🇷🇰", "👨‍👩‍👧\ufe0f", "\xed\xa0\x80", "ᄒ\u1160ᆫ", "\u0344\u0958⚠"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Encodable(s)
		carriedAll(t, got)
		if again := Encodable(got); again != got {
			t.Errorf("%q became %q and then %q", s, got, again)
		}
	})
}
