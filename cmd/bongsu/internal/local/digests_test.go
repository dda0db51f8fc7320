package local

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bongsu/lambdas/digest"
	"bongsu/shared/alert"
	"bongsu/shared/config"
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
	s, said := started(t)
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
	h := s.digester(s.config.Load())
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
