package channel_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/fake"
)

// graph is a JPEG of so many pixels; noise makes it large.
func graph(t *testing.T, wide, high int, noise bool) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, wide, high))
	for i := range m.Pix {
		if noise {
			m.Pix[i] = uint8(rand.UintN(256)) //nolint:gosec // noise
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPicture: a picture makes an MMS, and whatever is wrong with it costs
// neither the text nor more than a second.
func TestPicture(t *testing.T) {
	pictures := map[string][]byte{
		"/good.jpg": graph(t, 800, 400, false), "/wide.jpg": graph(t, 1501, 10, false),
		"/large.jpg": graph(t, 1400, 1400, true), "/text.jpg": []byte("hello"),
	}
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow.jpg" {
			<-r.Context().Done()
			return
		}
		data, known := pictures[r.URL.Path]
		if !known {
			w.WriteHeader(http.StatusForbidden)
		}
		_, _ = w.Write(data)
	}))
	t.Cleanup(host.Close)
	for path, warning := range map[string]string{
		"/good.jpg": "", "/wide.jpg": "1501 × 10 pixels", "/large.jpg": "larger than 300 KB", "/text.jpg": "no JPEG",
		"/gone.jpg": "status 403", "/slow.jpg": "no answer",
	} {
		t.Run(path, func(t *testing.T) {
			s, p := sensAt(t, fake.SENSAccount{})
			m := sample(t)
			m.Picture = &alert.Picture{JPEG: host.URL + path}
			d := s.delivery(m)
			d.Body = must(s.channel.(channel.Careful).Layout(d))(t)
			began := time.Now()
			receipt, err := s.channel.Send(t.Context(), d)
			if err != nil || time.Since(began) > 3*time.Second {
				t.Fatalf("%v after %s", err, time.Since(began))
			}
			got := p.Messages()[0]
			if mms := strings.Contains(got.Text(), "[picture 800 × 400"); mms != (warning == "") || !strings.Contains(got.Text(), "812 ms") {
				t.Errorf("got\n%s", got.Text())
			}
			if !strings.Contains(receipt.Warning, warning) || (receipt.Warning == "") != (warning == "") || strings.Contains(receipt.Warning, path) {
				t.Errorf("warning %q", receipt.Warning)
			}
		})
	}
	t.Run("refused", func(t *testing.T) {
		s, p := sensAt(t, fake.SENSAccount{})
		m := sample(t)
		m.Picture = &alert.Picture{JPEG: host.URL + "/good.jpg"}
		p.Fail(fake.RefuseBody(), 1)
		receipt, err := s.channel.Send(t.Context(), s.delivery(m))
		if err != nil || !strings.Contains(receipt.Warning, "without its picture") || !strings.Contains(p.Messages()[0].Text(), "812 ms") {
			t.Errorf("%+v, %v", receipt, err)
		}
	})
}
