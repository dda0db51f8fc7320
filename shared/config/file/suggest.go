package file

import "strings"

// suggest is a hint for a word that is none of the known ones: the one it may
// have been meant to be, or else all of them.
func suggest(word string, known []string) string {
	if hint := closest(word, known); hint != "" || len(known) == 0 {
		return hint
	}
	return "known: " + strings.Join(known, ", ")
}

// closest asks whether a known word was meant, and is empty where none is near.
func closest(word string, known []string) string {
	best, distance := "", 1+max(1, min(3, len([]rune(word))/3))
	for _, k := range known {
		if d := edits(fold(word), fold(k)); d < distance {
			best, distance = k, d
		}
	}
	if best == "" {
		return ""
	}
	return "did you mean " + best + "?"
}

// fold makes words alike that differ in their style only.
func fold(word string) string {
	return strings.NewReplacer("_", "-", " ", "-").Replace(strings.ToLower(word))
}

// edits counts the insertions, deletions, replacements and swaps of
// neighbours that lead from a to b.
func edits(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > maxShown || len(y) > maxShown {
		return maxShown
	}
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(x)][len(y)]
}
