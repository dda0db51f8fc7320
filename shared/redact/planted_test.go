package redact_test

import (
	"fmt"
	"strings"
)

// secret is a value that must not survive, behind what shows that it is one.
type secret struct{ context, value string }

// planted makes one secret of every sort, by a number.
func planted(n uint64) []secret {
	letters := func(alphabet string, size int) string {
		var b strings.Builder
		for x := n; b.Len() < size; x = x*6364136223846793005 + 1442695040888963407 {
			b.WriteByte(alphabet[(x>>33)%uint64(len(alphabet))])
		}
		return b.String()
	}
	const upper, base = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	card := "4" + fmt.Sprintf("%014d", n%1e14)
	for d := range 10 {
		if whole := card + fmt.Sprint(d); luhn(whole) {
			card = whole
			break
		}
	}
	grouped := card[:4] + "-" + card[4:8] + "-" + card[8:12] + "-" + card[12:]
	phone := fmt.Sprintf("%08d", n%1e8)
	return []secret{
		{"", "AKIA" + letters(upper, 16)},
		{"aws_secret_access_key=", letters(base+"/+", 40)},
		{"", "xoxb-" + letters(base, 24)},
		{"", "ghp_" + letters(base, 36)},
		{"", "eyJ" + letters(base, 20) + "." + letters(base, 30) + "." + letters(base, 20)},
		{"Authorization: Bearer ", letters(base, 20)},
		{"password=", "x" + letters(base, 8)},
		{"postgres://app:", "x" + letters(base, 8) + "@db/app"},
		{"", fmt.Sprintf("%02d%02d%02d-%d%06d", n%100, n%12+1, n%28+1, n%8+1, n%1e6)},
		{"", card},
		{"", grouped},
		{"", "010-" + phone[:4] + "-" + phone[4:]},
		{"", "010" + phone},
		{"", "member-" + phone[:6]},
	}
}

func luhn(digits string) bool {
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}
