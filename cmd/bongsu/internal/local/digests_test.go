package local

import (
	"context"
	"encoding/json"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bongsu/cmd/bongsu/internal/sample"
	"bongsu/lambdas/digest"
	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/fake"
	"bongsu/shared/picture/picturetest"
)

// kept is a drawer that keeps what it drew last.
type kept struct {
	digest.Drawer
	picture *alert.Picture
}

func (k *kept) Draw(ctx context.Context, a alert.Alert) (*alert.Picture, error) {
	var err error
	k.picture, err = k.Drawer.Draw(ctx, a)
	return k.picture, err
}

// The digest of the sample is told once, and the product's own picture of one is that
// which the README shows.
func TestADigestIsShownAsInTheREADME(t *testing.T) {
	c, err := sample.Config()
	if err != nil {
		t.Fatal(err)
	}
	c.Language, c.Presence, c.Logs, c.Telemetry = "en", nil, nil, nil
	said := make(chan fake.Received, 10)
	s, err := Start(t.Context(), Options{Config: c, Clock: NewClock(), Log: slog.New(slog.DiscardHandler), Watcher: Watcher{
		OnMessage: func(name string, m fake.Received) {
			if name == "ops-teams" {
				said <- m
			}
		},
		OnOdd: func(string, string) {}, OnReport: func(string, channel.Report) {}, OnAgain: func(string, int) {},
		OnDead: func(string, string) {}, OnElsewhere: func(string) {}, OnDevice: func([]byte) {}, OnFile: func(string, error) {},
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := s.Digest(t.Context(), "shift"); err != nil {
		t.Fatal(err)
	}
	select {
	case m := <-said:
		if text := m.Text(); !strings.Contains(text, "정기 요약: shift – 이상 없음") || !strings.Contains(text, "최대 812 ms") || !strings.Contains(text, "http://127.0.0.1:") {
			t.Errorf("told\n%s", text)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("nobody was told")
	}
	if err := s.Digest(t.Context(), "none"); err == nil || !strings.Contains(err.Error(), `"none"`) {
		t.Errorf("%v", err)
	}
	// One of a time that never changes.
	h := s.digester(&c)
	drawn := &kept{Drawer: h.Drawer}
	h.Drawer = drawn
	in, err := json.Marshal(config.DigestRun{Name: "shift", At: time.Date(2026, 9, 25, 6, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Handle(t.Context(), in); err != nil || drawn.picture == nil {
		t.Fatalf("%v, %v", drawn.picture, err)
	}
	picturetest.Compare(t, filepath.Join("..", "..", "..", "..", "docs", "digest.png"), fetch(t, drawn.picture.Preview), *update)
}
