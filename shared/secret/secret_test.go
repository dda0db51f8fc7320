package secret_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"bongsu/shared/secret"
)

func TestNothingPrintsASecret(t *testing.T) {
	const value = "xoxb-very-secret"
	s := secret.New(value)
	holder := struct{ inner secret.Text }{s}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("m", "s", s, "h", holder)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("m", "s", s, "h", holder)
	encoded, err := json.Marshal(map[string]any{"s": s, "h": holder})
	if err != nil {
		t.Fatal(err)
	}
	printed := fmt.Sprintf("%s %v %+v %#v %q %x %d", s, s, s, s, s, s, s) +
		fmt.Sprintf("%v %+v %#v", holder, holder, &holder) + log.String() + string(encoded)
	if strings.Contains(printed, value) || strings.Contains(printed, fmt.Sprintf("%x", value)) {
		t.Fatalf("printed: %s", printed)
	}
	if s.Reveal() != value || s.Empty() || !(secret.Text{}).Empty() {
		t.Fatal("Reveal or Empty is wrong")
	}
}
