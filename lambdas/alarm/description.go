package alarm

import (
	"fmt"
	"net/url"
	"strings"

	"bongsu/shared/alert"
)

// instructions are what an alarm's description says at its end, to us rather
// than to the reader.
type instructions struct {
	severity alert.Severity
	runbook  string
	route    string
	// unit is what the alarm's value is in, where its message does not say.
	unit string
}

// readDescription splits a description into what is for the reader and the
// trailing block of severity:, runbook:, route: and unit: lines. Only lines at the end
// count. A line whose value makes no sense stays in the text, where its owner
// will see it; of two lines with the same key the last one counts.
func readDescription(description string) (string, instructions) {
	var found instructions
	lines := strings.Split(description, "\n")
	end := len(lines)
	var kept []string
	for ; end > 0; end-- {
		row := lines[end-1]
		if strings.TrimSpace(row) == "" {
			continue
		}
		key, value, ok := strings.Cut(row, ":")
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		if !ok || (key != "severity" && key != "runbook" && key != "route" && key != "unit") {
			break
		}
		if !found.take(key, value) {
			kept = append(kept, row)
		}
	}
	text := lines[:end]
	for i := len(kept) - 1; i >= 0; i-- {
		text = append(text, kept[i])
	}
	return strings.TrimSpace(strings.Join(text, "\n")), found
}

// take notes one instruction; false if its value makes no sense.
func (i *instructions) take(key, value string) bool {
	switch key {
	case "severity":
		s := alert.Severity(strings.ToLower(value))
		if s != alert.Critical && s != alert.Warning && s != alert.Info {
			return false
		}
		if i.severity == "" {
			i.severity = s
		}
	case "runbook":
		if !isWebAddress(value) {
			return false
		}
		if i.runbook == "" {
			i.runbook = encoded(value)
		}
	case "route":
		if value == "" || strings.ContainsAny(value, " \u3000") {
			return false
		}
		if i.route == "" {
			i.route = cut(value, maxName)
		}
	case "unit":
		if !alert.IsUnit(value) {
			return false
		}
		if i.unit == "" {
			i.unit = value
		}
	}
	return true
}

// encoded writes the bytes of an address that are not ASCII as %XX.
func encoded(address string) string {
	var b strings.Builder
	for _, c := range []byte(address) {
		if c < 0x80 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func isWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && len(s) <= maxAddress && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && !strings.ContainsAny(s, " <>\"")
}
